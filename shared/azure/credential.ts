import type { TokenCredential } from '@azure/identity';
import type { Cloud } from './clouds.ts';

/** The SDK's own patience with the identity endpoint would outlast a whole step. */
const MAX_RETRIES = 2;

/**
 * Backstay's own identity: the app's managed identity. `clientId` names a user-assigned one, else
 * it is the system-assigned. The SDK behind it is loaded when the first token is asked for.
 */
export function managedIdentity(cloud: Cloud, clientId: string | undefined): TokenCredential {
  let loading: Promise<TokenCredential> | undefined;
  return {
    async getToken(scopes, options) {
      loading ??= load(cloud, clientId);
      return (await loading).getToken(scopes, options);
    },
  };
}

async function load(cloud: Cloud, clientId: string | undefined): Promise<TokenCredential> {
  const { ManagedIdentityCredential } = await import('@azure/identity');
  return new ManagedIdentityCredential({
    authorityHost: cloud.authority,
    retryOptions: { maxRetries: MAX_RETRIES },
    ...(clientId !== undefined && { clientId }),
  });
}

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { closeServer } from '../close-server.ts';
import { mintToken, readToken } from './token.ts';

/** Ids of one identity, as its directory has them. */
export interface Identity {
  readonly objectId: string;
  readonly appId: string;
  readonly tenantId: string;
}

export interface IdentityEndpoint {
  /** The variables that App Service sets for an app with an identity. */
  readonly environment: { readonly IDENTITY_ENDPOINT: string; readonly IDENTITY_HEADER: string };
  close(): Promise<void>;
}

const API_VERSION = '2019-08-01';

/**
 * Hands out tokens of one managed identity as App Service does. It is the system-assigned identity,
 * and a user-assigned one too for those who ask for it by its client id or its object id.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
export async function startIdentityEndpoint({ objectId, appId, tenantId }: Identity): Promise<IdentityEndpoint> {
  const secret = randomUUID();
  const app = new Hono();
  app.get('/msi/token', (c) => {
    // The header proves that the request comes from the app itself and was not tricked out of it by
    // an address alone.
    if (c.req.header('x-identity-header') !== secret) return c.json(refusal(401, 'X-IDENTITY-HEADER is wrong.'), 401);
    const { resource, 'api-version': apiVersion, ...who } = c.req.query();
    if (apiVersion !== API_VERSION) return c.json(refusal(400, `"api-version" must be ${API_VERSION}.`), 400);
    if (!resource) return c.json(refusal(400, '"resource" is missing.'), 400);
    if (!Object.entries(who).every(([key, value]) => isThis(key, value))) {
      return c.json(refusal(400, 'No User Assigned or Delegated Managed Identity found for specified id.'), 400);
    }

    const token = mintToken({ aud: resource, oid: objectId, appid: appId, tid: tenantId }, new Date());
    return c.json({
      access_token: token,
      expires_on: String(readToken(token)?.exp),
      resource,
      token_type: 'Bearer',
      client_id: appId,
    });
  });

  function isThis(key: string, value: string): boolean {
    if (key === 'client_id') return value === appId;
    return (key === 'principal_id' || key === 'object_id') && value === objectId;
  }

  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    environment: { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi/token`, IDENTITY_HEADER: secret },
    async close() {
      await closeServer(server);
    },
  };
}

function refusal(statusCode: number, message: string): object {
  return { statusCode, message };
}

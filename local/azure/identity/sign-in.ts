import { Hono } from 'hono';
import { type HttpsOptions, type HttpsServer, serveHttps } from '../serve-https.ts';
import type { Identity } from './endpoint.ts';
import { mintToken, readToken } from './token.ts';

/** A service principal that can sign in with its secret. */
export interface Client extends Identity {
  readonly secret: string;
}

/**
 * The sign-in service of the directory, as far as a service principal with a secret needs it. It is
 * reached below `/adfs` too: the Azure CLI asks login.microsoftonline.com whether it may trust any
 * other host, except one of AD FS.
 *
 * @see https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
 */
export async function startSignIn(clients: readonly Client[], options: HttpsOptions = {}): Promise<HttpsServer> {
  let url = '';
  const app = new Hono();
  for (const path of ['/:tenant/.well-known/openid-configuration', '/:tenant/v2.0/.well-known/openid-configuration']) {
    app.get(path, (c) => {
      const authority = `${url}/${c.req.param('tenant')}`;
      return c.json({
        issuer: `${authority}/v2.0`,
        authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
        token_endpoint: `${authority}/oauth2/v2.0/token`,
        token_endpoint_auth_methods_supported: ['client_secret_post'],
      });
    });
  }
  app.post('/:tenant/oauth2/v2.0/token', async (c) => {
    const { grant_type, client_id, client_secret, scope } = await c.req.parseBody();
    if (grant_type !== 'client_credentials') {
      return c.json(
        refusal('unsupported_grant_type', `AADSTS70003: The grant type '${grant_type}' is not supported.`),
        400,
      );
    }
    const audience = audienceOf(scope);
    if (audience === undefined) {
      return c.json(refusal('invalid_scope', `AADSTS1002012: The scope '${scope}' is not valid.`), 400);
    }
    const client = clients.find(({ appId }) => appId === client_id);
    if (client === undefined) {
      const problem = `AADSTS700016: Application with identifier '${client_id}' was not found in the directory.`;
      return c.json(refusal('unauthorized_client', problem), 400);
    }
    if (client.secret !== client_secret) {
      return c.json(refusal('invalid_client', 'AADSTS7000215: Invalid client secret provided.'), 401);
    }
    const { objectId: oid, appId: appid, tenantId: tid } = client;
    const now = new Date();
    const token = mintToken({ aud: audience, oid, appid, tid }, now, TOKEN_SECONDS);
    const seconds = (readToken(token)?.exp ?? 0) - Math.floor(now.getTime() / 1000);
    return c.json({ token_type: 'Bearer', expires_in: seconds, ext_expires_in: seconds, access_token: token });
  });

  const server = await serveHttps(app.fetch, options);
  url = server.url;
  return server;
}

const TOKEN_SECONDS = 3599;

/**
 * `https://management.azure.com//.default` asks for a token for `https://management.azure.com/`.
 */
function audienceOf(scope: unknown): string | undefined {
  const [, audience] = /^(\S+)\/\.default$/.exec(String(scope)) ?? [];
  return audience;
}

function refusal(error: string, error_description: string): object {
  return { error, error_description, error_codes: [Number(/^AADSTS(\d+)/.exec(error_description)?.[1])] };
}

import { Hono } from 'hono';
import { z } from 'zod';
import type { Directory } from '../arm/state/directory.ts';
import { readToken } from '../identity/token.ts';
import { type HttpsOptions, type HttpsServer, serveHttps } from '../serve-https.ts';

const idsSchema = z.object({ ids: z.array(z.string()).min(1).max(1000) });

/**
 * Microsoft Graph, as far as the Azure CLI asks it for the principal of a role assignment. It knows
 * the principals of a local Resource Manager, all of them as service principals, and reads as Graph
 * does for a caller that may read the whole directory.
 *
 * @see https://learn.microsoft.com/graph/api/directoryobject-getbyids
 */
export async function startGraph(directory: Directory, options: HttpsOptions = {}): Promise<HttpsServer> {
  const app = new Hono();
  app.use(async (c, next) => {
    const [, token = ''] = (c.req.header('authorization') ?? '').split(' ');
    if (readToken(token) === undefined)
      return c.json(refusal('InvalidAuthenticationToken', 'Access token is empty.'), 401);
    return next();
  });
  app.post('/v1.0/directoryObjects/getByIds', async (c) => {
    const { data } = idsSchema.safeParse(await c.req.json().catch(() => undefined));
    if (data === undefined)
      return c.json(refusal('Request_BadRequest', "The property 'ids' is missing or invalid."), 400);
    return c.json({ value: data.ids.flatMap((id) => describe(directory, id)) });
  });
  app.get('/v1.0/servicePrincipals', (c) => {
    const filter = c.req.query('$filter') ?? '';
    const [, name] = /^servicePrincipalNames\/any\(c:c eq '([^']+)'\)$/.exec(filter) ?? [];
    if (name === undefined) return c.json(refusal('Request_UnsupportedQuery', 'Unsupported query.'), 400);
    return c.json({ value: describe(directory, name) });
  });
  app.get('/v1.0/users', (c) => c.json({ value: [] }));
  app.notFound((c) => c.json(refusal('BadRequest', `Resource not found for the segment '${c.req.path}'.`), 400));
  return serveHttps(app.fetch, options);
}

function describe(directory: Directory, principalId: string): readonly object[] {
  const principal = directory.find(principalId);
  if (principal === undefined) return [];
  const { ownerId } = principal;
  return [
    {
      '@odata.type': '#microsoft.graph.servicePrincipal',
      id: principal.principalId,
      appId: principal.principalId,
      displayName: ownerId?.split('/').at(-1) ?? principal.principalId,
      servicePrincipalNames: [principal.principalId],
      servicePrincipalType: ownerId === undefined ? 'Application' : 'ManagedIdentity',
    },
  ];
}

function refusal(code: string, message: string): object {
  return { error: { code, message } };
}

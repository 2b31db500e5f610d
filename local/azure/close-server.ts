import type { ServerType } from '@hono/node-server';

/**
 * Ends a server at once. A browser opens connections before it needs them, and the server would
 * wait for their first request.
 */
export async function closeServer(server: ServerType): Promise<void> {
  await new Promise((resolve) => {
    server.close(resolve);
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** `wanted` where this machine lets it be taken, else another port that is free now. */
export async function freePort(wanted: number): Promise<number> {
  return (await take(wanted)) ?? (await take(0)) ?? wanted;
}

async function take(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const { port: taken } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return taken;
}

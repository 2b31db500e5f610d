import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../../local/host/free-port.ts';

test('a free port is taken, another one where it is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const free = await freePort(port);
  expect(free).not.toBe(port);
  expect(free).toBeGreaterThan(0);
  other.close();
  await once(other, 'close');
  expect(await freePort(port)).toBe(port);
});

/**
 * Loaded into a process before anything else (`--import`): writes down what it connects to, one
 * line for each connection. A line is the name of the environment variable that has the address, or
 * else the address.
 */
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';

const file = process.env.RECORD_CONNECTIONS_TO;
const connect = Socket.prototype.connect;

Socket.prototype.connect = function record(this: Socket, ...parameters: unknown[]): Socket {
  const [first] = parameters.flat() as [{ readonly host?: string; readonly port?: number | string } | undefined];
  if (file !== undefined && typeof first === 'object' && first.port !== undefined) {
    appendFileSync(file, `${nameOf(`${first.host ?? 'localhost'}:${first.port}`)}\n`);
  }
  return Reflect.apply(connect, this, parameters);
} as typeof connect;

function nameOf(address: string): string {
  const [name] =
    Object.entries(process.env).find(([setting, value]) => !setting.startsWith('TEST_') && value?.includes(address)) ??
    [];
  return name ?? address;
}

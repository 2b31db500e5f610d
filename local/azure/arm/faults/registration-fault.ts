import type { Platform } from '../platform.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { pathOf } from '../server/requested-operation.ts';

/**
 * Whether the registration that this request starts is never to end: the provider stays in
 * `Registering` until it is unregistered. https://github.com/microsoft/azure_arc/issues/403
 */
export function registrationHangs(c: ArmContext, { faults }: Platform): boolean {
  return faults.take('registrationHangs', { method: c.req.method, path: pathOf(c) }) !== undefined;
}

import type { Platform } from '../platform.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { pathOf } from '../server/requested-operation.ts';
import type { RefusalCode } from './backup-refusals.ts';

/** The code that the check or job which this request starts is to end with. */
export function injectedRefusal(c: ArmContext, { faults }: Platform): RefusalCode | undefined {
  return faults.take('backupRefused', { method: c.req.method, path: pathOf(c) })?.code;
}

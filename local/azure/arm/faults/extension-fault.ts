import type { OperationFailure } from '../operations/operations.ts';
import type { Platform } from '../platform.ts';
import type { ArmContext } from '../server/arm-env.ts';
import { pathOf } from '../server/requested-operation.ts';
import { describeExtensionFailure } from './extension-failures.ts';

/** The outcome of the install that this request starts, and the status of the extension. */
export function extensionFailure(c: ArmContext, { faults }: Platform): OperationFailure | undefined {
  const fault = faults.take('extensionFails', { method: c.req.method, path: pathOf(c) });
  return fault && { code: 'ExtensionOperationFailed', message: describeExtensionFailure(fault.cause) };
}

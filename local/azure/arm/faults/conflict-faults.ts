import { roleAssignmentExists } from '../providers/authorization/role-assignment-errors.ts';
import { describeRunning } from '../providers/container-service/write-lane.ts';
import type { ArmContext } from '../server/arm-env.ts';
import type { ArmError } from '../server/errors.ts';
import { scopeLocked } from '../server/locks.ts';
import { operationOf, pathOf } from '../server/requested-operation.ts';
import type { FaultOf } from './fault.ts';
import { inServiceForm } from './service-form.ts';

type ConflictFault = FaultOf<'operationNotAllowed' | 'roleAssignmentExists' | 'scopeLocked'>;

/** Something else is in the way: work, the very same grant, or a lock. */
export function describeConflict(fault: ConflictFault, c: ArmContext): ArmError {
  switch (fault.kind) {
    case 'operationNotAllowed': {
      const message = `Operation is not allowed: ${describeRunning(fault.operation)}`;
      return inServiceForm(c, 409, 'OperationNotAllowed', message);
    }
    case 'roleAssignmentExists': {
      const name = fault.existingId ?? pathOf(c).split('/').at(-1);
      return roleAssignmentExists(fault.text === 'newer' ? name : undefined);
    }
    case 'scopeLocked': {
      const { scope } = operationOf(c);
      const scopes = fault.scopes ?? [`/subscriptions/${c.var.target.subscriptionId}`];
      return scopeLocked(scope, c.req.method === 'DELETE' ? 'delete' : 'write', scopes);
    }
  }
}

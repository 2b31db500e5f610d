import type { SystemData } from '../state/wire.ts';
import type { Timeline } from '../timeline.ts';
import type { ArmContext } from './arm-env.ts';

/** Signs a change of a resource with its caller and the time. */
export function stampSystemData(c: ArmContext, timeline: Timeline, current?: SystemData): SystemData {
  const caller = c.var.caller.appid;
  const now = timeline.now().toISOString();
  return {
    createdBy: current?.createdBy ?? caller,
    createdByType: 'Application',
    createdAt: current?.createdAt ?? now,
    lastModifiedBy: caller,
    lastModifiedByType: 'Application',
    lastModifiedAt: now,
  };
}

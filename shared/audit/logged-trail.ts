import type { Log } from '../lib/log.ts';
import type { RecordBody } from '../model/record.ts';
import { targetKey } from '../model/target.ts';
import type { Trail } from './trail.ts';

/** A trail whose entries operators see in the log as well, once they are on record. */
export function loggedTrail(trail: Trail, log: Log): Trail {
  return {
    ...trail,
    async append(target, bodies) {
      await trail.append(target, bodies);
      for (const body of bodies) log.info('Recorded', { target: targetKey(target), body: withoutWho(body) });
    },
  };
}

/** Callers are on the audit log alone: the log has more readers, and another retention. */
function withoutWho(body: RecordBody): object {
  return 'caller' in body ? { ...body, caller: { kind: body.caller.kind } } : body;
}

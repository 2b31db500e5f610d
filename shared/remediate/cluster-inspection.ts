import { secondsBetween } from '../lib/iso-time.ts';
import type { Observation, ObservedState } from '../model/action.ts';
import { type Failure, willPass } from '../model/failure.ts';
import type { ClusterInspectionRemedy } from '../model/remedy.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type LongOperation, observationOf, type Remediator, resultOf } from './define.ts';
import { INSPECTION_COMMAND } from './inspection-command.ts';
import { sightIn } from './inspection-sight.ts';

/**
 * In seconds. AKS gives a command's pod a minute to start, and ours is done in seconds; what takes
 * longer is lost.
 */
const LONGEST = 10 * 60;

/**
 * Looks inside a cluster by one constant command. It changes no resource, and so stays out of the
 * write lane.
 */
export const clusterInspection = {
  /**
   * The cluster has no list of commands: one whose address got lost counts as failed, and runs
   * again another day.
   */
  async observe({ clusterId }, arm) {
    return observationOf(await arm.getCluster(clusterId), () => failed('CommandLost', 'Its outcome is unknown.'));
  },

  async poll(operation, arm) {
    const seen = await readResult(operation.url, arm);
    if (seen.state !== 'running' && seen.state !== 'unreadable') return seen;
    const late = secondsBetween(operation.acceptedAt, seen.trace.at) > LONGEST;
    if (!late) return seen;
    const { trace } = seen;
    return seen.state === 'unreadable'
      ? { state: 'failed', failure: seen.failure, trace }
      : { ...failed('CommandTimeout', 'It did not end within ten minutes.'), trace };
  },

  async apply({ clusterId }, _, arm) {
    return resultOf(await arm.runCommand(clusterId, INSPECTION_COMMAND), {});
  },
} satisfies Remediator<ClusterInspectionRemedy>;

async function readResult(url: LongOperation['url'], arm: ArmReader): Promise<Observation> {
  const { trace, ...answer } = await arm.getCommandResult(url);
  if (!answer.ok) return { ...whyUnread(answer.failure), trace };
  const { value } = answer;
  switch (value.state) {
    case 'running':
      return { state: 'running', trace };
    case 'failed':
      return { ...failed('CommandFailed', `AKS could not run it: ${value.reason}`), trace };
    case 'ended': {
      if (value.exitCode !== 0)
        return { ...failed('CommandFailed', `It ended with ${value.exitCode ?? 'no'} code.`), trace };
      const sight = sightIn(value.logs);
      return sight === undefined
        ? { ...failed('InspectionOutputMissing', 'It could read nothing in the cluster.'), trace }
        : { state: 'done', after: sight, trace };
    }
  }
}

/** The answer can be asked for again; any other trouble is how the look ended. */
function whyUnread(failure: Failure): ObservedState {
  const passes = willPass(failure);
  return passes ? { state: 'unreadable', failure } : { state: 'failed', failure };
}

function failed(code: string, what: string): ObservedState {
  return { state: 'failed', failure: { class: 'permanent', code, message: `The command inside the cluster: ${what}` } };
}

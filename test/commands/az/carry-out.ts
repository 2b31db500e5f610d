import { v5 as uuidV5 } from 'uuid';
import type { Finding } from '../../../shared/model/finding.ts';
import { kindOf } from '../../../shared/steps/step.ts';
import { arrangementOf } from '../../oracle/arrangement.ts';
import type { OddAzure } from '../../oracle/odd-azure.ts';
import { places } from '../../oracle/places.ts';
import { type OddProfile, profileOf, type scannerOf } from '../../oracle/second-opinion.ts';
import { isKubectlRead } from '../check-kubectl.ts';
import { stepsOf } from '../printed-commands.ts';
import type { Azure } from './azure.ts';
import { isRead, runAz } from './run-az.ts';
import { runKubectl } from './run-kubectl.ts';
import type { BrokenWorld } from './worlds.ts';

/** Steps lead to other steps: an extension that is deleted has to be installed again. */
const MAX_ROUNDS = 4;
const HOUR_MS = 3_600_000;

export interface CarriedOut {
  /** Of the rule, before anything was done. */
  readonly before: Finding;
  readonly after: Finding;
  readonly steps: readonly string[];
}

/**
 * Makes a cluster, does what the finding of the rule says until nothing is left to do, and assesses
 * it again.
 */
export async function carryOut(
  { ruleId, cluster, profile: own, unregistered }: BrokenWorld,
  azure: OddAzure,
  scan: ReturnType<typeof scannerOf>,
): Promise<CarriedOut> {
  const arrangement = arrangementOf(cluster, await azure.make(cluster));
  let profile: OddProfile = { ...profileOf(arrangement), ...own };
  if (unregistered !== undefined) {
    await azure.ask('POST', `${places('own').subscription}/providers/${unregistered}/unregister`, '2021-04-01');
  }
  const assess = async () => {
    const { findings } = await scan(arrangement.cluster, profile);
    const found = findings.find((finding) => finding.ruleId === ruleId);
    if (found === undefined) throw new Error(`${ruleId} was not judged.`);
    // A finding that waits for another one leads on by the steps of that one.
    const by = found.outcome === 'blocked' ? found.by : [];
    return { found, todo: [found, ...findings.filter((finding) => by.includes(finding.ruleId))].flatMap(doable) };
  };
  const { found: before, todo: first } = await assess();
  const steps: string[] = [];
  let after = before;
  let todo = first;
  for (let round = 0; round < MAX_ROUNDS && todo.length > 0; round++) {
    for (const step of todo) {
      steps.push(step);
      if (kindOf(step) === 'profile') profile = withLine(profile, step);
      else if (kindOf(step) === 'kubectl') runKubectl(step, azure.arm.state, arrangement.cluster);
      else await runAz(step, clientOf(azure));
    }
    await azure.timeline.advanceTo(new Date(azure.timeline.now().getTime() + HOUR_MS));
    ({ found: after, todo } = await assess());
  }
  return { before, after, steps };
}

/** Steps that change something, and need no decision. */
export function doable(finding: Finding): readonly string[] {
  if (finding.outcome !== 'missing' && finding.outcome !== 'manual') return [];
  return stepsOf(finding).filter(changes);
}

/** Whether the step changes something. */
export function changes(step: string): boolean {
  const kind = kindOf(step);
  if (kind === 'kubectl') return !isKubectlRead(step);
  return kind === 'profile' || (kind === 'az' && !isRead(step));
}

/** The profile with the line that the step names. */
function withLine(profile: OddProfile, step: string): OddProfile {
  const [, key = '', value = ''] = /^Set "(\w+)": ("[^"]*"|\w+) in profile /.exec(step) ?? [];
  return { ...profile, [key]: JSON.parse(value) };
}

let made = 0;

/** Azure as the Azure CLI of a person sees it. */
export function clientOf(azure: OddAzure): Azure {
  return {
    send: (...request) => azure.ask(...request),
    async find(path, apiVersion) {
      try {
        return await azure.ask('GET', path, apiVersion);
      } catch (error) {
        if (error instanceof Error && / 404 /.test(error.message)) return undefined;
        throw error;
      }
    },
    newGuid: () => uuidV5(String(++made), uuidV5.URL),
  };
}

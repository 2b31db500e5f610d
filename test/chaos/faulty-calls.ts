import type { FaultRule } from '../../local/azure/arm/faults/fault-rule.ts';
import type { SentRequest } from '../../shared/azure/wire.ts';
import { type ChaosWorld, createChaosWorld } from './chaos-world.ts';
import type { CleanRun } from './crashes.ts';
import { lastingProblemsOf, problemsOf } from './picture.ts';
import { type Call, TROUBLES, type Trouble } from './troubles.ts';

export interface FaultyCall {
  readonly call: Call;
  readonly trouble: Trouble;
}

/**
 * `idle`: the call did not come up in this run, or the fault found nothing in it to spoil. Such a
 * point counts for nothing.
 */
export type Ending = readonly string[] | 'escalated' | 'idle';

/** Long enough for every deadline to pass, in hours. */
const HOURS = 5;
/**
 * A day, so that drift is looked for twice: what a person has mended is found at the latest then.
 */
const HOURS_AFTERWARDS = 26;

/** Every call of the clean run with every fault that fits it. */
export function allFaultyCalls({ requests }: CleanRun): readonly FaultyCall[] {
  return callsOf(requests).flatMap((call) =>
    TROUBLES.filter(({ fits, lasts }) => fits(call) && (lasts !== 'for good' || call.occurrence === 1)).map(
      (trouble) => ({
        call,
        trouble,
      }),
    ),
  );
}

/** The same story, in which this call goes wrong. */
export async function runWithFault({ call, trouble }: FaultyCall, clean: CleanRun): Promise<Ending> {
  const world = await createChaosWorld({ seed: clean.seed, trace: clean.trace });
  await world.prepare();
  await world.createCluster();
  for (const rule of rulesOf(call, trouble)) world.arm.faults.add(rule);
  await world.pass(() => false, HOURS);
  if (world.arm.faults.list().every(({ fired }) => fired === 0)) return 'idle';

  const problems = await problemsOf(world, clean);
  if (problems.length === 0) return [];
  if (trouble.lasts !== 'for good') return problems;
  const wrong = await lastingProblemsOf(world, clean, trouble.told);
  if (wrong.length > 0) return wrong;
  return (await mended(world, clean, { call, trouble })) ?? 'escalated';
}

/**
 * A person has corrected the cause. Only the remains of a failed install need more than
 * that.
 */
async function mended(
  world: ChaosWorld,
  clean: CleanRun,
  { call, trouble: { fault } }: FaultyCall,
): Promise<readonly string[] | undefined> {
  if (fault.kind === 'extensionFails') return undefined;
  world.arm.faults.clear();
  // A registration that hangs is started again once its fault is removed.
  // https://github.com/microsoft/azure_arc/issues/403
  if (fault.kind === 'registrationHangs') {
    await must(world.send('POST', call.path.replace(/register$/i, 'unregister'), '2024-07-01'));
  }
  // A closed target starts again with an event.
  if ((await world.state())?.verdict === 'Gone') await must(world.createCluster());
  await world.pass(async () => (await world.state())?.verdict === 'Ready', HOURS_AFTERWARDS);
  await world.pass(() => false, 0.1);
  const problems = await problemsOf(world, clean);
  return problems.length === 0 ? undefined : problems.map((problem) => `after it was mended: ${problem}`);
}

async function must(sent: ReturnType<ChaosWorld['send']>): Promise<void> {
  const response = await sent;
  if (!response.ok) throw new Error(`${response.status} ${response.text}`);
}

function callsOf(requests: readonly SentRequest[]): readonly Call[] {
  const seen = new Map<string, number>();
  return requests.map(({ call, status }) => {
    const occurrence = (seen.get(call) ?? 0) + 1;
    seen.set(call, occurrence);
    const [method = '', path = ''] = call.split(' ');
    return { method, path, occurrence, longOperation: method !== 'GET' && (status === 201 || status === 202) };
  });
}

function rulesOf({ method, path, occurrence }: Call, { fault, lasts }: Trouble): readonly FaultRule[] {
  const at = { method: method as NonNullable<FaultRule['method']>, path, fault };
  if (lasts === 'once') return [{ ...at, when: { kind: 'nth', n: occurrence } }];
  if (lasts === 'for good') return [{ ...at, when: { kind: 'always' } }];
  return [{ ...at, when: { kind: 'forSeconds', seconds: lasts, from: 'firstMatch' } }];
}

/** Promises on protection, under refusals, missing roles, approvals and undo in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_KINDS } from '../../../shared/changes/index.ts';
import { answerApproval } from '../../../shared/commands/answer-approval.ts';
import { resume } from '../../../shared/commands/resume-target.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { wake } from '../../../shared/reconcile/reconcile.ts';
import { SERVICE_CODES } from '../../../shared/rules/protection/service-codes.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const PERSON = { kind: 'user', objectId: 'd0e1f2a3-0000-4000-8000-00000000000b', tenantId: 't' } as const;
const PROFILE = {
  protect: { policy: { strategy: 'week' }, firstBackup: true },
  allow: [...DEFAULT_KINDS, 'backupPolicy', 'backupInstance'],
};

type Deed =
  | { readonly do: 'refuse'; readonly code: string; readonly count: number; readonly path: string }
  | { readonly do: 'takeRole'; readonly nth: number }
  | { readonly do: 'event' | 'approve' | 'undo' | 'resume' | 'sync' }
  | { readonly do: 'pass'; readonly hours: number };

const DEED: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({
    do: fc.constant('refuse' as const),
    code: fc.constantFrom(...SERVICE_CODES),
    count: fc.integer({ min: 1, max: 3 }),
    path: fc.constantFrom('**/validateForBackup', '**/sync', '**/backup', '**/backupInstances/*'),
  }),
  fc.record({ do: fc.constant('takeRole' as const), nth: fc.nat(20) }),
  fc.record({ do: fc.constantFrom('event' as const, 'undo' as const, 'resume' as const, 'sync' as const) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('approve' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pass' as const), hours: fc.constantFrom(0.1, 0.5, 3, 30) }) },
);

/** Before the first validation, which follows the first approval. */
const FIRST: fc.Arbitrary<Deed> = fc.record({
  do: fc.constant('refuse' as const),
  code: fc.constantFrom(...SERVICE_CODES),
  count: fc.constantFrom(1, 9),
  path: fc.constant('**/validateForBackup'),
});

async function carryOut(deed: Deed, world: VirtualWorld, watch: () => Promise<boolean>): Promise<void> {
  const { target, ports } = world;
  switch (deed.do) {
    case 'refuse':
      world.arm.faults.add({
        path: deed.path,
        when: { kind: 'next', count: deed.count },
        fault: { kind: 'backupRefused', code: deed.code },
      } as Parameters<typeof world.arm.faults.add>[0]);
      return;
    case 'takeRole': {
      const grants = world.arm.state.roleAssignments.all();
      const grant = grants[deed.nth % Math.max(1, grants.length)];
      if (grant !== undefined) await world.send('DELETE', grant.id, '2022-04-01');
      return;
    }
    case 'event':
      return void (await wake(target, undefined, ports));
    case 'approve':
      for (const { id, answer } of (await world.state())?.approvals ?? []) {
        if (answer === undefined)
          await answerApproval({ target, approvalId: id, given: 'approved', caller: PERSON }, ports);
      }
      return void (await world.pass(watch, 0.5));
    case 'undo': {
      const planned = await planUndo(target, 'all', ports);
      if (planned.kind !== 'shown') return;
      await runUndo({ target, what: 'all', planId: planned.plan.planId, owner: 'person' }, PERSON, ports);
      return void (await world.pass(watch, 0.2));
    }
    case 'resume':
      return void (await resume({ target, owner: 'person' }, PERSON, ports));
    case 'sync': {
      const [instance] = world.arm.state.backupInstances.all();
      if (instance !== undefined)
        await world.send('POST', `${instance.id}/sync`, '2024-04-01', { syncType: 'Default' });
      return void (await world.pass(watch, 0.1));
    }
    case 'pass':
      return void (await world.pass(watch, deed.hours));
  }
}

/** Breaches of the promises, found at each moment of a world. */
function watcher(world: VirtualWorld) {
  const breaches: string[] = [];
  const points = new Set<string>();
  let requests = 0;
  let hadInstance = false;
  const watch = async (): Promise<boolean> => {
    const { backupInstances, recoveryPoints } = world.arm.state;
    const state = await world.state();
    if (isReadyUnconfirmed(state) && backupInstances.all().length === 0) breaches.push('Ready after a refusal');
    for (const { call } of world.requests.slice(requests)) {
      if (hadInstance && /^PUT .*\/backupInstances\//i.test(call)) breaches.push(`a second instance: ${call}`);
      if (/^DELETE .*DataProtection/i.test(call)) breaches.push(call);
    }
    requests = world.requests.length;
    hadInstance = backupInstances.all().length > 0;
    if (backupInstances.all().length > 1) breaches.push('two instances');
    const there = new Set(recoveryPoints.all().map(({ id }) => id));
    for (const id of points) if (!there.has(id)) breaches.push(`a recovery point is gone: ${id}`);
    for (const id of there) points.add(id);
    return false;
  };
  return { breaches, watch };
}

/** Without an instance, the validation decides. */
function isReadyUnconfirmed(state: TargetState | undefined): boolean {
  if (state?.verdict !== 'Ready') return false;
  const { validation } = state;
  return validation === undefined || !('word' in validation) || !validation.word.confirmed;
}

test('never Ready after a refusal, never a second instance, never a recovery point or an instance deleted', async () => {
  let protectedOnes = 0;
  let undone = 0;
  await fc.assert(
    fc.asyncProperty(fc.option(FIRST), fc.array(DEED, { minLength: 3, maxLength: 8 }), async (first, deeds) => {
      const world = await createVirtualWorld({ profile: PROFILE });
      try {
        await world.prepare();
        await world.createCluster();
        const { breaches, watch } = watcher(world);
        await world.pass(watch, 0.5);
        // Each story has the two approvals, or nothing would happen in it.
        const [second, ...others] = deeds;
        const story = [first, { do: 'approve' }, second, { do: 'approve' }, ...others, { do: 'undo' }];
        for (const deed of story as (Deed | null)[]) {
          if (deed === null) continue;
          await carryOut(deed, world, watch);
          await watch();
          expect(breaches, JSON.stringify(story)).toEqual([]);
        }
        protectedOnes += Number(world.arm.state.backupInstances.all().length > 0);
        undone += Number(
          world.arm.state.backupInstances.all()[0]?.properties.currentProtectionState === 'ProtectionStopped',
        );
      } finally {
        await world.close();
      }
    }),
    { numRuns: 10, seed: 21 },
  );
  // The stories reach what they are about.
  expect(protectedOnes).toBeGreaterThan(4);
  expect(undone).toBeGreaterThan(0);
});

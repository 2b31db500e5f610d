import { afterEach, describe, expect, test } from 'vitest';
import { remediateShownPlan } from '../../../shared/commands/remediate-shown-plan.ts';
import { scanCluster } from '../../../shared/commands/scan-cluster.ts';
import type { Target } from '../../../shared/model/target.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

async function start(options: WorldOptions = {}): Promise<void> {
  world = await createVirtualWorld(options);
  await world.prepare();
}

const scan = (target: Target = world.target) => scanCluster(target, { ...world.ports, reader: world.ports.arm });
const ready = async () => (await world.state())?.verdict === 'Ready';

describe('a scan', () => {
  test('of a bare cluster shows all findings and the plan, and leaves Azure, state and record as they are', async () => {
    await start({ profile: { mode: 'observe' } });
    await world.createCluster();
    await world.pass(() => world.timeline.nextDue() === undefined);
    world.requests.length = 0;
    const [before, chain] = [await world.state(), world.chains.chainOf(world.target).head];

    const result = await scan();
    expect(result).toMatchObject({
      target: world.target,
      verdict: 'Remediating',
      planId: expect.stringMatching(/^\w{64}$/),
    });
    expect(result.findings).toHaveLength(world.ports.rules.length);
    // An observing profile hides nothing of what would be done.
    expect(result.plan.actions.map(({ remedy }) => remedy.kind)).toContain('roleGrant');
    expect(world.requests.filter(isWrite)).toEqual([]);
    expect(await world.state()).toEqual(before);
    expect(world.chains.chainOf(world.target).head).toEqual(chain);
  });

  test('of a target that is not known leaves no trace of it', async () => {
    await start();
    const target = { ...world.target, clusterId: `${world.target.clusterId}-other` as Target['clusterId'] };
    expect(await scan(target)).toMatchObject({ verdict: 'Gone', findings: [], plan: { actions: [], skipped: [] } });
    expect(await world.ports.targets.get(target)).toBeUndefined();
  });

  test('of a ready cluster says so, twice the same', async () => {
    await start();
    await world.createCluster();
    await world.pass(ready);
    const [one, other] = [await scan(), await scan()];
    expect(one).toMatchObject({ verdict: 'Ready', plan: { actions: [] } });
    expect(one.planId).toBe(other.planId);
  });

  test('leaves out what the profile does not allow, with the reason', async () => {
    await start({ profile: { mode: 'observe', allow: ['providerRegistration'] } });
    await world.createCluster();
    await world.pass(() => world.timeline.nextDue() === undefined);
    const { plan, verdict } = await scan();
    expect(verdict).toBe('NeedsPerson');
    expect(plan.actions.map(({ remedy }) => remedy.kind)).toEqual(['providerRegistration']);
    expect(new Set(plan.skipped.map(({ reason }) => reason))).toEqual(new Set(['ChangeNotAllowed']));
  });

  test('shows the plan that is then carried out manually, and another once it has been', async () => {
    await start({ profile: { mode: 'observe' } });
    await world.createCluster();
    await world.pass(() => world.timeline.nextDue() === undefined);
    const { planId } = await scan();
    const hand = { target: world.target, planId, owner: 'by-hand' };
    const caller = { kind: 'user', objectId: 'o', tenantId: 't' } as const;
    expect(await remediateShownPlan(hand, caller, world.ports)).toMatchObject({ kind: 'done' });
    await world.pass(() => false, 0.2);
    expect((await scan()).planId).not.toBe(planId);
  });

  test('of an opted out cluster says so and looks no further', async () => {
    await start();
    await world.createCluster({ tags: { backstay: 'off' } });
    await world.pass(() => world.timeline.nextDue() === undefined);
    expect(await scan()).toMatchObject({ verdict: 'OptedOut', reason: 'OptOutTag', findings: [] });
  });
});

/**
 * The process that takes something back dies at any moment: the rest is undone all the same,
 * each thing once, and nothing is redone.
 */
import { describe, expect, test } from 'vitest';
import { ACCOUNT_ID, CLUSTER_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { planUndo, runUndo } from '../../../shared/commands/undo-target.ts';
import { sweep } from '../../../shared/jobs/sweep.ts';
import type { Caller } from '../../../shared/model/caller.ts';
import type { RemedyKind } from '../../../shared/model/remedy.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { createRunActions } from '../../../shared/remediate/run-actions.ts';
import { type Death, Fate } from '../../chaos/mortal.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { CLUSTER_IN_SUBNET, closeAccount } from '../../support/behind-firewall.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const CALLER: Caller = { kind: 'user', objectId: 'o-1', tenantId: 't-1' };
/** One of each way to write: long and short, away with it and back to what it was. */
const TAKEN: readonly RemedyKind[] = ['storageBypass', 'trustedAccessBinding', 'backupExtension', 'roleGrant'];
const ALLOWED: readonly RemedyKind[] = ['providerRegistration', 'blobContainer', ...TAKEN];

async function readyWorld(): Promise<VirtualWorld> {
  const world = await createVirtualWorld({ profile: { allow: ALLOWED } });
  await world.prepare();
  await closeAccount(world);
  await world.createCluster(CLUSTER_IN_SUBNET);
  await world.pass(async () => (await world.state())?.verdict === 'Ready');
  return world;
}

/** The first of each kind. */
async function chosen(world: VirtualWorld): Promise<{ planId: string; what: readonly number[] }> {
  const numbersIn = async (what: 'all' | readonly number[]) => {
    const planned = await planUndo(world.target, what, world.ports);
    if (planned.kind !== 'shown') throw new Error(planned.why);
    return planned.plan;
  };
  const { actions } = await numbersIn('all');
  const what = TAKEN.map((kind) => must(must(actions.find(({ remedy }) => remedy.kind === kind)).undoes).sequence);
  return { what, planId: (await numbersIn(what)).planId };
}

/** Runs it in a process that dies; what it touched of the outside. */
async function runAndDie(world: VirtualWorld, death?: Death): Promise<readonly string[]> {
  const request = { target: world.target, owner: 'call', ...(await chosen(world)) };
  const fate = new Fate(death);
  const life = fate.begin();
  const { arm, trail, targets } = world.ports;
  const ports: Ports = {
    ...world.ports,
    arm: fate.guard('arm', arm, life),
    runActions: createRunActions(fate.guard('arm', world.azure, life)),
    trail: fate.guard('trail', trail, life),
    targets: fate.guard('targets', targets, life),
  };
  await Promise.race([runUndo(request, CALLER, ports), fate.died]);
  return fate.touches;
}

async function passHours(world: VirtualWorld, hours: number): Promise<void> {
  const end = world.timeline.now().getTime() + hours * 3_600_000;
  await world.pass(() => world.timeline.now().getTime() >= end, hours);
  await world.timeline.advanceTo(new Date(end));
}

async function left(world: VirtualWorld) {
  const names = async (path: string, version: string) => {
    const response = await world.send('GET', `${CLUSTER_ID}/${path}`, version);
    return ((await response.json()) as { value: unknown[] }).value.length;
  };
  const account = await (await world.send('GET', ACCOUNT_ID, '2023-05-01')).json();
  return {
    bindings: await names('trustedAccessRoleBindings', '2024-05-01'),
    extensions: await names('providers/Microsoft.KubernetesConfiguration/extensions', '2023-05-01'),
    bypass: (account as { properties: { networkAcls: { bypass: string } } }).properties.networkAcls.bypass,
  };
}

const WORTH_DYING_AT = /keepHold|append|delete|setStorageBypass/;

const world = await readyWorld();
const touches = await runAndDie(world);
await world.close();
const deaths = touches.flatMap((touch, index): readonly (readonly [string, string, Death])[] =>
  WORTH_DYING_AT.test(touch)
    ? (['before', 'after'] as const)
        .filter((when) => when === 'after' || /delete|set/.test(touch))
        .map((when) => [when, touch, { touch: index + 1, when }])
    : [],
);

describe('a process that dies', () => {
  test.each(atLeastOne(deaths))('%s %s', async (_when, _touch, death) => {
    const world = await readyWorld();
    await runAndDie(world, death);
    // As the timer does, once the lease of the dead process is long over.
    await passHours(world, 0.2);
    await sweep(world.ports);
    await passHours(world, 1);

    const asked = (await world.state())?.onHoldSince !== undefined;
    expect(await left(world)).toEqual(
      asked
        ? { bindings: 0, extensions: 0, bypass: 'Logging' }
        : { bindings: 1, extensions: 1, bypass: 'Logging, AzureServices' },
    );
    expect((await world.state())?.undoing).toBeUndefined();

    const { entries, head } = world.chains.chainOf(world.target);
    expect(verifyChain(entries, head)).toMatchObject({ ok: true });
    expect(head.open).toEqual([]);
    const call = entries.findIndex(({ body }) => body.type === 'calledByHand');
    const written = entries.slice(call).filter(({ body }) => body.type === 'actionIntended' && !body.action.undoes);
    expect(written).toEqual([]);
    await world.close();
  });
});

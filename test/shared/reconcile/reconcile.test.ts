import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BEFORE, CLUSTER_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import type { Failure } from '../../../shared/model/failure.ts';
import type { Verdict } from '../../../shared/model/state.ts';
import type { Arm } from '../../../shared/ports/arm.ts';
import type { Ports } from '../../../shared/reconcile/ports.ts';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import { createRunActions } from '../../../shared/remediate/run-actions.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from '../../support/virtual-world.ts';

let world: VirtualWorld;
let runs = 0;

async function start(options: WorldOptions = {}): Promise<void> {
  world = await createVirtualWorld({ recordTo: `.traffic/pipeline-${process.pid}-${++runs}.ndjson`, ...options });
  await world.prepare();
}

afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  await world.close();
});

const verdictIs =
  (...verdicts: readonly Verdict[]) =>
  async () => {
    const verdict = (await world.state())?.verdict;
    return verdict !== undefined && verdicts.includes(verdict);
  };

const writesIn = (from: number) => world.requests.slice(from).filter(isWrite);

describe('a bare cluster', () => {
  beforeEach(async () => {
    await start();
    await world.createCluster();
    await world.pass(verdictIs('Ready'));
  });

  test('becomes ready by a registration, a container, the extension, the binding and seven grants, and nothing else', async () => {
    expect((await world.state())?.verdict).toBe('Ready');
    const kindOf = /\/(register|containers|extensions|trustedAccessRoleBindings|roleAssignments)(?:\/|$)/i;
    const written = [...new Set(writesIn(0).map(({ call }) => call))].map((call) =>
      must(kindOf.exec(call)?.[1]).toLowerCase(),
    );
    const grants = Array.from({ length: 7 }, () => 'roleassignments');
    expect(written.sort()).toEqual(['containers', 'extensions', 'register', ...grants, 'trustedaccessrolebindings']);
  });

  test('each write has its intent on record before it, and one outcome', () => {
    const bodies = world.story.map(({ body }) => body);
    const intended = bodies.flatMap((body) => (body.type === 'actionIntended' ? [body.action.key] : []));
    const ended = bodies.flatMap((body) =>
      body.type === 'actionSucceeded' || body.type === 'actionFailed' ? [body.actionKey] : [],
    );
    expect(ended.sort()).toEqual(intended.sort());
    expect(intended).toHaveLength(writesIn(0).length);
    expect(new Set(bodies.flatMap((body) => (body.type === 'actionSucceeded' ? [body.actionKey] : [])))).toHaveProperty(
      'size',
      11,
    );
  });

  test('the grant to the identity that the extension has just got waits until the directory knows it', () => {
    const failures = world.story.flatMap(({ body }) => (body.type === 'actionFailed' ? [body.failure.code] : []));
    expect(new Set(failures)).toEqual(new Set(['PrincipalNotFound']));
  });

  test('people are notified once', () => {
    expect(world.cards).toHaveLength(1);
  });

  test('another event costs one look and no write', async () => {
    const before = world.requests.length;
    await world.ports.targets.markDirty(world.target, world.timeline.now(), { eventId: 'again' });
    await world.ports.queue.send(world.target, 0);
    await world.pass(async () => (await world.state())?.dirty === false);
    expect(world.requests.length - before).toBeLessThanOrEqual(12);
    expect(writesIn(before)).toEqual([]);
  });

  test('a message too many costs nothing', async () => {
    const before = world.requests.length;
    await reconcile(world.target, 'stray', world.ports);
    expect(world.requests.length).toBe(before);
  });

  const firstGrant = () =>
    must(world.requests.find(({ call }) => call.startsWith('PUT') && call.includes('roleAssignments'))).call;

  test('a grant that was deleted is given back after its event', async () => {
    const grant = firstGrant();
    const taken = await world.send('DELETE', grant.replace('PUT ', ''), '2022-04-01');
    expect(taken.status).toBe(200);
    const before = world.requests.length;
    const since = world.timeline.now().getTime();
    await world.pass(() => writesIn(before).length > 0, 24);
    expect(writesIn(before).map(({ call }) => call)).toEqual([grant]);
    expect(world.timeline.now().getTime() - since).toBeLessThan(300_000);
    await world.pass(verdictIs('Ready'));
    expect((await world.state())?.verdict).toBe('Ready');
  });

  test('a grant that was deleted is given back at the next drift check when its event is lost', async () => {
    const grant = firstGrant();
    world.arm.state.remove(grant.replace('PUT ', ''));
    const before = world.requests.length;
    const since = world.timeline.now().getTime();
    await world.pass(() => writesIn(before).length > 0, 24);
    expect(writesIn(before).map(({ call }) => call)).toEqual([grant]);
    // Each target has a time of its own around twelve hours.
    const hours = (world.timeline.now().getTime() - since) / 3_600_000;
    expect(hours).toBeGreaterThan(10.8);
    expect(hours).toBeLessThan(13.2);
    await world.pass(verdictIs('Ready'));
    expect((await world.state())?.verdict).toBe('Ready');
  });
});

describe('without writing', () => {
  test('an observing profile reads, records and says what it would do', async () => {
    await start({ profile: { mode: 'observe' } });
    await world.createCluster();
    await world.pass(verdictIs('NeedsPerson'));
    expect(writesIn(0)).toEqual([]);
    expect(JSON.stringify(world.cards)).toContain('only observes');
  });

  test('a cluster whose tag says off is left alone', async () => {
    await start();
    await world.createCluster({ tags: { backstay: 'off' } });
    await world.pass(verdictIs('OptedOut'));
    expect(await world.state()).toMatchObject({ verdict: 'OptedOut', verdictReason: 'OptOutTag' });
    expect(world.requests.map(({ call }) => call.split('/').at(-1))).toEqual(['aks-shop']);
  });

  test('a tag that names no profile of the cluster is left to a person', async () => {
    await start();
    await world.createCluster({ tags: { backstay: 'platinum' } });
    await world.pass(verdictIs('NeedsPerson'));
    expect(await world.state()).toMatchObject({ verdictReason: 'ProfileTagMismatch' });
    expect(JSON.stringify(world.cards)).toContain('names no profile that selects it');
    expect(writesIn(0)).toEqual([]);
  });

  test('a cluster that is gone is closed, and nothing wakes it again', async () => {
    await start();
    await world.ports.targets.markDirty(world.target, world.timeline.now(), { eventId: 'e' });
    await reconcile(world.target, 'm', world.ports);
    expect(await world.state()).toMatchObject({ verdict: 'Unknown', verdictReason: 'ClusterNotFound' });
    await world.pass(async () => (await world.state())?.verdict === 'Gone', 1);
    expect(await world.state()).toMatchObject({ verdict: 'Gone', verdictReason: 'ResourceNotFound' });
    expect((await world.state())?.wakeAt).toBeUndefined();
    expect(world.requests).toHaveLength(2);
  });

  test('a target whose profile is no longer there has opted out', async () => {
    await start();
    const orphan = { ...world.target, profile: 'former' };
    await world.ports.targets.markDirty(orphan, world.timeline.now(), { eventId: 'e' });
    await reconcile(orphan, 'm', world.ports);
    expect((await world.ports.targets.get(orphan))?.state).toMatchObject({
      verdict: 'OptedOut',
      verdictReason: 'ProfileNotFound',
    });
    expect(world.requests).toEqual([]);
  });
});

describe('what it finds', () => {
  test('a vault that comes after the cluster makes it ready', async () => {
    world = await createVirtualWorld();
    const [vault] = BEFORE.filter(({ id }) => id.includes('backupVaults'));
    for (const { id, apiVersion, body } of BEFORE.filter((one) => one !== vault)) {
      await world.send('PUT', id, apiVersion, body);
      await world.pass(() => world.timeline.nextDue() === undefined);
    }
    await world.createCluster();
    await world.pass(verdictIs('NeedsPerson'));
    expect((await world.state())?.verdict).toBe('NeedsPerson');

    const { id, apiVersion, body } = must(vault);
    await world.send('PUT', id, apiVersion, body);
    await world.pass(verdictIs('Ready'));
    expect((await world.state())?.verdict).toBe('Ready');
  });

  test('a vault without identity gets one only where the profile allows it', async () => {
    await start({
      profile: {
        allow: [
          'providerRegistration',
          'backupExtension',
          'trustedAccessBinding',
          'blobContainer',
          'roleGrant',
          'vaultIdentity',
        ],
      },
    });
    const vault = must(BEFORE.find(({ id }) => id.includes('backupVaults')));
    await world.send('PATCH', vault.id, vault.apiVersion, { identity: { type: 'None' } });
    await world.pass(() => world.timeline.nextDue() === undefined);
    await world.createCluster();
    await world.pass(verdictIs('Ready'));
    expect((await world.state())?.verdict).toBe('Ready');
    expect(writesIn(0).filter(({ call }) => call.startsWith('PATCH'))).toHaveLength(1);
    // Events of Azure about that write are no news: only the cluster itself was.
    await world.pass(() => false, 1);
    const accepted = world.story.flatMap(({ body }) => (body.type === 'eventAccepted' ? [body.operation] : []));
    expect(accepted).toEqual(['microsoft.containerservice/managedclusters/write']);
  });

  test('a cluster under a service principal needs a person', async () => {
    await start();
    await world.createCluster({
      identity: undefined,
      properties: {
        dnsPrefix: 'x',
        servicePrincipalProfile: { clientId: 'd0e1f2a3-0000-4000-8000-00000000000c', secret: 'not-a-secret' },
      },
    });
    await world.pass(verdictIs('NeedsPerson'));
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', verdictReason: 'ServicePrincipal' });
  });

  test('a stopped cluster waits for a person to start it', async () => {
    await start();
    await world.createCluster();
    await world.pass(verdictIs('Ready'));
    await world.send('POST', `${CLUSTER_ID}/stop`, '2024-05-01');
    await world.pass(verdictIs('NeedsPerson'), 24);
    expect(await world.state()).toMatchObject({ verdict: 'NeedsPerson', verdictReason: 'Stopped' });
    expect(JSON.stringify(world.cards.at(-1))).toContain('az aks start');
  });
});

describe('when Azure does not do as it is asked', () => {
  type Answer = Awaited<ReturnType<Ports['arm']['getVault']>>;

  /** Has some calls of the port fail while `broken()`; all others go through. */
  function breakCalls(names: readonly (keyof Arm)[], failure: Failure, broken: () => boolean): void {
    const failed: Answer = { ok: false, failure, trace: { call: 'broken', at: world.timeline.now().toISOString() } };
    const { arm, readerSince } = world.ports;
    const breaking = <P extends object>(port: P): P => {
      const calls = names.map((name) => {
        const call = Reflect.get(port, name) as (...args: readonly unknown[]) => Promise<unknown>;
        return [name, (...args: readonly unknown[]) => (broken() ? Promise.resolve(failed) : call(...args))];
      });
      return { ...port, ...Object.fromEntries(calls) };
    };
    Object.assign(world.ports, {
      arm: breaking(arm),
      runActions: createRunActions(breaking(world.azure)),
      readerSince: (freshSince: string) => breaking(readerSince(freshSince)),
    });
  }

  const hour = () => world.timeline.now().getTime() - Date.parse('2026-01-01T01:00:00Z');
  const untilOneOClock = () => hour() < 0;

  test.each<[string, Failure]>([
    ['cannot be reached', { class: 'transient', code: 'ConnectionFailed', message: 'refused' }],
    ['throttles', { class: 'throttled', code: 'TooManyRequests', message: 'slow', retryAfterSeconds: 120 }],
    ['lets nobody read', { class: 'forbidden', code: 'AuthorizationFailed', message: 'no right' }],
  ])('reads: an ARM that %s for an hour is asked again, never guessed at, and nothing is lost', async (_, failure) => {
    await start();
    breakCalls(
      ['getCluster', 'getVault', 'getProvider', 'listExtensions', 'listRoleAssignments'],
      failure,
      untilOneOClock,
    );
    await world.createCluster();
    await world.pass(verdictIs('Unknown'));
    expect((await world.state())?.verdict).toBe('Unknown');
    expect(writesIn(0)).toEqual([]);
    expect(untilOneOClock()).toBe(true);
    await world.pass(verdictIs('Ready'));
    expect((await world.state())?.verdict).toBe('Ready');
  });

  test.each<[string, Failure, Verdict]>([
    ['conflict', { class: 'conflict', code: 'OperationNotAllowed', message: 'another operation' }, 'Remediating'],
    [
      'throttling',
      { class: 'throttled', code: 'TooManyRequests', message: 'slow', retryAfterSeconds: 120 },
      'Remediating',
    ],
    ['a fault of the service', { class: 'transient', code: 'InternalServerError', message: 'oops' }, 'Remediating'],
    ['a missing right', { class: 'forbidden', code: 'AuthorizationFailed', message: 'no right' }, 'NeedsPerson'],
    ['a scope that is gone', { class: 'gone', code: 'ResourceGroupNotFound', message: 'no group' }, 'NeedsPerson'],
    ['a refusal for good', { class: 'permanent', code: 'BadRequest', message: 'wrong' }, 'Failed'],
  ])('writes: %s is on record, reported as what it is, and tried again', async (_, failure, verdict) => {
    await start();
    breakCalls(['putRoleAssignment', 'putTrustedAccessRoleBinding'], failure, untilOneOClock);
    await world.createCluster();
    await world.pass(() => hour() > -600_000);
    expect((await world.state())?.verdict).toBe(verdict);
    expect(world.story.some(({ body }) => body.type === 'actionFailed' && body.failure.code === failure.code)).toBe(
      true,
    );
    await world.pass(verdictIs('Ready'), 6);
    expect((await world.state())?.verdict).toBe('Ready');
  });
});

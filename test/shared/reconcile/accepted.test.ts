/**
 * A finding that operators accept: Ready for a time, on the audit log, with a reminder, and not a
 * day longer.
 */
import { afterEach, describe, expect, test } from 'vitest';
import { CLUSTER_BODY, LOCATION, SUBSCRIPTION_ID } from '../../../local/demo/world.ts';
import { verifyChain } from '../../../shared/audit/verify.ts';
import { acceptableFindings, acceptFinding, withdrawAcceptance } from '../../../shared/commands/accept-finding.ts';
import { scanCluster } from '../../../shared/commands/scan-cluster.ts';
import { must } from '../../support/facts.ts';
import { isWrite } from '../../support/is-write.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

const NETWORKS = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop/providers/Microsoft.Network`;
const VNET = `${NETWORKS}/virtualNetworks/shop`;
const GROUP = `${NETWORKS}/networkSecurityGroups/shop-nsg`;
const RULE_IDS = ['BKS-602', 'BKS-603'] as const;
const USUAL = ['providerRegistration', 'backupExtension', 'trustedAccessBinding', 'blobContainer', 'roleGrant'];
const HOUR = 3_600_000;

const accept = (until: string) =>
  RULE_IDS.map((rule) => ({ rule, reason: 'The perimeter lets it in.', owner: 'network-security', until }));

let world: VirtualWorld;
afterEach(async () => {
  const { entries, head } = world.chains.chainOf(world.target);
  expect(verifyChain(entries, head)).toMatchObject({ ok: true });
  await world.close();
});

/**
 * A cluster whose security group lets neither of the service tags in, where Backstay may not change
 * that.
 */
async function behindSecurityGroup(profile: Readonly<Record<string, unknown>>): Promise<void> {
  world = await createVirtualWorld({ profile: { allow: USUAL, ...profile } });
  await world.prepare();
  await put(GROUP, { location: LOCATION, properties: { securityRules: [] } });
  await put(VNET, {
    location: LOCATION,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'nodes', properties: { addressPrefix: '10.0.0.0/24', networkSecurityGroup: { id: GROUP } } }],
    },
  });
  const [pool] = CLUSTER_BODY.properties.agentPoolProfiles;
  await world.createCluster({
    properties: {
      ...CLUSTER_BODY.properties,
      agentPoolProfiles: [{ ...must(pool), vnetSubnetID: `${VNET}/subnets/nodes` }],
    },
  });
}

async function put(id: string, body: object): Promise<void> {
  const made = await world.send('PUT', id, '2024-01-01', body);
  expect(made.ok, made.ok ? '' : `${id}: ${await made.text()}`).toBe(true);
  await world.pass(() => world.timeline.nextDue() === undefined);
}

const state = async () => must(await world.state());
const reason = async () => (await state()).verdictReason;
const ofType = (type: string) => world.story.filter(({ body }) => body.type === type);
const passUntil = (time: string) => {
  const end = Date.parse(time);
  return world.pass(() => world.timeline.now().getTime() >= end, (end - world.timeline.now().getTime()) / HOUR);
};
const titles = () => world.cards.map(({ attachments: [{ content }] }) => content.fallbackText);

test('without an acceptance the cluster needs a person', async () => {
  await behindSecurityGroup({});
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('with one it is Ready with that reason, it says until when, and the audit log has it before the verdict', async () => {
  await behindSecurityGroup({ accept: accept('2026-01-20') });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  expect(await state()).toMatchObject({ verdict: 'Ready', verdictReason: 'ReadyWithAcceptedFindings' });

  const accepted = (await state()).conditions.filter((each) => each.accepted !== undefined);
  expect(accepted.map(({ ruleId }) => ruleId)).toEqual([...RULE_IDS]);
  expect(accepted[0]).toMatchObject({
    accepted: { owner: 'network-security', until: '2026-01-20T23:59:59.999Z', by: { kind: 'profile' } },
    progress: { state: 'skipped', reason: 'Accepted' },
  });
  expect(ofType('findingAccepted')).toHaveLength(2);
  const types = world.story.map(({ body }) => (body.type === 'verdictChanged' ? body.to : body.type));
  expect(types.indexOf('findingAccepted')).toBeLessThan(types.indexOf('Ready'));
  expect(JSON.stringify(world.cards.at(-1))).toContain('accepted until 2026-01-20 by network-security');
});

test('a reminder goes out a week before the end, once, and the acceptance ends by itself on the minute', async () => {
  await behindSecurityGroup({ accept: accept('2026-01-20') });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  await passUntil('2026-01-13T23:00:00Z');
  expect(titles().filter((title) => title.includes('count again soon'))).toEqual([]);
  await passUntil('2026-01-14T01:00:00Z');
  expect(titles().filter((title) => title.includes('count again soon'))).toEqual([
    '2 accepted findings of aks-shop will count again soon',
  ]);
  await passUntil('2026-01-20T23:59:00Z');
  expect(await reason()).toBe('ReadyWithAcceptedFindings');
  expect(titles().filter((title) => title.includes('count again soon'))).toHaveLength(1);
  await passUntil('2026-01-21T00:02:00Z');
  expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
  expect(ofType('acceptanceEnded').map(({ body }) => body)).toEqual(
    RULE_IDS.map((ruleId) => expect.objectContaining({ ruleId, because: 'Expired' })),
  );
  expect((await state()).conditions.filter((each) => each.accepted !== undefined)).toEqual([]);
});

test('it ends when the evidence changes, and the same lines of the profile accept nothing else', async () => {
  await behindSecurityGroup({ accept: accept('2026-03-31') });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  await put(`${GROUP}/securityRules/deny-backup`, {
    properties: {
      priority: 100,
      direction: 'Inbound',
      access: 'Deny',
      protocol: '*',
      sourceAddressPrefix: 'AzureBackup',
      sourcePortRange: '*',
      destinationAddressPrefix: '*',
      destinationPortRange: '*',
    },
  });
  await passUntil('2026-01-03T00:00:00Z');
  expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
  const ended = ofType('acceptanceEnded').map(({ body }) => body);
  expect(ended).toContainEqual(expect.objectContaining({ ruleId: 'BKS-602', because: 'EvidenceChanged' }));
  await passUntil('2026-01-05T00:00:00Z');
  expect(ofType('acceptanceEnded')).toHaveLength(ended.length);
  expect(ofType('findingAccepted')).toHaveLength(2);
  expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
});

test('an opt-out ends it, and nothing is written for what is accepted', async () => {
  await behindSecurityGroup({ accept: accept('2026-03-31'), allow: [...USUAL, 'securityRule'] });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  expect(await reason()).toBe('ReadyWithAcceptedFindings');
  expect(world.requests.filter(isWrite).filter(({ call }) => call.includes('securityRules'))).toEqual([]);

  await world.createCluster({ tags: { backstay: 'off' } });
  await world.pass(async () => (await state()).verdict === 'OptedOut', 4);
  expect((await state()).acceptances).toBeUndefined();
  expect(ofType('acceptanceEnded').map(({ body }) => body)).toEqual(
    RULE_IDS.map((ruleId) => expect.objectContaining({ ruleId, because: 'TargetEnded' })),
  );
});

test('in mode "observe" it counts as well', async () => {
  await behindSecurityGroup({ accept: accept('2026-03-31'), mode: 'observe' });
  await world.pass(async () => ((await world.state())?.conditions.length ?? 0) > 0, 4);
  await world.pass(() => false, 2);
  const accepted = (await state()).conditions.filter((each) => each.accepted !== undefined);
  expect(accepted.map(({ ruleId }) => ruleId)).toEqual([...RULE_IDS]);
});

describe('by a person', () => {
  const CALLER = { kind: 'user', objectId: 'o-1', tenantId: 't-1' } as const;
  const wish = { reason: 'The perimeter lets it in.', owner: 'network-security', until: '2026-03-31T23:59:59.999Z' };
  const isWaiting = async () => {
    const conditions = (await world.state())?.conditions ?? [];
    return (await world.state())?.verdict === 'NeedsPerson' && conditions.length > 0;
  };
  const offered = async () => acceptableFindings(await state(), world.ports);
  const order = async (ruleId: (typeof RULE_IDS)[number]) => {
    const { basis } = must((await offered()).find((each) => each.ruleId === ruleId));
    return { ...wish, target: world.target, ruleId, basis, caller: CALLER };
  };
  const acceptBoth = async () => {
    for (const ruleId of RULE_IDS) {
      expect(await acceptFinding(await order(ruleId), world.ports)).toMatchObject({ kind: 'accepted' });
    }
  };

  test('it counts after the audit log says who accepted it and why', async () => {
    await behindSecurityGroup({});
    await world.pass(isWaiting, 4);
    await acceptBoth();
    expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
    await world.pass(async () => (await state()).verdict === 'Ready', 1);
    expect(await reason()).toBe('ReadyWithAcceptedFindings');
    expect(ofType('findingAccepted').map(({ body }) => body)).toEqual(
      RULE_IDS.map((ruleId) => expect.objectContaining({ ruleId, caller: CALLER, owner: 'network-security' })),
    );
  });

  test('it is ended by a person, and the verdict follows', async () => {
    await behindSecurityGroup({});
    await world.pass(isWaiting, 4);
    await acceptBoth();
    await world.pass(async () => (await state()).verdict === 'Ready', 1);
    const { id } = must((await state()).acceptances?.[0]);
    const ended = { target: world.target, id, caller: CALLER };
    expect(await withdrawAcceptance(ended, world.ports)).toEqual({ kind: 'withdrawn' });
    expect(await withdrawAcceptance({ ...ended, id: 'x' }, world.ports)).toEqual({ kind: 'unknown' });
    await world.pass(async () => (await state()).verdict === 'NeedsPerson', 1);
    expect(await state()).toMatchObject({ verdict: 'NeedsPerson' });
    expect(ofType('acceptanceEnded').map(({ body }) => body)).toEqual([
      expect.objectContaining({ acceptanceId: id, because: 'Withdrawn', caller: CALLER }),
    ]);
  });

  test('nothing else is accepted: another basis, a rule that never is, a day too far, a finding that is not there', async () => {
    await behindSecurityGroup({});
    await world.pass(isWaiting, 4);
    const good = await order('BKS-603');
    expect(await acceptFinding({ ...good, basis: 'f'.repeat(64) }, world.ports)).toMatchObject({ kind: 'refused' });
    expect(await acceptFinding({ ...good, ruleId: 'BKS-203' }, world.ports)).toMatchObject({ kind: 'refused' });
    expect(await acceptFinding({ ...good, ruleId: 'BKS-999' }, world.ports)).toEqual({ kind: 'unknown' });
    for (const until of ['2025-12-31T23:59:59.999Z', '2026-07-01T23:59:59.999Z']) {
      expect(await acceptFinding({ ...good, until }, world.ports)).toMatchObject({ kind: 'refused' });
    }
    expect((await state()).acceptances).toBeUndefined();
  });

  test('an acceptance that comes while a step is at work is kept', async () => {
    await behindSecurityGroup({});
    await world.pass(isWaiting, 4);
    const { targets, clock } = world.ports;
    await targets.markDirty(world.target, clock.now());
    const claim = await targets.claim(world.target, 'step', clock.now(), 60);
    if (!claim.claimed) throw new Error('It is not free.');
    await acceptFinding(await order('BKS-603'), world.ports);
    await targets.release(claim.stored, claim.stored.state, clock.now());
    expect((await state()).acceptances).toMatchObject([{ ruleId: 'BKS-603' }]);
    expect(await state()).toMatchObject({ dirty: true });
  });
});

test('the profile file is where its acceptances end', async () => {
  await behindSecurityGroup({ accept: accept('2026-03-31') });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  const { id } = must((await state()).acceptances?.[0]);
  const caller = { kind: 'functionKey' } as const;
  const answer = await withdrawAcceptance({ target: world.target, id, caller }, world.ports);
  expect(answer).toEqual({ kind: 'refused', why: 'The profile file accepts BKS-602: remove the entry there.' });
});

test('a scan of a target with a state, and one without, say the same', async () => {
  await behindSecurityGroup({ accept: accept('2026-03-31') });
  await world.pass(async () => (await world.state())?.verdict === 'Ready', 4);
  const { arm: reader, trail, profiles, rules, clock, pollSeconds } = world.ports;
  const ports = { reader, profiles, rules, clock, pollSeconds };
  const kept = async () => world.state();
  for (const known of [undefined, { trail, state: kept }]) {
    const scanned = await scanCluster(world.target, { ...ports, ...(known && { known }) });
    expect(scanned).toMatchObject({ verdict: 'Ready', reason: 'ReadyWithAcceptedFindings' });
  }
});

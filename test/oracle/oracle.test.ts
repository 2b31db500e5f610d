import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrangementOf } from './arrangement.ts';
import { judgeReady } from './judge/ready.ts';
import { type OddAzure, startOddAzure } from './odd-azure.ts';
import { DIMENSIONS, eachOddity, type Named } from './odd-clusters.ts';

/** What is no obstacle, by the pages; what is neither here nor below is one. */
const HARMLESS: readonly string[] = [
  'nothing odd',
  'size with a p in its family',
  'constrained size',
  'FIPS pool beside another',
  'only system pool with CriticalAddonsOnly',
  'CriticalAddonsOnly without a value',
  'CriticalAddonsOnly:NoExecute',
  'taint that prefers',
  'tainted system pool, empty user pool',
  'no nodes, autoscaler from 0 to 3',
  'Windows beside Linux',
  'gateway pool beside another',
  'managed system pool beside a user pool',
  'machines of one size',
  'machines of two sizes',
  'machines by autoscaler',
  'stopped pool beside another',
  'AKS Automatic',
  'node auto-provisioning beside Arm64',
  'manual node provisioning',
  'read-only node group by restriction',
  'user-assigned identity',
  'private cluster',
  'NAT gateway',
  'HTTP proxy',
  'own network, nothing denied',
  'own subnet without a security group',
  'everything out denied but tags',
  'everything out denied but the Internet',
  'storage of another region denied',
  'port 80 denied',
  'UDP denied',
  'denied for another subnet',
  'other private addresses denied',
  'inbound from anywhere',
  'inbound from the Internet',
  'route to the Internet',
  'routes of kubenet',
  'firewall that allows everything',
  'firewall with the names of the page',
  'firewall with all names',
  'firewall that denies one name last',
  'firewall that allows all addresses',
  'own DNS servers',
  'Windows subnet without a way out',
  'zone-redundant account',
  'account without keys',
  'account open, nothing bypasses',
  'account lets the subnet in',
  'account lets the subnet in by the global endpoint',
  'vault with both identities',
  'operational tier in polandcentral',
  'operational tier in israelcentral',
  'operational tier in northeurope',
  'vault tier in northeurope',
  'operational tier',
  'CanNotDelete lock on nodeGroup',
  'CanNotDelete lock on account',
  'CanNotDelete lock on cluster',
  'protected by the own vault',
  'images of one registry only, audited',
  'images of one registry only, namespace excluded',
  'images of one registry only, for other namespaces',
  'images of one registry only, not enforced',
  'images of one registry only, cluster exempt',
  'images of one registry only, elsewhere',
  'host network audited by default',
  'baseline audited by default',
  'policies without the add-on',
  'other regions allowed at backupGroup',
  'own region allowed',
  'other regions allowed, snapshot group left out',
  'other regions allowed, snapshot group exempt',
  'succeeded extension with information',
  'type in another casing',
  'extension with config.storageAccountURI left out',
  'data role on the group',
  'data owner',
  'contributor in place of reader',
  'owner in place of contributor',
  'readers at the subscription',
];

const NOT_KNOWN: readonly string[] = [
  'managed system pool alone',
  'machines without a size',
  'node auto-provisioning without pools beside Arm64',
  'pod identity',
  'storage profile not returned',
  'isolated',
  'isolated by block',
  'denied for half of the subnet',
  'route to a gateway',
  'route to a foreign appliance',
  'firewall that allows a service tag',
  'one of two subnets without a way out',
  'account without public access, endpoint unknown',
  'account behind a perimeter',
  'operational tier in mexicocentral',
  'vault tier in mexicocentral',
  'images of one registry only, for some labels',
  'extension with config.useAAD left out',
  'data role under a condition',
  'data role on the container only',
];

describe('the second opinion', () => {
  let azure: OddAzure;
  beforeAll(async () => {
    azure = await startOddAzure();
  });
  afterAll(() => azure.close());

  test('is what the pages say of each oddity alone', { timeout: 240_000 }, async () => {
    const answers: Record<string, string> = {};
    for (const { name, cluster } of eachOddity()) answers[name] = (await answerTo({ name, cluster })).ready;
    const withAnswer = (wanted: string) => Object.keys(answers).filter((name) => answers[name] === wanted);
    expect(withAnswer('can')).toEqual(HARMLESS);
    expect(withAnswer('unknown')).toEqual(NOT_KNOWN);
  });

  test('is not known where a body could not be read, and says which', async () => {
    const { bodies, arrangement } = await made(eachOddity()[0]);
    const error = { error: { code: 'AuthorizationFailed', message: 'no' } };
    const unread = new Map([...bodies, [arrangement.vault.toLowerCase(), error]]);
    const { ready, reasons } = judgeReady({ bodies: unread, arrangement });
    expect(ready).toBe('unknown');
    expect(reasons.join()).toContain('bv-odd could not be read: AuthorizationFailed');
  });

  test('takes a resource that Resource Manager does not find for absent', async () => {
    const { bodies, arrangement } = await made(eachOddity()[0]);
    const absent = new Map([...bodies, [arrangement.vault.toLowerCase(), { error: { code: 'ResourceNotFound' } }]]);
    expect(judgeReady({ bodies: absent, arrangement }).ready).toBe('cannot');
    expect(judgeReady({ bodies: new Map(), arrangement }).ready).toBe('cannot');
  });

  async function answerTo(named: Named) {
    return judgeReady(await made(named));
  }

  async function made(named: Named | undefined) {
    if (named === undefined) throw new Error('There are no oddities.');
    const at = await azure.make(named.cluster);
    return { bodies: await azure.bodies(), arrangement: arrangementOf(named.cluster, at) };
  }
});

test('the second opinion knows nothing of the product', () => {
  const folder = new URL('./judge/', import.meta.url);
  const imported = readdirSync(folder).flatMap((file) =>
    [...readFileSync(new URL(file, folder), 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
      ([, name]) => name,
    ),
  );
  expect(imported.length).toBeGreaterThan(10);
  expect(imported.filter((name) => !/^\.\/[a-z-]+\.ts$/.test(name ?? ''))).toEqual([]);
});

test('no two oddities have the same name', () => {
  const names = Object.values(DIMENSIONS).flatMap((oddities) => oddities.map(({ name }) => name));
  expect(new Set(names).size).toBe(names.length);
});

import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { arrangementOf } from './arrangement.ts';
import { judgeReady } from './judge/ready.ts';
import { type OddAzure, startOddAzure } from './odd-azure.ts';
import { DIMENSIONS, eachOddity, type Named } from './oddities.ts';

describe('the second opinion', () => {
  let azure: OddAzure;
  beforeAll(async () => {
    azure = await startOddAzure();
  });
  afterAll(() => azure.close());

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

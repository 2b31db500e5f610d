import { globSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCase } from '../../local/cases/case-file.ts';
import { CLUSTER_ID } from '../../local/demo/world.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { runCase } from './run-case.ts';

const files = atLeastOne(globSync('test/cases/*.json').sort());

test.each(files.map((file) => [basename(file), file]))('%s', async (_, file) => {
  expect((await runCase(readCase(file))).problems).toEqual([]);
});

describe('the runner', () => {
  test('finds each expectation that does not hold', async () => {
    const { problems } = await runCase({
      title: 'a bare cluster',
      steps: [{ cluster: {} }, { pass: 0.1 }],
      expect: {
        verdict: ['Gone'],
        notVerdict: ['Remediating'],
        write: ['no-such-path'],
        noWrite: ['/register'],
        rules: { 'BKS-201': { outcome: ['manual', 'missing'], reason: 'Stopped' } },
        says: ['no such words'],
        saysNot: ['extension'],
      },
    });
    expect(problems).toEqual([
      'verdict Remediating, expected Gone',
      'verdict Remediating',
      expect.stringMatching(/^1 writes match \/\/register\/: POST .*\/register 200$/),
      'no write matches /no-such-path/',
      expect.stringMatching(/^BKS-201 is satisfied\//),
      'nothing says /no such words/',
      'something says /extension/',
    ]);
  });

  test('says which step Azure refused, and with what', async () => {
    const { problems } = await runCase({
      title: 'a request that Azure refuses',
      steps: [
        {
          put: {
            id: '/subscriptions/5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d/resourceGroups/rg-backup/providers/Microsoft.Nothing/things/one',
            apiVersion: '2024-01-01',
            body: {},
          },
        },
      ],
    });
    expect(problems).toEqual([expect.stringMatching(/^steps\.0: PUT .*Microsoft\.Nothing.*: 4\d\d /)]);
  });

  test('begins with the read-only parts of a body', async () => {
    const pool = {
      name: 'system',
      mode: 'System',
      count: 1,
      vmSize: 'Standard_D4s_v5',
      currentOrchestratorVersion: '1.20.1',
    };
    const body = {
      location: 'westeurope',
      identity: { type: 'SystemAssigned' },
      properties: { dnsPrefix: 'old', agentPoolProfiles: [pool] },
    };
    const { shown } = await runCase({
      title: 'a pool that has an old version',
      steps: [
        { put: { id: CLUSTER_ID, apiVersion: '2024-05-01', body } },
        { patch: { id: CLUSTER_ID, apiVersion: '2024-05-01', body: { tags: { seen: 'yes' } } }, show: true },
      ],
    });
    const pools = [{ name: 'system', vmSize: 'Standard_D4s_v5', currentOrchestratorVersion: '1.20.1' }];
    expect(JSON.parse(shown[0] ?? '{}')).toMatchObject({ properties: { agentPoolProfiles: pools } });
  });

  test('counts a refused profile as passed where the case expects that', async () => {
    const one = { title: 'a wrong profile', profile: { tier: 'none' }, expectThrow: 'tier' };
    expect((await runCase(one)).problems).toEqual([]);
    expect((await runCase({ ...one, expectThrow: 'no such words' })).problems).not.toEqual([]);
    expect((await runCase({ ...one, profile: {} })).problems).toEqual(['the profile was accepted; expected /tier/']);
  });
});

test.each([
  ['no JSON', '{', /cannot be read/],
  ['no title', '{"steps":[]}', /is not a case: title: /],
  ['nothing to do', '{"title":"t"}', /the case: has no steps/],
  ['a step that does nothing', '{"title":"t","steps":[{"pas":4}]}', /steps\.0: a step needs one of put, /],
  ['an expectation that is spelt wrong', '{"title":"t","steps":[],"expect":{"nowrite":["x"]}}', /expect: .*nowrite/],
  ['a pattern that is none', '{"title":"t","steps":[],"expect":{"says":["("]}}', /expect\.says\.0: is not a regular/],
])('a file with %s is refused in clear words', (_, text, message) => {
  const path = join(mkdtempSync(join(tmpdir(), 'case-')), 'case.json');
  writeFileSync(path, text);
  expect(() => readCase(path)).toThrow(message);
});

import { expect, test } from 'vitest';
import { preflight } from '../../../shared/assess/preflight.ts';
import type { PermissionSet } from '../../../shared/model/azure.ts';
import type { Remedy } from '../../../shared/model/remedy.ts';
import { actionFor } from '../../../shared/plan/action-for.ts';
import type { ArmResult } from '../../../shared/ports/arm.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { answered, armThat, FORBIDDEN } from '../../support/arm-port.ts';
import { CLUSTER_ID, PROFILE, STORAGE_ACCOUNT_ID } from '../../support/facts.ts';
import { TARGET } from '../../support/record.ts';

const extension: Remedy = { kind: 'backupExtension', clusterId: CLUSTER_ID, name: 'azure-aks-backup', settings: {} };
const container: Remedy = { kind: 'blobContainer', accountId: STORAGE_ACCOUNT_ID, container: 'shop' };
const actions = [extension, container].map((remedy) => actionFor(remedy, ['BKS-301']));

const look = (rights: ArmResult<readonly PermissionSet[]>) => {
  const stub = armThat({ listOwnPermissions: rights, ownPrincipalId: (() => undefined) as never });
  return { flight: preflight(TARGET, PROFILE, actions, { reader: stub.arm, rules: RULES }), calls: stub.calls };
};

test('who holds everything may do everything', async () => {
  const { flight, calls } = look(answered([{ actions: ['*'], notActions: [] }]));
  expect(await flight).toMatchObject({ actions, refused: [], findings: [{ outcome: 'satisfied' }] });
  expect(calls.filter((call) => call === 'listOwnPermissions')).toHaveLength(2);
});

test('what may not be done is refused without being sent, the rest goes on, and a person is notified', async () => {
  const { flight } = look(answered([{ actions: ['Microsoft.KubernetesConfiguration/*'], notActions: [] }]));
  expect(await flight).toMatchObject({
    actions: [actions[0]],
    refused: [
      { action: actions[1], result: { status: 'failed', failure: { class: 'forbidden', code: 'RightNotHeld' } } },
    ],
    findings: [{ outcome: 'manual', steps: [expect.stringContaining('Storage Account Contributor')] }],
  });
});

test('where rights are not readable, Azure decides', async () => {
  const { flight } = look(FORBIDDEN);
  expect(await flight).toMatchObject({ actions, refused: [], findings: [{ outcome: 'unknown' }] });
});

test('without actions nothing is asked', async () => {
  const { arm, calls } = armThat({});
  expect(await preflight(TARGET, PROFILE, [], { reader: arm, rules: RULES })).toEqual({
    actions: [],
    refused: [],
    findings: [],
  });
  expect(calls).toEqual([]);
});

test('where the rule about own rights is not judged, nothing is asked either', async () => {
  const { arm, calls } = armThat({});
  const flight = await preflight(TARGET, PROFILE, actions, { reader: arm, rules: [] });
  expect(flight).toEqual({ actions, refused: [], findings: [] });
  expect(calls).toEqual([]);
});

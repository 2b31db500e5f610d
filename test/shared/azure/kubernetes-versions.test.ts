import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Arm } from '../../../shared/ports/arm.ts';
import { armAt, type StubArm, startStubArm } from '../../support/azure/stub-arm.ts';
import { SUBSCRIPTION } from '../../support/facts.ts';

let azure: StubArm;
let arm: Arm;
beforeAll(async () => {
  azure = await startStubArm();
  arm = armAt(azure.origin);
});
afterAll(() => azure.close());

test('versions are read with their plans and patches, previews among them; the nameless are left out', async () => {
  azure.willReply({
    status: 200,
    body: {
      values: [
        {
          version: '1.36',
          capabilities: { supportPlan: ['KubernetesOfficial'] },
          patchVersions: { '1.36.1': { upgrades: ['1.37.0'] }, '1.36.2': { upgrades: [] } },
        },
        { version: '1.38', isPreview: true },
        { version: '1.35', capabilities: null, patchVersions: null, isDefault: null },
        { capabilities: {} },
      ],
    },
  });
  expect(await arm.listKubernetesVersions(SUBSCRIPTION, 'westeurope')).toMatchObject({
    ok: true,
    value: [
      { version: '1.36', supportPlans: ['KubernetesOfficial'], preview: false, patches: ['1.36.1', '1.36.2'] },
      { version: '1.38', supportPlans: [], preview: true, patches: [] },
      { version: '1.35', supportPlans: [], preview: false, patches: [] },
    ],
  });
});

test.each([{}, { values: null }])('an answer without versions has none: %o', async (body) => {
  azure.willReply({ status: 200, body });
  expect(await arm.listKubernetesVersions(SUBSCRIPTION, 'westeurope')).toMatchObject({ ok: true, value: [] });
});

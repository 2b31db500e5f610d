import { afterAll, expect, test } from 'vitest';
import { findBicep } from '../../../scripts/infra/bicep-cli.ts';
import type { RuleId } from '../../../shared/model/rule-id.ts';
import { FORMATS } from '../../../shared/scan/formats/index.ts';
import { arrangementOf } from '../../oracle/arrangement.ts';
import { startOddAzure } from '../../oracle/odd-azure.ts';
import { profileOf, scannerOf } from '../../oracle/second-opinion.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { parseHcl } from '../../support/hcl.ts';
import { lintBicep } from '../../support/template-files.ts';
import { WORLDS } from './worlds.ts';

/** One for each kind of change that a scan can find missing, and rules for people. */
const RULES: readonly RuleId[] = [
  'BKS-504',
  'BKS-111',
  'BKS-112',
  'BKS-118',
  'BKS-202',
  'BKS-206',
  'BKS-208',
  'BKS-301',
  'BKS-302',
  'BKS-401',
  'BKS-413',
  'BKS-414',
  'BKS-502',
  'BKS-602',
];

const azure = await startOddAzure();
const scan = scannerOf(azure);
afterAll(() => azure.close());

test('templates of broken clusters are read by Bicep and by Terraform', async ({ skip }) => {
  const results = [];
  for (const { cluster, profile } of atLeastOne(WORLDS.filter(({ ruleId }) => RULES.includes(ruleId)))) {
    const arrangement = arrangementOf(cluster, await azure.make(cluster));
    results.push(await scan(arrangement.cluster, { ...profileOf(arrangement), ...profile }));
  }
  const report = { startedAt: '2026-01-01T00:00:00.000Z', results };
  const { resource } = await parseHcl(FORMATS.terraform(report));
  expect(Object.keys(resource).sort()).toEqual([
    'azapi_update_resource',
    'azurerm_kubernetes_cluster_extension',
    'azurerm_kubernetes_cluster_trusted_access_role_binding',
    'azurerm_network_security_rule',
    'azurerm_resource_group',
    'azurerm_role_assignment',
    'azurerm_storage_container',
  ]);
  const bicep = findBicep('.');
  if (typeof bicep === 'string') return skip(bicep);
  expect(lintBicep(bicep, [FORMATS.bicep(report)])).toBe('');
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findBicep } from '../../../../scripts/infra/bicep-cli.ts';
import { CHANGES, KINDS } from '../../../../shared/changes/index.ts';
import { splitWords } from '../../../../shared/lib/shell.ts';
import type { ResourceId } from '../../../../shared/model/resource-id.ts';
import { FORMATS } from '../../../../shared/scan/formats/index.ts';
import type { ScanReport } from '../../../../shared/scan/report.ts';
import { problemsOf } from '../../../commands/check-command.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import { everyChange } from '../../../support/every-change.ts';
import { BARE } from '../../../support/facts.ts';
import { parseHcl } from '../../../support/hcl.ts';
import { REPORT, reportWith, resultOf } from '../../../support/reports.ts';
import { bicepFiles, lintBicep } from '../../../support/template-files.ts';
import table from './terraform-arguments.json' with { type: 'json' };

const HOSTILE = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of Terraform and of Bicep
  "'quote' \"double\" \\back ${exec} %{for} $${x} ''' <<EOT",
  'line\nresource "null_resource" "x" {}\r\n*/ // # \u2028\u2029\u0000\u202e\ud800 🚀',
];
const EXISTING = { binding: '/subscriptions/s', extension: '/subscriptions/s', bypass: ['Logging'] };
const bicep = findBicep('.');

/** A name never has a slash; half of a surrogate pair is in messages only. */
const nameFrom = (text: string) => text.toWellFormed().replaceAll('/', '_');

/** With a text where others choose one. */
function hostileReport(text: string): ScanReport {
  const name = nameFrom(text);
  const report = everyChange();
  const [result] = report.results;
  if (result === undefined || !('findings' in result)) throw new Error('There is no result.');
  const findings = result.findings.map((finding) => {
    if (finding.outcome !== 'missing') return finding;
    const { remedy } = finding;
    switch (remedy.kind) {
      case 'blobContainer':
        return { ...finding, message: text, remedy: { ...remedy, container: name } };
      case 'backupExtension':
        return { ...finding, message: text, remedy: { ...remedy, name, settings: { [name]: name } } };
      case 'securityRule':
        return { ...finding, message: text, remedy: { ...remedy, name, serviceTag: name } };
      case 'policyExclusion':
        return { ...finding, message: text, remedy: { ...remedy, parameter: name, namespaces: [name] } };
      default:
        return { ...finding, message: text };
    }
  });
  return { ...report, results: [{ ...result, findings }] };
}

describe('every kind of change', () => {
  test.each(KINDS)('%s is in both templates, or left out with its reason', (kind) => {
    const text = FORMATS.terraform(everyChange());
    const left = CHANGES[kind].declare({ remedy: CHANGES[kind].sample, evidence: {} } as never);
    expect(text.includes(`"${kind}_`)).toBe(left.kind !== 'none');
    const inBicep = FORMATS.bicep(everyChange()).includes(`resource ${kind}_`);
    expect(inBicep).toBe(left.kind === 'resource');
    if (left.kind === 'none') expect(text).toContain(`# Not in this template: ${left.why}`);
  });

  test('comes in the order in which changes are made', () => {
    const symbols = [...FORMATS.terraform(everyChange()).matchAll(/^resource "\w+" "(\w+)_/gm)].map(([, kind]) => kind);
    expect(symbols).toEqual(KINDS.filter((kind) => symbols.includes(kind)));
    expect(symbols.length).toBeGreaterThan(8);
  });
});

describe('Bicep', () => {
  test('compiles without an error or a warning', ({ skip }) => {
    if (typeof bicep === 'string') return skip(bicep);
    const texts = [REPORT, everyChange(), everyChange(EXISTING), ...HOSTILE.map(hostileReport)].map((report) =>
      FORMATS.bicep(report),
    );
    expect(atLeastOne([...bicepFiles(texts[1] ?? '')])).not.toEqual([]);
    expect(lintBicep(bicep, texts)).toBe('');
  });

  test('names for each file the command that deploys it, where it belongs', () => {
    const files = bicepFiles(FORMATS.bicep(everyChange()));
    for (const [name, text] of atLeastOne([...files])) {
      const command = /^\/\/ File \S+: (az .*)$/m.exec(text)?.[1] ?? '';
      expect(problemsOf(splitWords(command))).toEqual([]);
      expect(command).toContain(`--template-file ${name}`);
      expect(command).toContain(text.includes("targetScope = 'subscription'") ? ' sub create' : ' group create');
    }
  });

  test('is cut into its files by the line of docs/cli.md', () => {
    const line = /csplit .*$/m.exec(readFileSync('docs/cli.md', 'utf8'))?.[0] ?? '';
    const text = FORMATS.bicep(everyChange());
    const folder = mkdtempSync(join(tmpdir(), 'backstay-csplit-'));
    try {
      expect(spawnSync('sh', ['-c', line], { input: text, cwd: folder }).status).toBe(0);
      for (const [name, part] of atLeastOne([...bicepFiles(text)])) {
        expect(readFileSync(join(folder, name), 'utf8')).toBe(part);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('deploys what stands on something after it, in one file or the next', () => {
    const text = FORMATS.bicep(everyChange());
    const at = (symbol: string) => text.indexOf(`resource ${symbol}_`);
    expect(at('snapshotGroup')).toBeLessThan(at('roleGrant'));
    expect(at('blobContainer')).toBeLessThan(at('backupExtension'));
    expect(at('backupPolicy')).toBeLessThan(at('backupInstance'));
    for (const part of atLeastOne([...bicepFiles(text).values()])) {
      const own = part.match(/^resource \w+ '[^']+' = \{/gm) ?? [];
      expect(part.match(/dependsOn/g) ?? []).toHaveLength(Math.max(0, own.length - 1));
    }
  });

  test('says how a registration comes about, and lets the extension go on', () => {
    const text = FORMATS.bicep({ startedAt: '', results: [resultOf(BARE)] });
    expect(text).toContain('// Not in this template: Bicep has no resource for a registration. A deployment registers');
    expect(text).toContain('resource backupExtension_');
  });
});

describe('Terraform', () => {
  test.each<readonly [string, ScanReport]>([
    ['a scan', REPORT],
    ['every change', everyChange()],
    ['what exists already', everyChange(EXISTING)],
    ...HOSTILE.map((text) => ['hostile names', hostileReport(text)] as const),
  ])('of %s has no argument that its provider lacks, and all that it requires', async (_, report) => {
    const { resource } = await parseHcl(FORMATS.terraform(report));
    const blocks = Object.entries(resource).flatMap(([type, named]) =>
      Object.values(named).flatMap((list) => list.map((block) => [type, Object.keys(block)] as const)),
    );
    for (const [type, given] of atLeastOne(blocks)) {
      const known = table.resources[type as keyof typeof table.resources];
      expect(known, type).toBeDefined();
      expect(given).toEqual(expect.arrayContaining(known.required));
      expect([...table.everywhere, ...known.required, ...known.optional]).toEqual(expect.arrayContaining(given));
    }
  });

  test('keeps hostile text inside of its strings', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 80 })),
        async (text) => {
          const { resource } = await parseHcl(FORMATS.terraform(hostileReport(text)));
          const [container] = Object.values(resource.azurerm_storage_container ?? {})[0] ?? [];
          // The parser keeps expressions as they are written; an escaped one is doubled. Terraform
          // normalises strings.
          expect(String(container?.name).replace(/([$%])\1(?=\{)/g, '$1')).toBe(nameFrom(text).normalize('NFC'));
        },
      ),
      { numRuns: 40 },
    );
  });

  test('is as `terraform fmt` would write it', ({ skip }) => {
    const { error, status, stderr } = spawnSync('terraform', ['fmt', '-check', '-'], {
      input: FORMATS.terraform(everyChange(EXISTING)),
      encoding: 'utf8',
    });
    if (error !== undefined) return skip('There is no Terraform here.');
    expect(status, stderr).toBe(0);
  });

  test('imports what exists, and makes the rest', () => {
    expect(FORMATS.terraform(everyChange())).not.toContain('import {');
    const text = FORMATS.terraform(everyChange(EXISTING));
    expect(text).toMatch(/import \{\n {2}to = azurerm_kubernetes_cluster_trusted_access_role_binding\.trusted/);
    expect(text).toMatch(
      / {2}id = ".*\/resourceGroups\/group\/.*\/managedClusters\/cluster\/trustedAccessRoleBindings\/binding"/,
    );
    expect(text).toContain(
      '/managedClusters/cluster/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup"',
    );
  });

  test('works in the subscription of each resource', () => {
    const [result] = everyChange().results;
    const other = '99999999-2222-3333-4444-555555555555';
    const text = FORMATS.terraform({
      startedAt: '',
      results: [result, JSON.parse(JSON.stringify(result).replaceAll('00000000-0000-0000-0000-000000000000', other))],
    } as ScanReport);
    expect(text.match(/^provider "azurerm" \{/gm)).toHaveLength(2);
    const groups = [...text.matchAll(/"azurerm_resource_group" .*\n {2}provider += (\S+)/g)].map(([, alias]) => alias);
    expect(new Set(groups).size).toBe(2);
  });
});

describe('both', () => {
  test.each(['bicep', 'terraform'] as const)('%s has what clusters share once', (format) => {
    const result = resultOf(BARE);
    const other = { ...result, target: { ...result.target, profile: 'another' } };
    const text = FORMATS[format]({ startedAt: '', results: [result, other] });
    expect(text.match(/^resource .*blobContainer_/gm)).toHaveLength(1);
    expect(text).toContain('Declared above.');
  });

  test.each(['bicep', 'terraform'] as const)('%s gives the reason for what it leaves out', (format) => {
    const text = FORMATS[format](reportWith('message\nof others'));
    const mark = format === 'bicep' ? '//' : '#';
    expect(text).toContain(`${mark} message of others\n`);
    const failed = FORMATS[format](REPORT);
    expect(failed).toContain(`${mark} AuthorizationFailed: no right to read it`);
    expect(
      FORMATS[format]({ ...REPORT, results: [{ ...resultOf(BARE), findings: [], reason: 'OptOutTag' }] }),
    ).toContain('OptOutTag');
  });

  test.each(['bicep', 'terraform'] as const)('%s declares nothing that waits for a decision', (format) => {
    const result = resultOf(BARE);
    const findings = result.findings.map((finding) =>
      finding.ruleId === 'BKS-504'
        ? { ...finding, outcome: 'manual' as const, steps: ['Decide on a container.'] }
        : finding,
    );
    const actions = [...result.plan.actions, ...result.plan.skipped.map(({ action }) => action)];
    const skipped = actions.map((action) => ({
      action,
      reason: 'UnmetPrecondition' as const,
      unmet: ['BKS-504' as const],
    }));
    const plan = { ...result.plan, actions: [], skipped };
    const text = FORMATS[format]({ startedAt: '', results: [{ ...result, findings, plan }] } as ScanReport);
    expect(text).not.toMatch(/^resource /m);
    expect(text).toContain('Waits for BKS-504.');
    expect(text).toContain('Not in this template: a person has to decide.');
  });
});

test('a resource that no template can name is left out with its reason', () => {
  const report = everyChange();
  const scope =
    '/subscriptions/00000000-0000-0000-0000-000000000000/resourcegroups/g/providers/microsoft.new/things/t' as ResourceId;
  const results = report.results.map((result) =>
    'findings' in result
      ? {
          ...result,
          findings: result.findings.map((finding) =>
            finding.outcome === 'missing' && finding.remedy.kind === 'roleGrant'
              ? { ...finding, remedy: { ...finding.remedy, scope } }
              : finding,
          ),
        }
      : result,
  );
  expect(FORMATS.bicep({ ...report, results })).toContain('it is on a resource of a type that no change writes.');
  expect(FORMATS.terraform({ ...report, results })).toContain('/providers/microsoft.new/things/t"');
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

// The check is only worth something while it is on: each of these files must not be, and the check
// has to name it.
const WRONG = [
  [
    'floor-1-imports-lower-floors',
    'shared/lib',
    `import type { Target } from '../../model/target.ts';\nexport type X = Target;\n`,
  ],
  [
    'floor-2-imports-lower-floors',
    'shared/model',
    `import type { Telemetry } from '../../telemetry/telemetry.ts';\nexport type X = Telemetry;\n`,
  ],
  ['page-only-shows', 'shared/page', `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`],
  ['html-only-in-page', 'shared/api', `import { raw } from 'hono/html';\nexport const x = raw;\n`],
  ['pure-rooms-stay-pure', 'shared/rules', `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`],
  [
    'azure-sdk-only-in-azure',
    'shared/facts',
    `import { ResourceManagementClient } from '@azure/arm-resources';\nexport const x = ResourceManagementClient;\n`,
  ],
  [
    'opentelemetry-only-in-telemetry',
    'shared/plan',
    `import { trace } from '@opentelemetry/api';\nexport const x = trace;\n`,
  ],
  [
    'telemetry-loads-late',
    'shared/api',
    `import { createAzureMonitor } from '../../telemetry/azure-monitor.ts';\nexport const x = createAzureMonitor;\n`,
  ],
  [
    'floor-5-imports-lower-floors',
    'shared/remediate',
    `import { collect } from '../../facts/collect.ts';\nexport const x = collect;\n`,
  ],
  [
    'functions-import-entry-points-only',
    'functions',
    `import { RULES } from '../../shared/rules/index.ts';\nexport const x = RULES;\n`,
  ],
  [
    'local-knows-no-product',
    'local',
    `import { RULES } from '../../shared/rules/index.ts';\nexport const x = RULES;\n`,
  ],
  [
    'product-knows-no-local',
    'shared/plan',
    `import { mintToken } from '../../../local/azure/identity/token.ts';\nexport const x = mintToken;\n`,
  ],
] as const;

interface Report {
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[];
  };
}

let places: readonly string[] = [];
let found: Report['summary']['violations'];

// One run for all of them: starting the check takes longer than the check.
beforeAll(() => {
  places = WRONG.map(([, folder, text]) => {
    const place = mkdtempSync(join(folder, 'planted-'));
    writeFileSync(join(place, 'wrong.ts'), text);
    return place;
  });
  const args = [...places, '--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const { stdout } = spawnSync('depcruise', args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  found = (JSON.parse(stdout) as Report).summary.violations;
  removePlanted();
});
afterAll(removePlanted);

function removePlanted(): void {
  for (const place of places) rmSync(place, { recursive: true, force: true });
}

test.each(WRONG.map(([rule], index) => [rule, index] as const))('%s is checked', (rule, index) => {
  const own = found.filter(({ from }) => from === `${places[index]}/wrong.ts`);
  expect(own.map((violation) => violation.rule.name)).toContain(rule);
});

test('what breaks a rule makes the check fail', () => {
  const { status } = spawnSync('depcruise', [plantOne(), '--config', '.dependency-cruiser.mjs'], { encoding: 'utf8' });
  removePlanted();
  expect(status).toBeGreaterThan(0);
});

function plantOne(): string {
  const place = mkdtempSync(join(WRONG[0][1], 'planted-'));
  places = [place];
  writeFileSync(join(place, 'wrong.ts'), WRONG[0][2]);
  return place;
}

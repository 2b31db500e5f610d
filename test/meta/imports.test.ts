import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

// The check is only worth something while it is on: each case plants a file that must not be, and expects the check to name it.
const planted: string[] = [];
afterAll(() => {
  for (const folder of planted) rmSync(folder, { recursive: true, force: true });
});

test.each([
  [
    'model-imports-nothing',
    'shared/model',
    `import { uuid5 } from '../../lib/uuid5.ts';\nexport const x = uuid5('a');\n`,
  ],
  ['page-only-shows', 'shared/page', `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`],
  ['html-only-in-page', 'shared/api', `import { raw } from 'hono/html';\nexport const x = raw;\n`],
  ['pure-parts-stay-pure', 'shared/rules', `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`],
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
    'facts-and-remediate-apart',
    'shared/remediate',
    `import { collect } from '../../facts/collect.ts';\nexport const x = collect;\n`,
  ],
  [
    'functions-are-doors',
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
    `import { mintToken } from '../../../local/identity/token.ts';\nexport const x = mintToken;\n`,
  ],
])('%s is checked', (rule, folder, text) => {
  const place = mkdtempSync(join(folder, 'planted-'));
  planted.push(place);
  writeFileSync(join(place, 'wrong.ts'), text);
  const { stdout, status } = spawnSync('depcruise', [place, '--config', '.dependency-cruiser.mjs'], {
    encoding: 'utf8',
  });
  rmSync(place, { recursive: true });
  expect(stdout).toContain(rule);
  expect(status).not.toBe(0);
});

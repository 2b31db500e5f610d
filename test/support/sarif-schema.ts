/**
 * The published schema of SARIF 2.1.0, and the rules of Microsoft's validator that concern our
 * logs.
 */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Log, ReportingDescriptor, Result } from 'sarif';

const require = createRequire(import.meta.url);
// Without the names of its own draft, which is draft 4: it uses nothing that draft 7 understands
// otherwise.
const { $schema: _, id: __, ...schema } = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
formats.default(ajv);
const isLog = ajv.compile(schema);

/** What is wrong with a SARIF log: nothing, when it fits. */
export function sarifProblems(candidate: unknown): readonly string[] {
  if (isLog(candidate)) return [];
  return (isLog.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`);
}

/**
 * As `sarif-multitool validate --rule-kind 'Sarif;Ghas'` 5.7.0 has them, errors and warnings. Two
 * of its warnings stay: SARIF2005 wants an address of the tool, which has none, and SARIF2006 wants
 * every link to be reachable from where it runs.
 * https://github.com/microsoft/sarif-sdk/blob/main/docs/ValidationRules.md
 */
export function sarifRuleProblems({ $schema, runs }: Log): readonly string[] {
  return [
    ...(/^https:\/\/json\.schemastore\.org\/sarif-2\.1\.0(\.json)?$/.test($schema ?? '') ? [] : ['SARIF1011']),
    ...runs.flatMap(({ tool: { driver }, results = [] }) => [
      ...(driver.rules ?? []).flatMap(ruleProblems),
      ...results.flatMap((result) => resultProblems(result, driver.rules ?? [])),
      ...(results.length > 25_000 ? ['GH1004: too many results'] : []),
    ]),
  ];
}

function ruleProblems({ id, name, shortDescription, fullDescription, help, helpUri }: ReportingDescriptor): string[] {
  const problems = {
    SARIF1001: name === id,
    SARIF1002: helpUri !== undefined && !URL.canParse(helpUri),
    'SARIF2012 name': !/^(?:[A-Z][a-z\d]*)+$/.test(name ?? ''),
    'SARIF2012 shortDescription': !shortDescription?.text,
    GH2012: !help?.text || !help.markdown || !fullDescription?.text,
  };
  return namesOf(problems, id);
}

function resultProblems({ ruleId, ruleIndex, message, locations = [] }: Result, rules: readonly ReportingDescriptor[]) {
  const [location] = locations;
  const { artifactLocation, region } = location?.physicalLocation ?? {};
  const { startLine = 0, endLine = 0, startColumn = 1, endColumn = Number.POSITIVE_INFINITY } = region ?? {};
  const problems = {
    SARIF1010: ruleId === undefined,
    SARIF1009: rules[ruleIndex ?? -1]?.id !== ruleId,
    'SARIF1007 and SARIF2017': endLine < startLine || (endLine === startLine && endColumn < startColumn),
    SARIF1012: /(?<!\{)(?:\{\{)*\{\d+\}/.test(message.text ?? ''),
    'GH1001 and GH1003': artifactLocation?.uri === undefined || startLine < 1 || locations.length !== 1,
    GH1005: URL.canParse(artifactLocation?.uri ?? '') || artifactLocation?.uri?.startsWith('/') === true,
  };
  return namesOf(problems, ruleId ?? '');
}

function namesOf(problems: Readonly<Record<string, boolean>>, where: string): string[] {
  return Object.entries(problems).flatMap(([name, isWrong]) => (isWrong ? [`${name}: ${where}`] : []));
}

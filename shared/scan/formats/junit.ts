import XmlBuilder from 'fast-xml-builder';
import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import type { Rule } from '../../model/rule.ts';
import type { RuleId } from '../../model/rule-id.ts';
import type { ScanResult } from '../../model/scan.ts';
import { describeAccepted } from '../../wording/describe-accepted.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, stepsOf } from './steps.ts';
import { endsWell, type Threshold } from './threshold.ts';

type RuleTitle = Pick<Rule, 'id' | 'title'>;

/**
 * As test runners write it and CI systems read it: a suite for each cluster, with a case for each
 * rule and one for the cluster as a whole. It has a failure or an error exactly when the scan does
 * not end well.
 */
export function toJunit(report: ScanReport, rules: readonly RuleTitle[], threshold: Threshold = 'required'): string {
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#',
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    processEntities: true,
  });
  const names = new Map(rules.map(({ id, title }) => [id, `${id} ${title}`]));
  const suites = report.results.map((result, index) =>
    suiteOf(result, { id: String(index), startedAt: report.startedAt, names, threshold }),
  );
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites: { testsuite: suites } });
}

interface Suite {
  readonly id: string;
  readonly startedAt: string;
  readonly names: ReadonlyMap<RuleId, string>;
  readonly threshold: Threshold;
}

function suiteOf(result: ScanResult | NotScanned, suite: Suite): object {
  const scanned = isScanned(result);
  const name = xml(scanned ? result.target.clusterId : result.clusterId);
  const cases = scanned ? casesOf(result, name, suite) : [caseOfFailed(result, name)];
  const count = (kind: string) => String(cases.filter((each) => kind in each).length);
  return {
    '@name': name,
    '@id': suite.id,
    '@package': 'backstay',
    '@hostname': 'azure',
    '@tests': String(cases.length),
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
    '@time': '0',
    '@timestamp': (scanned ? result.scannedAt : suite.startedAt).slice(0, 19),
    testcase: cases,
  };
}

function casesOf(result: ScanResult, classname: string, { names, threshold }: Suite): readonly object[] {
  const { findings, verdict, reason, plan } = result;
  const isWell = endsWell(result, threshold);
  const counts = ({ severity }: Finding) => !isWell && (severity === 'required' || threshold === 'recommended');
  const whole = about(WHOLE, classname);
  const open = findings.filter((finding) => !isFine(finding)).length;
  const detail = `${verdict}: ${reason}${open === 0 ? '' : `, ${open} open ${open === 1 ? 'finding' : 'findings'}`}`;
  return [
    isWell
      ? { ...whole, ...(verdict !== 'Ready' && skipped(detail)) }
      : { ...whole, failure: messageOf(detail, verdict) },
    ...findings.map((finding) => ({
      ...about(names.get(finding.ruleId) ?? finding.ruleId, classname),
      ...answerOf(finding, plan, counts(finding)),
    })),
  ];
}

/**
 * Only a known failure that counts is one. A recommendation, and a finding that could not be made,
 * is shown as skipped.
 */
function answerOf(finding: Finding, plan: Plan, counts: boolean): object {
  const { outcome, reason, message } = finding;
  if (finding.accepted !== undefined) return skipped(`${describeAccepted(finding.accepted)} (${message})`);
  if (outcome === 'satisfied') return {};
  const text = [message, ...stepsOf(finding, plan)].join('\n');
  const detail = { ...messageOf(message, `${outcome}.${reason}`), '#': xml(text) };
  if (counts && (outcome === 'missing' || outcome === 'manual')) return { failure: detail };
  if (counts && outcome === 'error') return { error: detail };
  return skipped(`${outcome}: ${text}`);
}

function skipped(message: string): object {
  // The schema of Jenkins has no attribute here, so the reason is the text.
  return { skipped: xml(message) };
}

function messageOf(message: string, type: string): object {
  return { '@message': xml(message), '@type': xml(type) };
}

function caseOfFailed({ code, problem }: Pick<NotScanned, 'code' | 'problem'>, classname: string): object {
  return { ...about(WHOLE, classname), error: { ...messageOf(problem, code), '#': xml(problem) } };
}

/** The case that stands for the cluster. */
const WHOLE = 'Ready for Azure Backup';

function about(name: string, classname: string): object {
  return { '@name': xml(name), '@classname': classname, '@time': '0' };
}

/**
 * XML 1.0 has no place for most control characters, not even escaped.
 * https://www.w3.org/TR/xml/#charsets
 */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

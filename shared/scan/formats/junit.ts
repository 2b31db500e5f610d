import XmlBuilder from 'fast-xml-builder';
import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import type { ScanResult } from '../../model/scan.ts';
import { describeAccepted } from '../../wording/describe-accepted.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { stepsOf } from './steps.ts';

/** As test runners write it and CI systems read it: a suite for each cluster, a case for each rule. */
export function toJunit(report: ScanReport): string {
  const builder = new XmlBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    textNodeName: '#',
    format: true,
    suppressEmptyNode: true,
    suppressBooleanAttributes: false,
    processEntities: true,
  });
  const suites = report.results.map((result, index) => suiteOf(result, index, report.startedAt));
  return builder.build({ '?xml': { '@version': '1.0', '@encoding': 'UTF-8' }, testsuites: { testsuite: suites } });
}

function suiteOf(result: ScanResult | NotScanned, index: number, startedAt: string): object {
  const scanned = isScanned(result);
  const name = xml(scanned ? result.target.clusterId : result.clusterId);
  const cases = scanned ? casesOf(result, name) : [caseOfFailed(result, name)];
  const count = (kind: string) => String(cases.filter((each) => kind in each).length);
  return {
    '@name': name,
    '@id': String(index),
    '@package': 'backstay',
    '@hostname': 'azure',
    '@tests': String(cases.length),
    '@failures': count('failure'),
    '@errors': count('error'),
    '@skipped': count('skipped'),
    '@time': '0',
    '@timestamp': (scanned ? result.scannedAt : startedAt).slice(0, 19),
    testcase: cases,
  };
}

function casesOf({ findings, verdict, reason, plan }: ScanResult, classname: string): readonly object[] {
  if (findings.length > 0) return findings.map((finding) => caseOf(finding, plan, classname));
  // Only who opted out is left alone on purpose; of any other nothing was judged, which must not pass for ready.
  if (verdict === 'OptedOut') return [{ ...about('scan', classname), skipped: '' }];
  return [caseOfFailed({ code: reason, problem: `${verdict}: ${reason}` }, classname)];
}

function caseOf(finding: Finding, plan: Plan, classname: string): object {
  const { ruleId, outcome, reason, message } = finding;
  const own = about(ruleId, classname);
  if (finding.accepted !== undefined) {
    return { ...own, skipped: { '@message': xml(`${describeAccepted(finding.accepted)} (${message})`) } };
  }
  const told = {
    '@message': xml(message),
    '@type': xml(`${outcome}.${reason}`),
    '#': xml([message, ...stepsOf(finding, plan)].join('\n')),
  };
  switch (outcome) {
    case 'satisfied':
      return own;
    case 'notApplicable':
      return { ...own, skipped: '' };
    case 'unknown':
    case 'error':
      return { ...own, error: told };
    default:
      return { ...own, failure: told };
  }
}

function caseOfFailed({ code, problem }: Pick<NotScanned, 'code' | 'problem'>, classname: string): object {
  return { ...about('scan', classname), error: { '@message': xml(problem), '@type': xml(code), '#': xml(problem) } };
}

function about(name: string, classname: string): object {
  return { '@name': xml(name), '@classname': classname, '@time': '0' };
}

/** XML 1.0 has no place for most control characters, not even escaped. https://www.w3.org/TR/xml/#charsets */
function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}

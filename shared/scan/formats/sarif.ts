import type { Log, ReportingDescriptor, Result, Suppression } from 'sarif';
import { canonicalHash } from '../../lib/canonical-hash.ts';
import type { Accepted } from '../../model/acceptance.ts';
import type { Finding } from '../../model/finding.ts';
import type { Plan } from '../../model/plan.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Rule } from '../../model/rule.ts';
import type { ScanResult } from '../../model/scan.ts';
import { describeAccepted } from '../../wording/describe-accepted.ts';
import { isScanned, type NotScanned, type ScanReport } from '../report.ts';
import { isFine, stepsOf } from './steps.ts';

type RuleMeta = Pick<Rule, 'id' | 'aliases' | 'slug' | 'title' | 'failureTitle' | 'why' | 'severity' | 'docs'>;

/**
 * SARIF 2.1.0, as code scanning reads it: only what is not in place.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 */
export function toSarif({ startedAt, results }: ScanReport, rules: readonly RuleMeta[], version: string): string {
  const failed = results.flatMap(unjudged);
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Backstay', semanticVersion: version, rules: rules.map(descriptorOf) } },
        invocations: [
          {
            executionSuccessful: failed.length === 0,
            startTimeUtc: startedAt,
            toolExecutionNotifications: failed.map(notificationOf),
          },
        ],
        results: results.filter(isScanned).flatMap((result) => resultsOf(result, rules)),
      },
    ],
  };
  return JSON.stringify(log, undefined, 2);
}

function descriptorOf({ id, aliases, slug, title, why, severity, docs }: RuleMeta): ReportingDescriptor {
  return {
    id,
    ...(aliases !== undefined && { deprecatedIds: [...aliases] }),
    name: slug.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: `${title}. ${why}` },
    help: {
      text: `${title}. ${why} See ${docs}`,
      markdown: `**${id}: ${title}.**\n\n${why}\n\n[Microsoft's page](${docs})`,
    },
    helpUri: docs,
    defaultConfiguration: { level: severity === 'required' ? 'error' : 'warning' },
    properties: { tags: ['azure-backup', 'aks'] },
  };
}

function resultsOf({ target, findings, plan }: ScanResult, rules: readonly RuleMeta[]): readonly Result[] {
  return findings
    .filter((finding) => !isFine(finding) || finding.accepted !== undefined)
    .map((finding) => resultOf(finding, plan, target.clusterId, rules));
}

function resultOf(
  finding: Finding,
  plan: Plan,
  clusterId: ScanResult['target']['clusterId'],
  rules: readonly RuleMeta[],
): Result {
  const { ruleId, outcome, reason, severity, message, accepted } = finding;
  const steps = stepsOf(finding, plan);
  return {
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level: levelOf(outcome, severity),
    message: { text: plain([message, ...steps].join('\n')) },
    locations: [
      {
        // Code scanning wants a file; the cluster's id as a path is the nearest that there is.
        physicalLocation: { artifactLocation: { uri: encodeURI(clusterId.slice(1)) }, region: ONE_LINE },
        logicalLocations: [{ name: partsOf(clusterId).name, fullyQualifiedName: clusterId, kind: 'resource' }],
      },
    ],
    // The same finding has the same print in every scan, even with another message.
    partialFingerprints: { 'backstay/v1': canonicalHash({ clusterId, ruleId }) },
    ...(accepted !== undefined && { suppressions: [suppressionOf(accepted)] }),
    properties: { outcome, reason, severity },
  };
}

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317731 */
function suppressionOf(accepted: Accepted): Suppression {
  return {
    kind: 'external',
    status: 'accepted',
    justification: describeAccepted(accepted),
    properties: { owner: accepted.owner, until: accepted.until },
  };
}

/** GitHub requires a line. The cluster as a whole is meant. */
const ONE_LINE = { startLine: 1, endLine: 1 };

function levelOf(outcome: Finding['outcome'], severity: Finding['severity']): Result.level {
  if (outcome === 'pending' || outcome === 'blocked') return 'note';
  return severity === 'required' ? 'error' : 'warning';
}

/** Without a finding and not opted out, a cluster would pass for ready. */
function unjudged(result: ScanResult | NotScanned): readonly NotScanned[] {
  if (!isScanned(result)) return [result];
  const { target, verdict, reason, findings } = result;
  if (findings.length > 0 || verdict === 'OptedOut') return [];
  return [{ clusterId: target.clusterId, code: reason, problem: `${verdict}: ${reason}` }];
}

function notificationOf({ clusterId, code, problem }: NotScanned) {
  return { level: 'error' as const, descriptor: { id: code }, message: { text: plain(`${clusterId}: ${problem}`) } };
}

/**
 * Text of others, as a message without placeholders and links: braces doubled, and no bracket leads
 * anywhere.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317459
 */
function plain(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replaceAll('](', '] (');
}

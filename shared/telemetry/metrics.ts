import type { AttributeName } from './attributes.ts';

/**
 * What is measured, in one table: the instruments, the workbook, the alerts and docs/telemetry.md
 * all use these names.
 */
export interface Metric {
  /**
   * `gauge`: how it stands now; `counter`: how often since the last sending; `histogram`: how much,
   * each time.
   */
  readonly instrument: 'counter' | 'gauge' | 'histogram';
  /** As UCUM writes it: https://ucum.org/ucum */
  readonly unit: string;
  /**
   * Names of the dimensions. Each has few values: none holds the name of a resource or of a person.
   */
  readonly dimensions: readonly AttributeName[];
  readonly description: string;
}

export const METRICS = {
  'backstay.targets': {
    instrument: 'gauge',
    unit: '{target}',
    dimensions: ['backstay.verdict'],
    description: 'Targets that have this verdict; every half hour, zeros too.',
  },
  'backstay.protection': {
    instrument: 'gauge',
    unit: '{target}',
    dimensions: ['backstay.protection.state'],
    description:
      'Targets whose protection is in this state; every half hour, zeros too. Without those that are gone or opted out.',
  },
  'backstay.findings.accepted': {
    instrument: 'gauge',
    unit: '{finding}',
    dimensions: [],
    description: 'Findings that operators accept as they are, over all targets; every half hour.',
  },
  'backstay.time_to_ready': {
    instrument: 'histogram',
    unit: 's',
    dimensions: ['backstay.profile'],
    description: 'From the first sight of a target, or from when it stopped being ready, until it was ready.',
  },
  'backstay.arm.calls': {
    instrument: 'counter',
    unit: '{call}',
    dimensions: ['azure.resource_provider.namespace', 'http.request.method', 'backstay.status_class'],
    description: 'Requests to the Resource Manager, each try by itself.',
  },
  'backstay.arm.throttled': {
    instrument: 'counter',
    unit: '{call}',
    dimensions: ['azure.resource_provider.namespace'],
    description: 'Requests to the Resource Manager that were answered 429.',
  },
  'backstay.actions': {
    instrument: 'counter',
    unit: '{action}',
    dimensions: ['backstay.action.kind', 'backstay.action.outcome'],
    description:
      'Outcomes of changes to Azure: `applied`, `alreadyDone`, `failed`; `running` and `unanswered` are counted again once they have ended.',
  },
  'backstay.disagreements': {
    instrument: 'counter',
    unit: '{refusal}',
    dimensions: ['error.type'],
    description:
      'Validations that Azure Backup refused although all required rules were satisfied, by its code; `other` where Backstay does not know the code.',
  },
  'backstay.restore.drills': {
    instrument: 'counter',
    unit: '{drill}',
    dimensions: ['error.type'],
    description:
      'Validations of a restore that Azure Backup answered, by the code of a refusal: `none` where it confirmed, `other` where Backstay does not know the code.',
  },
  'backstay.target.steps': {
    instrument: 'histogram',
    unit: '{step}',
    dimensions: ['backstay.profile'],
    description:
      'Steps of one target since the hour began, at each of its steps: the maximum is the busiest target of the hour.',
  },
  'backstay.role_assignments': {
    instrument: 'gauge',
    unit: '{assignment}',
    dimensions: [],
    description:
      'Role assignments of the subscription that has the most, of 4,000 that Azure allows; every quarter of an hour.',
  },
  'backstay.heartbeat': {
    instrument: 'counter',
    unit: '{sweep}',
    dimensions: [],
    description: 'One for each sweep, every ten minutes. Without it nothing that was lost is picked up.',
  },
  'backstay.messages.dead_lettered': {
    instrument: 'counter',
    unit: '{message}',
    dimensions: ['messaging.destination.name'],
    description: 'Messages that were dead-lettered after the last retry.',
  },
  'backstay.audit.broken': {
    instrument: 'gauge',
    unit: '{chain}',
    dimensions: [],
    description: 'Chains of the audit log that failed the integrity check, and breaks among the anchors. Once a day.',
  },
  'backstay.verifications': {
    instrument: 'counter',
    unit: '{verification}',
    dimensions: ['backstay.verification.outcome'],
    description:
      'Daily verifications of the audit log that `finished`, and those that were `unfinished` when the next night came.',
  },
  'backstay.outbox.deliveries': {
    instrument: 'counter',
    unit: '{message}',
    dimensions: ['backstay.consumer', 'backstay.delivery.outcome'],
    description:
      'Messages of the outbox that the consumer `accepted`, those that `failed` and are retried, and those that are `deadLettered`.',
  },
  'backstay.outbox.waiting': {
    instrument: 'gauge',
    unit: '{message}',
    dimensions: ['backstay.consumer'],
    description: 'Messages that wait in the outbox; at each sweep.',
  },
  'backstay.outbox.oldest': {
    instrument: 'gauge',
    unit: 's',
    dimensions: ['backstay.consumer'],
    description: 'Age of the oldest message that waits in the outbox; at each sweep, 0 when none waits.',
  },
  'backstay.outbox.dead_lettered': {
    instrument: 'gauge',
    unit: '{message}',
    dimensions: ['backstay.consumer'],
    description: 'Dead-lettered messages that are still stored; at each sweep.',
  },
  'backstay.subscriptions.uncovered': {
    instrument: 'gauge',
    unit: '{subscription}',
    dimensions: [],
    description:
      'Subscriptions in the management groups of the profiles that the deployment does not cover; every half hour.',
  },
  'backstay.profiles.refused': {
    instrument: 'gauge',
    unit: '1',
    dimensions: [],
    description: '1 while the profile file is wrong and the last good one is active, else 0.',
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricName = keyof typeof METRICS;

/** The dimensions of one metric, each with its value. */
export type Dimensions<M extends MetricName> = Readonly<Record<(typeof METRICS)[M]['dimensions'][number], string>>;

/**
 * An attribute of a span or of a metric: where its name comes from, and its meaning.
 * docs/telemetry.md has this table.
 */
export interface Attribute {
  /**
   * Page of OpenTelemetry's registry; `undefined` for names of Backstay, which all begin with
   * `backstay.`.
   */
  readonly source?: string;
  readonly description: string;
}

const REGISTRY = 'https://opentelemetry.io/docs/specs/semconv/registry/attributes';

/**
 * Every attribute that Backstay sends: nothing else compiles. A name of OpenTelemetry wherever it
 * has one. No value is the name of a person, a token or an address with a secret; dimensions of
 * metrics have few values.
 */
export const ATTRIBUTES = {
  'azure.resource_provider.namespace': {
    source: `${REGISTRY}/azure/`,
    description: 'Resource provider of a request, such as `microsoft.storage`.',
  },
  'azure.service.request.id': {
    source: `${REGISTRY}/azure/`,
    description: 'Id that Azure gave to the request. The support of Azure asks for it.',
  },
  'error.type': {
    source: `${REGISTRY}/error/`,
    description: 'Code of Azure, or class of the error, with which the work ended.',
  },
  'faas.invocation_id': {
    source: `${REGISTRY}/faas/`,
    description: 'Invocation of the functions host. The host uses the same id in `requests`.',
  },
  'http.request.method': { source: `${REGISTRY}/http/`, description: 'Method of a request to the Resource Manager.' },
  'http.request.resend_count': {
    source: `${REGISTRY}/http/`,
    description: 'How many tries the same request had before.',
  },
  'http.response.status_code': { source: `${REGISTRY}/http/`, description: 'Status of the answer.' },
  'http.route': { source: `${REGISTRY}/http/`, description: 'Route of the API that answered.' },
  'messaging.batch.message_count': {
    source: `${REGISTRY}/messaging/`,
    description: 'Messages of one delivery from the outbox.',
  },
  'messaging.destination.name': { source: `${REGISTRY}/messaging/`, description: 'Queue of the message.' },
  'server.address': { source: `${REGISTRY}/server/`, description: 'Host of the Resource Manager.' },
  'url.template': {
    source: `${REGISTRY}/url/`,
    description: 'Path of the request, with `{name}` in place of each name.',
  },
  'backstay.action.kind': { description: 'Kind of change, such as `roleGrant`.' },
  'backstay.action.outcome': {
    description: '`applied`, `alreadyDone`, `running`, `unanswered` or `failed`.',
  },
  'backstay.audit.broken': { description: 'Chains of the audit log that failed the integrity check.' },
  'backstay.audit.chains': { description: 'Chains that the verification read.' },
  'backstay.audit.entries': { description: 'Entries that the verification read.' },
  'backstay.consumer': { description: 'Consumer of the outbox, such as `teams`.' },
  'backstay.delivery.outcome': {
    description: '`accepted`, `failed` or `deadLettered`.',
  },
  'backstay.discovery.found': { description: 'Clusters that the hourly list found and Backstay did not know.' },
  'backstay.discovery.known': { description: 'Targets that Backstay knew before the hourly list.' },
  'backstay.discovery.switched': { description: 'Clusters that were stopped or started since the last list.' },
  'backstay.event.targets': { description: 'Targets that one event concerns.' },
  'backstay.failure.class': { description: 'Class of the failure, such as `throttled` or `forbidden`.' },
  'backstay.graph.moved': { description: 'Targets whose rows in Resource Graph changed since the last pass.' },
  'backstay.graph.targets': { description: 'Targets that the graph sweep compared.' },
  'backstay.graph.unseen': { description: 'Targets of which Resource Graph lacked a row that has to be there.' },
  'backstay.mark': { description: 'Effect of the event on the row of its target.' },
  'backstay.profile': { description: 'Name of the profile.' },
  'backstay.protection.state': {
    description:
      '`protected`, `unprotected`, `inError`, `stopped`, `inProgress`, `elsewhere`, `restoreTarget` or `notKnown`.',
  },
  'backstay.reason': { description: 'Reason of the verdict.' },
  'backstay.round': { description: 'Round within one step, from 0.' },
  'backstay.rounds': { description: 'Rounds of one step.' },
  'backstay.rules': { description: 'Rules that were evaluated.' },
  'backstay.status_class': { description: 'Class of the answer: `2xx`, `4xx` and so on, or `none` without an answer.' },
  'backstay.sweep.overdue': { description: 'Targets that the sweep requeued.' },
  'backstay.sweep.unreadable': { description: 'Rows that the sweep could not read.' },
  'backstay.target': { description: 'Key of the target: id of the cluster, and profile.' },
  'backstay.verdict': { description: 'Verdict of the target.' },
  'backstay.verification.outcome': { description: '`finished`, or `unfinished` when the next night came.' },
} as const satisfies Readonly<Record<string, Attribute>>;

export type AttributeName = keyof typeof ATTRIBUTES;

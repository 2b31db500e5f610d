import type { TokenClaims } from '../../identity/token.ts';
import { readResourceId } from '../state/resource-id.ts';

/** The caller of a change, and its request: every event about it carries this. */
export interface RequestOrigin {
  readonly caller: TokenClaims;
  readonly correlationId: string;
  readonly clientRequestId: string;
  readonly clientIpAddress: string;
  readonly method: string;
  readonly url: string;
}

/** A change that Azure publishes. */
export interface ResourceChange {
  readonly kind: 'Write' | 'Delete' | 'Action';
  readonly outcome: 'Success' | 'Failure';
  readonly resourceId: string;
  /** The last words of the operation's name for an action, such as `start`. */
  readonly action?: string;
  readonly origin: RequestOrigin;
}

export interface ResourceEvent {
  readonly id: string;
  /** `Microsoft.Resources.ResourceWriteSuccess` and its kin. */
  readonly type: string;
  readonly subject: string;
  readonly topic: string;
  readonly time: Date;
  readonly operationName: string;
  readonly data: object;
}

/**
 * Both forms that Event Grid delivers:
 * https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
 */
export type EventSchema = 'EventGridSchema' | 'CloudEventSchemaV1_0';

export interface EventStamp {
  readonly id: string;
  readonly time: Date;
  readonly tenantOf: (subscriptionId: string) => string;
}

export function describeChange(change: ResourceChange, stamp: EventStamp): ResourceEvent {
  const { resourceId, origin } = change;
  const { subscriptionId = '', namespace } = readResourceId(resourceId);
  const operationName = nameOperation(change);
  return {
    id: stamp.id,
    time: stamp.time,
    type: `Microsoft.Resources.Resource${change.kind}${change.outcome}`,
    subject: resourceId,
    topic: `/subscriptions/${subscriptionId}`,
    operationName,
    data: {
      authorization: { scope: resourceId, action: operationName, evidence: { role: 'Subscription Admin' } },
      claims: describeCaller(origin),
      correlationId: origin.correlationId,
      ...(origin.method !== 'PUT' && { httpRequest: describeRequest(origin) }),
      resourceProvider: namespace,
      resourceUri: resourceId,
      operationName,
      status: change.outcome === 'Success' ? 'Succeeded' : 'Failed',
      subscriptionId,
      tenantId: stamp.tenantOf(subscriptionId),
    },
  };
}

export function writeEvent(event: ResourceEvent, schema: EventSchema): object {
  const { id, subject, topic, data } = event;
  const time = event.time.toISOString();
  if (schema === 'CloudEventSchemaV1_0') {
    return { id, source: topic, subject, type: event.type, time, data, specversion: '1.0' };
  }
  return { id, subject, eventType: event.type, eventTime: time, data, dataVersion: '2', metadataVersion: '1', topic };
}

function nameOperation({ kind, resourceId, action }: ResourceChange): string {
  const { namespace, type } = readResourceId(resourceId);
  const verb = kind === 'Action' ? `${action}/action` : kind.toLowerCase();
  return [namespace, type, verb].filter((part) => part !== '').join('/');
}

/**
 * Azure's own samples have the request for actions, updates and deletions, and leave it out where a
 * PUT created.
 */
function describeRequest({ clientRequestId, clientIpAddress, method, url }: RequestOrigin): object {
  return { clientRequestId, clientIpAddress, method, url };
}

function describeCaller({ caller, clientIpAddress }: RequestOrigin): Readonly<Record<string, string>> {
  return {
    aud: caller.aud,
    iss: `https://sts.windows.net/${caller.tid}/`,
    exp: String(caller.exp),
    appid: caller.appid,
    ipaddr: clientIpAddress,
    'http://schemas.microsoft.com/identity/claims/objectidentifier': caller.oid,
    'http://schemas.microsoft.com/identity/claims/tenantid': caller.tid,
    ver: '1.0',
  };
}

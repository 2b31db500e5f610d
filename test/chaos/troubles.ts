import { EXTENSION_FAILURE_CAUSES } from '../../local/azure/arm/faults/extension-failures.ts';
import type { FaultRule } from '../../local/azure/arm/faults/fault-rule.ts';

type Fault = FaultRule['fault'];

/** One of Backstay's calls in the clean run. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** The how many-th to this address, counted from 1. */
  readonly occurrence: number;
  /** The answers to it, over all of its kind. */
  readonly longOperation: boolean;
}

/** Something that Azure does to a call, once or for a time, or for ever. */
export interface Trouble {
  readonly name: string;
  readonly fault: Fault;
  /** How long it lasts: this one call, so many seconds from it on, or for good. */
  readonly lasts: 'once' | number | 'for good';
  fits(call: Call): boolean;
  /** The words in the findings when a person was called for it. */
  readonly told?: string;
}

const MINUTES = 60;

const any = () => true;
const isRead = ({ method }: Call) => method === 'GET';
const isWrite = ({ method }: Call) => method === 'PUT' || method === 'PATCH';
const isFirst = ({ occurrence }: Call) => occurrence === 1;
const isGrant = (call: Call) => isWrite(call) && /\/roleAssignments\/[^/]+$/i.test(call.path);
const isList = (call: Call) =>
  isRead(call) && /\/(roleAssignments|extensions|trustedAccessRoleBindings|locks)$/i.test(call.path);
const isExtension = (call: Call) => isWrite(call) && /\/extensions\/[^/]+$/i.test(call.path);
const isRegistration = ({ method, path }: Call) => method === 'POST' && /\/register$/i.test(path);
const onCluster = (call: Call) => isWrite(call) && /\/managedClusters\//i.test(call.path) && !isGrant(call);
const isBroken = ({ method, path }: Call) => method !== 'HEAD' && !/\/register$/i.test(path);

const BROKEN_ANSWERS: readonly Fault[] = [
  { kind: 'emptyBody' },
  { kind: 'truncatedBody' },
  { kind: 'otherCasing', casing: 'lower' },
  { kind: 'otherCasing', casing: 'upper' },
  { kind: 'otherCasing', casing: 'resourcegroups' },
];
const EXISTS: readonly Fault[] = [
  { kind: 'roleAssignmentExists', text: 'older' },
  { kind: 'roleAssignmentExists', text: 'newer', existingId: '0e0e0e0e-0000-4000-8000-00000000000e' },
];

/** Troubles that pass by themselves: afterwards everything must be as after a clean run. */
const PASSING: readonly Trouble[] = [
  trouble({ kind: 'connectionReset', moment: 'beforeEffect' }, 'once', any),
  trouble({ kind: 'connectionReset', moment: 'afterEffect' }, 'once', any),
  trouble({ kind: 'connectionReset', moment: 'afterEffect' }, 2 * MINUTES, (call) => !isRead(call)),
  trouble({ kind: 'noAnswer', moment: 'beforeEffect' }, 'once', isFirst),
  trouble({ kind: 'noAnswer', moment: 'afterEffect' }, 'once', (call) => !isRead(call)),
  trouble({ kind: 'throttled', retryAfterSeconds: 1 }, 'once', any),
  trouble({ kind: 'throttled', retryAfterSeconds: 120 }, 'once', any),
  trouble({ kind: 'internalServerError' }, 'once', any),
  trouble({ kind: 'internalServerError' }, 2 * MINUTES, isFirst),
  trouble({ kind: 'serviceUnavailable' }, 'once', any),
  trouble({ kind: 'serviceUnavailable', retryAfterSeconds: 30 }, 2 * MINUTES, isFirst),
  ...BROKEN_ANSWERS.map((fault) => trouble(fault, 'once', isBroken)),
  trouble({ kind: 'notFound' }, 'once', any),
  trouble({ kind: 'operationNotAllowed' }, 5 * MINUTES, onCluster),
  ...EXISTS.map((fault) => trouble(fault, 'once', isGrant)),
  trouble({ kind: 'scopeLocked' }, 20 * MINUTES, (call) => isWrite(call) || isRegistration(call)),
  trouble({ kind: 'principalNotFound' }, 10 * MINUTES, isGrant),
  trouble({ kind: 'authorizationFailed' }, 20 * MINUTES, any),
  trouble({ kind: 'requestDisallowedByPolicy' }, 20 * MINUTES, isWrite),
  trouble({ kind: 'staleList', seconds: 60 }, 'once', isList),
  trouble({ kind: 'foreignOperationUrl' }, 'once', ({ longOperation }) => longOperation),
];

/** Troubles that never pass: a person must hear of them, in Azure's own words. */
const LASTING: readonly Trouble[] = [
  trouble({ kind: 'connectionReset', moment: 'beforeEffect' }, 'for good', isFirst, 'ConnectionFailed'),
  trouble({ kind: 'throttled', retryAfterSeconds: 120 }, 'for good', isFirst, 'Throttled'),
  trouble({ kind: 'internalServerError' }, 'for good', isFirst, 'InternalServerError'),
  trouble({ kind: 'serviceUnavailable' }, 'for good', isFirst, 'ServiceUnavailable'),
  ...BROKEN_ANSWERS.map((fault) => trouble(fault, 'for good', (call) => isFirst(call) && isBroken(call))),
  trouble({ kind: 'notFound' }, 'for good', isFirst),
  trouble({ kind: 'operationNotAllowed' }, 'for good', onCluster, 'OperationNotAllowed'),
  ...EXISTS.map((fault) => trouble(fault, 'for good', isGrant, 'RoleAssignmentExists')),
  trouble({ kind: 'scopeLocked' }, 'for good', (call) => isWrite(call) || isRegistration(call), 'ScopeLocked'),
  trouble({ kind: 'principalNotFound' }, 'for good', isGrant, 'PrincipalNotFound'),
  trouble({ kind: 'authorizationFailed' }, 'for good', isFirst, 'AuthorizationFailed'),
  trouble({ kind: 'requestDisallowedByPolicy' }, 'for good', isWrite, 'RequestDisallowedByPolicy'),
  trouble({ kind: 'foreignOperationUrl' }, 'for good', ({ longOperation }) => longOperation),
  ...EXTENSION_FAILURE_CAUSES.map((cause) => trouble({ kind: 'extensionFails', cause }, 'for good', isExtension)),
  trouble({ kind: 'registrationHangs' }, 'for good', isRegistration),
];

export const TROUBLES: readonly Trouble[] = [...PASSING, ...LASTING];

function trouble(fault: Fault, lasts: Trouble['lasts'], fits: Trouble['fits'], told?: string): Trouble {
  const { kind, ...rest } = fault;
  const words = [kind, ...Object.values(rest).map(String)].join(' ');
  const time = typeof lasts === 'number' ? `for ${lasts} s` : lasts;
  return { name: `${words}, ${time}`, fault, lasts, fits, ...(told !== undefined && { told }) };
}

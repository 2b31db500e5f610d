/** The reaction to a failed call; see `azure/failures.ts` for the table that decides. */
export const FAILURE_CLASSES = [
  /** A passing fault of the network or the service: try again soon. */
  'transient',
  /**
   * Not effective yet, such as a new identity that the directory does not know: try for up to an
   * hour.
   */
  'notYet',
  /** Too many calls: not before `retryAfterSeconds`. */
  'throttled',
  /** Another operation holds the resource: wait for it. */
  'conflict',
  /** A person must grant a right, lift a lock or change a policy. */
  'forbidden',
  /** The resource, its group or its subscription is not there. */
  'gone',
  /** The request is wrong and stays wrong. */
  'permanent',
] as const;

export type FailureClass = (typeof FAILURE_CLASSES)[number];

export interface Failure {
  readonly class: FailureClass;
  /**
   * ARM's error code, or one of ours for trouble below ARM (`ConnectionFailed`,
   * `UnreadableAnswer`).
   */
  readonly code: string;
  /** ARM's text, for people only: nothing may be decided by it. */
  readonly message: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  readonly retryAfterSeconds?: number;
}

/** The same call can succeed soon, without anybody doing anything. */
export function willPass(failure: Pick<Failure, 'class'>): boolean {
  return failure.class === 'transient' || failure.class === 'throttled';
}

const NOT_THERE: readonly string[] = [
  'ResourceNotFound',
  'ResourceGroupNotFound',
  'NotFound',
  // A Backup vault that was deleted.
  'UserErrorGenericResourceNotFound',
];

/**
 * Other 404s do not speak of the resource: a subscription that this identity does not see, an
 * unknown provider, a proxy.
 */
export function saysNotThere({ status, code }: Failure): boolean {
  return status === 404 && NOT_THERE.includes(code);
}

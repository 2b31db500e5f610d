import { AsyncLocalStorage } from 'node:async_hooks';
import type { PipelinePolicy, PipelineRequest, PipelineResponse, SendRequest } from '@azure/core-rest-pipeline';
import type { Clock } from '../lib/clock.ts';
import type { Trace } from '../model/action.ts';
import { CALL_TIMEOUT_MS, MAX_RETRY_WAIT_MS, REQUEST_TIMEOUT_MS } from '../model/limits.ts';
import { limitAnswer } from './answer-limit.ts';
import { createQuotas, type Quotas } from './quotas.ts';
import { retryAfterMs } from './retry-after.ts';
import { endOfStep, mayResend, realStopwatch, type Stopwatch } from './step-time.ts';

/** One request as it went over the wire, each try of its own; for logs and for counting. */
export interface SentRequest extends Trace {
  readonly milliseconds: number;
  /** Which try it was, from 1. */
  readonly tries: number;
}

/** The outcome of the last request of a call. */
export interface Exchange {
  readonly trace: Trace;
  /** `undefined` when there was no answer. */
  readonly answer: PipelineResponse | undefined;
}

/** There was no answer, or there was to be none: the request was not sent. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly code: 'ConnectionFailed' | 'TimedOut' | 'AnswerTooLarge' | 'ForeignAddress' | 'StepOver' | 'QuotaSpared';
  /** When it may be tried again at the earliest, in seconds from now. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: NoAnswer['code'],
    message: string,
    { cause, retryAfterSeconds }: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {},
  ) {
    super(message, { cause });
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export interface WireOptions {
  /** Origin of the Resource Manager; nothing is sent anywhere else. */
  readonly resourceManager: string;
  readonly clock: Clock;
  readonly requestTimeoutMs?: number;
  /** About how long to wait before each further try. */
  readonly pausesMs?: readonly number[];
  readonly onRequest?: ((request: SentRequest) => void) | undefined;
  readonly stopwatch?: Stopwatch;
  /** Spreads out the pauses; numbers from 0 up to 1. */
  readonly random?: () => number;
}

const PAUSES_MS: readonly number[] = [300, 1_200];
const PASSING = new Set([408, 500, 502, 503, 504]);

const calls = new AsyncLocalStorage<{ last?: Exchange }>();

/**
 * The discipline of every request, the same for both generations of the SDK, whose own retries are
 * switched off: they sleep for as long as `Retry-After` says, inside the function. Here passing
 * faults get two more tries within seconds; everything else is handed back, to be tried again by a
 * later step.
 * https://learn.microsoft.com/azure/developer/javascript/sdk/configure-http-pipeline
 */
export function wirePolicy(options: WireOptions): PipelinePolicy {
  const { resourceManager, requestTimeoutMs = REQUEST_TIMEOUT_MS, pausesMs = PAUSES_MS } = options;
  const { stopwatch = realStopwatch } = options;
  const quotas = createQuotas(stopwatch);
  return {
    name: 'backstayWire',
    async sendRequest(request, next) {
      // A `nextLink` comes from an answer, and the bearer token goes wherever it points.
      if (new URL(request.url).origin !== resourceManager) {
        throw new NoAnswer('ForeignAddress', 'The address is not that of the Resource Manager.');
      }
      const endAt = Math.min(stopwatch.now() + CALL_TIMEOUT_MS, endOfStep());
      for (let tries = 1; ; tries++) {
        const outcome = await sendInTurn(request, next, {
          ...options,
          quotas,
          stopwatch,
          requestTimeoutMs,
          endAt,
          tries,
        });
        const wait = waitBeforeNext(outcome, pausesMs[tries - 1], options);
        if (wait === undefined || stopwatch.now() + wait >= endAt) return outcomeOrThrow(outcome);
        if (isThrottled(outcome) && (tries > 1 || !mayResend())) return outcomeOrThrow(outcome);
        await stopwatch.pause(wait);
      }
    },
  };
}

/**
 * Runs one call of an SDK client and returns the outcome of its last request, which the SDKs report
 * differently.
 */
export async function watched<T>(call: () => Promise<T>): Promise<{
  readonly result: PromiseSettledResult<T>;
  readonly last: Exchange | undefined;
}> {
  const seen: { last?: Exchange } = {};
  const [result] = await calls.run(seen, () => Promise.allSettled([call()]));
  return { result, last: seen.last };
}

type Outcome = PipelineResponse | NoAnswer;

interface Turn extends WireOptions {
  readonly quotas: Quotas;
  readonly stopwatch: Stopwatch;
  readonly requestTimeoutMs: number;
  /** By the stopwatch. */
  readonly endAt: number;
  readonly tries: number;
}

/** Sends a request when it is its turn, if there is time for it. */
async function sendInTurn(request: PipelineRequest, next: SendRequest, turn: Turn): Promise<Outcome> {
  const { quotas, stopwatch, endAt } = turn;
  const share = quotas.take(request.method, new URL(request.url).pathname);
  const { waitMs } = share;
  if (waitMs > MAX_RETRY_WAIT_MS || stopwatch.now() + waitMs >= endAt) {
    const turnMs = share.putBack();
    return waitMs === 0
      ? new NoAnswer('StepOver', 'Not sent: the time of this step is over.')
      : new NoAnswer('QuotaSpared', "Not sent: little is left of Azure's quota, and others need it too.", {
          retryAfterSeconds: Math.ceil(turnMs / 1000),
        });
  }
  if (waitMs > 0) await stopwatch.pause(waitMs);
  request.timeout = Math.max(1, Math.min(turn.requestTimeoutMs, endAt - stopwatch.now()));
  const outcome = await sendOnce(request, next, turn);
  share.settle(outcome instanceof NoAnswer ? undefined : outcome);
  return outcome;
}

async function sendOnce(request: PipelineRequest, next: SendRequest, turn: Turn): Promise<Outcome> {
  const startedAt = performance.now();
  const limit = limitAnswer(request);
  const outcome = await next(request).catch((error: unknown) => (limit.isExceeded() ? TOO_LARGE : noAnswer(error)));
  const answer = outcome instanceof NoAnswer ? undefined : outcome;
  const trace = traceOf(request, answer, turn.clock);
  const call = calls.getStore();
  if (call !== undefined) call.last = { trace, answer };
  const milliseconds = Math.round(performance.now() - startedAt);
  turn.onRequest?.({ ...trace, milliseconds, tries: turn.tries });
  return outcome;
}

function outcomeOrThrow(outcome: Outcome): PipelineResponse {
  if (outcome instanceof NoAnswer) throw outcome;
  return outcome;
}

/** Milliseconds until another try, or `undefined` when there is to be none. */
function waitBeforeNext(
  outcome: Outcome,
  usual: number | undefined,
  { clock, random = Math.random }: Pick<WireOptions, 'clock' | 'random'>,
): number | undefined {
  if (usual === undefined) return undefined;
  // Spread out, so that many instances do not come back at the same moment.
  const spread = usual * (0.5 + random());
  if (outcome instanceof NoAnswer) return outcome.code === 'ConnectionFailed' ? spread : undefined;

  const asked = retryAfterMs(outcome.headers, clock);
  if (asked !== undefined && asked > MAX_RETRY_WAIT_MS) return undefined;
  if (outcome.status === 429) return asked;
  return PASSING.has(outcome.status) ? (asked ?? spread) : undefined;
}

function isThrottled(outcome: Outcome): boolean {
  return !(outcome instanceof NoAnswer) && outcome.status === 429;
}

const TOO_LARGE = new NoAnswer('AnswerTooLarge', 'The answer is too large to be read.');

function noAnswer(error: unknown): NoAnswer {
  // Only the HTTP client aborts a request, when it takes too long.
  if (error instanceof Error && error.name === 'AbortError') {
    return new NoAnswer('TimedOut', 'There was no answer in time.', { cause: error });
  }
  return new NoAnswer('ConnectionFailed', error instanceof Error ? error.message : String(error), { cause: error });
}

function traceOf(request: PipelineRequest, answer: PipelineResponse | undefined, clock: Clock): Trace {
  const requestId = answer?.headers.get('x-ms-request-id');
  const correlationId = answer?.headers.get('x-ms-correlation-request-id');
  return {
    call: `${request.method} ${new URL(request.url).pathname}`,
    at: clock.now().toISOString(),
    ...(answer !== undefined && { status: answer.status }),
    ...(requestId !== undefined && { requestId }),
    ...(correlationId !== undefined && { correlationId }),
  };
}

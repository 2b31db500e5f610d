/**
 * Every time budget and platform limit that more than one part keeps to, with its source.
 * docs/decisions/0026-time-of-a-step.md says how the times fit together, and a test holds them
 * against host.json. Limits of one file alone (rows on a page, names in a sentence) stay there.
 */

// One step.

/**
 * How long a step may talk to Azure. After that its requests fail as if Azure had not answered, and
 * a later step asks again.
 */
export const STEP_SECONDS = 20;
/**
 * A step begins no new round of reads and writes after this: one more request, with its retries,
 * ends within STEP_SECONDS.
 */
export const LAST_BEGIN_SECONDS = 12;
/** The longest step: STEP_SECONDS, and storing its results. */
export const MAX_STEP_SECONDS = 25;
/**
 * How long a step may hold its target. A step that takes longer has lost it to another instance.
 */
export const TARGET_LEASE_SECONDS = 60;
/**
 * One request to Azure, and one with its retries. A request that began at LAST_BEGIN_SECONDS is cut
 * at STEP_SECONDS.
 */
export const REQUEST_TIMEOUT_MS = 10_000;
export const CALL_TIMEOUT_MS = 12_000;
/** The longest `Retry-After` that a step waits for; a longer one is left to a later step. */
export const MAX_RETRY_WAIT_MS = 5_000;
/**
 * How often a target may be stepped; more is no work of Azure's that is polled. The alert
 * `restless-target` has the same limit.
 */
export const MAX_STEPS_PER_HOUR = 300;

// The functions host: host.json, and how it works with Storage queues.
// https://learn.microsoft.com/azure/azure-functions/functions-bindings-storage-queue#host-json

/**
 * `functionTimeout`: the host ends what takes longer, with its process. Only jobs over all targets
 * come near it.
 */
export const FUNCTION_TIMEOUT_SECONDS = 5 * 60;
/** `visibilityTimeout`: when a message whose step failed comes again. */
export const RETRY_DELAY_SECONDS = 30;
/** `maxDequeueCount`: how often a message comes before the host dead-letters it. */
export const MAX_TRIES = 5;
/**
 * A message that comes this much before its time is in time: the clocks of queues and hosts differ
 * a little.
 */
export const EARLY_MESSAGE_SECONDS = 2;
/** For so long a message is late rather than lost; then a sweep sends it again. */
export const LATE_MESSAGE_SECONDS = 5 * 60;
/** When a message comes again whose instance died. The host renews it while its function runs. */
export const MESSAGE_LEASE_SECONDS = 10 * 60;
/** The schedule of `sweep`. */
export const SWEEP_SECONDS = 10 * 60;
/**
 * One step of a job over all targets; the next message goes on. It ends by itself long before
 * FUNCTION_TIMEOUT_SECONDS.
 */
export const MAX_JOB_SECONDS = 120;

/**
 * A pass of the graph sweep asks Azure for no longer, so that it ends before
 * FUNCTION_TIMEOUT_SECONDS.
 */
export const MAX_GRAPH_SECONDS = 4 * 60;

/** The schedule of `graphSweep`. */
export const GRAPH_SWEEP_SECONDS = 15 * 60;
/**
 * While Resource Graph shows a ready target unchanged, each assessment but every fifth reads only
 * the facts that it does not show: 60 hours between two full assessments instead of 12.
 */
export const MAX_DRIFTS_BETWEEN_FULL = 5;

// Locks and leases that outlive a step.

/**
 * The write lock of a cluster. A target with a running operation renews it at each poll, and no
 * poll is more than an hour away. It expires only for a target whose row is lost.
 */
export const WRITE_LOCK_SECONDS = 2 * 3600;
/** One delivery of the outbox: longer than RECEIVER_TIMEOUT_MS and storing its outcome. */
export const DELIVERY_LEASE_SECONDS = 60;
/** One request to a receiver of notifications. */
export const RECEIVER_TIMEOUT_MS = 10_000;

// Storage.

/**
 * A queue message can be hidden for 7 days.
 * https://learn.microsoft.com/rest/api/storageservices/put-message
 */
export const MAX_QUEUE_DELAY_SECONDS = 7 * 24 * 3600;

// Scans of many clusters.

/**
 * Results that one answer of the API holds, at about 20 KB each; those of a larger scan are read
 * page by page.
 */
export const MAX_RESULTS_IN_ANSWER = 500;
export const MAX_RESULTS_ON_PAGE = 200;

// Azure as a whole.

/**
 * Azure refuses more in one subscription: those at it, its groups and its resources count. It
 * cannot be raised.
 * https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits
 */
export const MAX_ROLE_ASSIGNMENTS = 4000;
/** From here on Backstay warns: new clusters need another subscription before it is full. */
export const ROLE_ASSIGNMENTS_TO_WARN = MAX_ROLE_ASSIGNMENTS * 0.8;

// Texts and fan-out.

/**
 * Characters of a text of others (Azure's messages, altered rows) that a finding, an entry or a log
 * line quotes.
 */
export const MAX_QUOTED_CHARACTERS = 500;
/** Rows or messages that one step works on at the same time. */
export const MAX_CONCURRENT_ROWS = 8;

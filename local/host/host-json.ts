import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { objectOf, readJson } from './read-json.ts';
import { timeSpanMs } from './time-span.ts';

const queues = objectOf({
  batchSize: z.int().min(1).max(32).default(16),
  newBatchThreshold: z.int().min(0).optional(),
  maxPollingInterval: timeSpanMs.pipe(z.number().min(100, 'must be at least 00:00:00.100')).prefault('00:01:00'),
  maxDequeueCount: z.int().min(1).default(5),
  visibilityTimeout: timeSpanMs.prefault('00:00:00'),
  messageEncoding: z.enum(['base64', 'none']).default('base64'),
}).transform(({ newBatchThreshold, maxPollingInterval, visibilityTimeout, ...rest }) => ({
  ...rest,
  newBatchThreshold: newBatchThreshold ?? Math.floor(rest.batchSize / 2) * availableParallelism(),
  maxPollingIntervalMs: maxPollingInterval,
  /** How long a message stays hidden after its function failed. It is not the lease. */
  visibilityTimeoutMs: visibilityTimeout,
}));

/**
 * The parts of host.json that this host supports; it refuses unknown ones, since an ignored key
 * would only show in Azure.
 * https://learn.microsoft.com/azure/azure-functions/functions-host-json
 */
const hostJsonSchema = objectOf({
  version: z.literal('2.0'),
  functionTimeout: z
    .union([z.literal('-1').transform(() => Number.POSITIVE_INFINITY), timeSpanMs], {
      error: 'must be a time span, written as hh:mm:ss, or "-1" for no limit',
    })
    .prefault('00:30:00'),
  extensions: objectOf({
    http: objectOf({ routePrefix: z.string().default('api') }).prefault({}),
    queues: queues.prefault({}),
  }).prefault({}),
  // Known and without meaning here: where logs go, and where Azure finds its .NET extensions.
  logging: objectOf({
    logLevel: z.record(z.string(), z.string()).optional(),
    applicationInsights: z.looseObject({}).optional(),
    console: z.looseObject({}).optional(),
    fileLoggingMode: z.enum(['never', 'always', 'debugOnly']).optional(),
  }).optional(),
  extensionBundle: objectOf({ id: z.string(), version: z.string() }).optional(),
}).transform(({ functionTimeout, extensions }) => ({
  functionTimeoutMs: functionTimeout,
  routePrefix: extensions.http.routePrefix,
  queues: extensions.queues,
}));

export type HostJson = z.infer<typeof hostJsonSchema>;
export type QueueOptions = HostJson['queues'];

/** @throws Error naming the file and the place in it. */
export function readHostJson(root: string): Promise<HostJson> {
  return readJson(join(root, 'host.json'), hostJsonSchema);
}

import { z } from 'zod';

/**
 * The parts of SARIF 2.1.0 that our logs consist of, as the published schema has them (https://json.schemastore.org/sarif-2.1.0.json):
 * the same properties, required ones and values, and nothing besides. It is written from that text and is not that text; properties
 * that we do not use are refused here.
 */
const level = z.enum(['none', 'note', 'warning', 'error']);
const uriReference = z.string().regex(/^(?:%[\da-f]{2}|[\w\-.~:/?#[\]@!$&'()*+,;=])*$/i);
const uri = uriReference.regex(/^[a-z][a-z\d+\-.]*:/i);
const message = z.strictObject({ text: z.string() });

function unique<T>(item: z.ZodType<T>) {
  return z
    .array(item)
    .refine((items) => new Set(items.map((each) => JSON.stringify(each))).size === items.length, 'not unique');
}

const rule = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  shortDescription: message.optional(),
  fullDescription: message.optional(),
  helpUri: uri.optional(),
  defaultConfiguration: z.strictObject({ level: level.optional() }).optional(),
});

const notification = z.strictObject({
  level: level.optional(),
  descriptor: z.strictObject({ id: z.string() }).optional(),
  message,
});

const location = z.strictObject({
  physicalLocation: z.strictObject({ artifactLocation: z.strictObject({ uri: uriReference.optional() }) }).optional(),
  logicalLocations: unique(
    z.strictObject({
      name: z.string().optional(),
      fullyQualifiedName: z.string().optional(),
      kind: z.string().optional(),
    }),
  ).optional(),
});

const result = z.strictObject({
  ruleId: z.string().optional(),
  ruleIndex: z.int().min(-1).optional(),
  level: level.optional(),
  message,
  locations: z.array(location).optional(),
  partialFingerprints: z.record(z.string(), z.string()).optional(),
  properties: z.looseObject({ tags: unique(z.string()).optional() }).optional(),
});

const driver = z.strictObject({
  name: z.string(),
  semanticVersion: z.string().optional(),
  rules: unique(rule).optional(),
});

const run = z.strictObject({
  tool: z.strictObject({ driver }),
  invocations: z
    .array(
      z.strictObject({
        executionSuccessful: z.boolean(),
        startTimeUtc: z.iso.datetime({ offset: true }).optional(),
        toolExecutionNotifications: z.array(notification).optional(),
      }),
    )
    .optional(),
  results: z.array(result).optional(),
});

const log = z.strictObject({ $schema: uri.optional(), version: z.literal('2.1.0'), runs: z.array(run) });

/** What is wrong with a SARIF log: nothing, when it fits. */
export function sarifProblems(candidate: unknown): readonly string[] {
  return log.safeParse(candidate).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';

const text = z.string().min(1);
const texts = z.array(text);
const body = z.record(z.string(), z.unknown());
const request = z.looseObject({
  id: text,
  apiVersion: text,
  body: body.optional(),
  /** False: the next step comes at once, while Azure still works on this one. */
  settle: z.boolean().optional(),
});

/**
 * Keys that do something. A step has at least one of them; what else it has is a note for the
 * reader.
 */
const VERBS = [
  'put',
  'post',
  'patch',
  'delete',
  'from',
  'cluster',
  'shape',
  'replaceAssignment',
  'touch',
  'fault',
  'clearFaults',
  'workloads',
  'pass',
] as const;

const stepSchema = z
  .looseObject({
    put: request.optional(),
    post: request.optional(),
    patch: request.optional(),
    delete: request.optional(),
    /** Azure may refuse this request: the case goes on. */
    mayFail: z.boolean().optional(),
    /** Prints the answer. */
    show: z.boolean().optional(),
    /** Values of the answer (of `put`, or of a GET of `from`) that later steps use as `${NAME}`. */
    save: z.record(text, text).optional(),
    from: z.looseObject({ id: text, apiVersion: text }).optional(),
    cluster: body.optional(),
    /** Another cluster than that of the story, for `cluster` and `workloads`. */
    id: text.optional(),
    apiVersion: text.optional(),
    shape: text.optional(),
    over: body.optional(),
    replaceAssignment: z
      .looseObject({ scope: text, principalId: text, role: text, condition: text.optional() })
      .optional(),
    touch: z.unknown().optional(),
    fault: z.unknown().optional(),
    clearFaults: z.unknown().optional(),
    workloads: body.optional(),
    /** Hours. */
    pass: z.number().positive().optional(),
  })
  .refine((step) => VERBS.some((verb) => step[verb] !== undefined), `a step needs one of ${VERBS.join(', ')}`)
  .refine(({ save, put, from }) => save === undefined || put !== undefined || from !== undefined, {
    message: '`save` needs `put` or `from`',
  });

const oneOrMore = z.union([text, texts]);
const pattern = text.refine(isPattern, 'is not a regular expression');

// Strict: an expectation that is spelt wrong would never fail.
const expectSchema = z.strictObject({
  verdict: texts.optional(),
  notVerdict: texts.optional(),
  rules: z.record(text, z.strictObject({ outcome: oneOrMore.optional(), reason: oneOrMore.optional() })).optional(),
  write: z.array(pattern).optional(),
  noWrite: z.array(pattern).optional(),
  says: z.array(pattern).optional(),
  saysNot: z.array(pattern).optional(),
});

const caseSchema = z
  .looseObject({
    title: text,
    sources: texts.optional(),
    kind: text.optional(),
    /** The differences in the one profile of the world. */
    profile: body.optional(),
    /**
     * The cluster that is judged, where it is not the one that the last `shape` made, nor that of
     * the story.
     */
    target: text.optional(),
    steps: z.array(stepSchema).optional(),
    expect: expectSchema.optional(),
    /** The profile has to be refused with a message like this. */
    expectThrow: pattern.optional(),
  })
  .refine(({ steps, expectThrow }) => steps !== undefined || expectThrow !== undefined, 'has no steps');

export type Case = z.output<typeof caseSchema>;
export type Step = z.output<typeof stepSchema>;
export type Expect = z.output<typeof expectSchema>;
export type CaseRequest = z.output<typeof request>;

/** @throws Error that says which file is wrong, where in it, and how. */
export function readCase(path: string): Case {
  const read = caseSchema.safeParse(parse(path));
  if (read.success) return read.data;
  const problems = read.error.issues.map(({ path: at, message }) => `${at.join('.') || 'the case'}: ${message}`);
  throw new Error(`${path} is not a case: ${problems.join('; ')}`);
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'i') !== undefined;
  } catch {
    return false;
  }
}

import { z } from 'zod';
import { faultSchema } from './fault.ts';

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'] as const;

/**
 * Which of the calls that match go wrong. Seconds are Azure's own, as everywhere: divided by the
 * speed.
 */
const occurrenceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('always') }),
  /** Only one, counted from 1. */
  z.strictObject({ kind: z.literal('nth'), n: z.int().min(1) }),
  z.strictObject({ kind: z.literal('next'), count: z.int().min(1) }),
  /** For a time from now on, or from the first call that matches. */
  z.strictObject({
    kind: z.literal('forSeconds'),
    seconds: z.number().positive(),
    from: z.enum(['now', 'firstMatch']).default('now'),
  }),
]);

const faultRuleSchema = z.strictObject({
  /** Any method, if not said. */
  method: z.enum(METHODS).optional(),
  path: z.string().regex(/^(\/|\*\*)/, "must start with '/' or '**'"),
  when: occurrenceSchema.default({ kind: 'always' }),
  fault: faultSchema,
});

/** A rule as it is given: what has a default may be left out. */
export type FaultRule = z.input<typeof faultRuleSchema>;

/** A rule with nothing left open. */
export type CompleteFaultRule = z.output<typeof faultRuleSchema>;

/** What is wrong with a rule, and where in it. */
export interface RuleProblem {
  /** `fault.retryAfterSeconds`, or `rule` for the whole. */
  readonly at: string;
  readonly problem: string;
}

export type ReadRule =
  | { readonly rule: CompleteFaultRule; readonly problems?: undefined }
  | { readonly rule?: undefined; readonly problems: readonly RuleProblem[] };

/** Reads a rule out of anything; nothing of one that is wrong is used. */
export function readFaultRule(json: unknown): ReadRule {
  const result = faultRuleSchema.safeParse(json);
  if (result.success) return { rule: result.data };
  return {
    problems: result.error.issues.map((issue) => ({ at: issue.path.join('.') || 'rule', problem: describe(issue) })),
  };
}

/** For an unknown `kind`, the kinds there are. */
function describe(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_union' || !('options' in issue) || !Array.isArray(issue.options)) return issue.message;
  return `must be one of ${issue.options.join(', ')}`;
}

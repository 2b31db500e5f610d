import { z } from 'zod';
import type { FunctionCallback } from './functions-core.ts';
import { resolveSettings } from './resolve-settings.ts';

/** A function as its app has registered it. */
export interface AppFunction {
  readonly name: string;
  readonly trigger: Trigger;
  /** As given by `@azure/functions`, which wants it back with every invocation. */
  readonly bindings: Readonly<Record<string, object>>;
  readonly callback: FunctionCallback;
}

const setting = z.string().transform(resolveSettings);

const triggerSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('httpTrigger'),
    name: z.string(),
    authLevel: z.enum(['anonymous', 'function', 'admin']),
    methods: z.array(z.string().toUpperCase()),
    route: z.string().optional(),
  }),
  z.object({ type: z.literal('eventGridTrigger'), name: z.string() }),
  z.object({
    type: z.literal('queueTrigger'),
    name: z.string(),
    queueName: setting.transform((name) => name.toLowerCase()),
    connection: z.string().optional(),
  }),
  z.object({
    type: z.literal('timerTrigger'),
    name: z.string(),
    schedule: setting,
    runOnStartup: z.boolean().default(false),
    useMonitor: z.boolean().default(true),
  }),
]);

export type Trigger = z.infer<typeof triggerSchema>;
export type TriggerOf<T extends Trigger['type']> = Extract<Trigger, { type: T }>;
const TRIGGERS = triggerSchema.options.map((option) => option.shape.type.value);

const metadataSchema = z.object({
  name: z.string().regex(/^[a-z][\w-]{0,127}$/i, 'must start with a letter and hold letters, digits, - and _ only'),
  bindings: z.record(z.string(), z.looseObject({ type: z.string(), direction: z.enum(['in', 'out']) })),
  retryOptions: z.unknown(),
});

/**
 * Reads what `app.http()`, `app.timer()` and so on hand over.
 * @throws Error that names the function when it needs what this host does not have.
 */
export function toAppFunction(metadata: unknown, callback: FunctionCallback): AppFunction {
  const { name, bindings, retryOptions } = metadataSchema.parse(metadata);
  const refuse = (why: string): never => {
    throw new Error(`Function "${name}": ${why}`);
  };

  const [binding, ...others] = Object.values(bindings).filter(({ type }) => /trigger$/i.test(type));
  if (binding === undefined || others.length > 0) return refuse('it must have exactly one trigger.');
  if (!TRIGGERS.some((type) => type === binding.type)) {
    return refuse(`this host knows no ${binding.type}, only ${TRIGGERS.join(', ')}.`);
  }
  for (const [key, { type, direction }] of Object.entries(bindings)) {
    const isAnswer = key === '$return' && type === 'http' && binding.type === 'httpTrigger';
    if (direction === 'out' && !isAnswer) refuse(`this host has no output bindings (${type}); use the SDK's client.`);
    if (direction === 'in' && bindings[key] !== binding) refuse(`this host has no input bindings (${type}).`);
  }
  if (retryOptions !== undefined) refuse('this host carries out no retry policies; leave out "retry".');

  const trigger = triggerSchema.safeParse(binding);
  if (!trigger.success) return refuse(z.prettifyError(trigger.error));
  return { name, trigger: trigger.data, bindings, callback };
}

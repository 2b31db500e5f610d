import type { Context } from 'hono';
import { z } from 'zod';
import type { AppFunction } from '../app/function.ts';
import type { Invoke } from '../app/invoker.ts';
import { type HostKeys, hasKey } from './keys.ts';

/**
 * The address that Event Grid delivers to, for all functions with an Event Grid trigger. Behaves as
 * https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/eventgrid/Microsoft.Azure.WebJobs.Extensions.EventGrid/src/TriggerBinding/HttpRequestProcessor.cs
 */
export function createEventGridWebhook(
  functions: readonly AppFunction[],
  {
    keys,
    invoke,
    coldAnswers = 0,
  }: {
    readonly keys: HostKeys;
    readonly invoke: Invoke;
    /**
     * How many requests are answered 401 before the extension has loaded its key, as on Flex
     * Consumption after a pause.
     * https://github.com/Azure/azure-functions-host/issues/11834
     */
    readonly coldAnswers?: number;
  },
): (c: Context) => Promise<Response> {
  const listeners = new Map(
    functions.filter(({ trigger }) => trigger.type === 'eventGridTrigger').map((fn) => [fn.name, fn]),
  );

  let cold = coldAnswers;
  return async (c) => {
    if (cold-- > 0) return c.body(null, 401);
    if (!hasKey(c.req, keys.eventGrid, keys.master)) return c.body(null, 401);
    const name = c.req.query('functionName') ?? '';
    const fn = listeners.get(name);
    if (fn === undefined) return c.text(`cannot find function: '${name}'`, 404);
    if (c.req.method === 'OPTIONS') return cloudEventsHandshake(c);

    switch (c.req.header('aeg-event-type')?.toLowerCase()) {
      case 'subscriptionvalidation':
        return handshake(c);
      case 'notification':
        return deliver(c, fn, invoke);
      case 'unsubscribe':
        return c.body(null, 202);
      default:
        return c.body(null, 400);
    }
  };
}

/** https://github.com/cloudevents/spec/blob/v1.0/http-webhook.md#4-abuse-protection */
function cloudEventsHandshake(c: Context): Response {
  if (c.req.header('webhook-request-origin') === undefined) return c.body(null, 400);
  return c.body(null, 200, { 'WebHook-Allowed-Origin': 'eventgrid.azure.net', 'WebHook-Allowed-Rate': '*' });
}

const codeSchema = z.object({ validationCode: z.string() });
const validationSchema = z.union([
  z.tuple([z.object({ data: codeSchema })], z.unknown()).transform(([event]) => event.data.validationCode),
  // As a CloudEvent its data comes as a text that holds JSON.
  z
    .object({ data: z.union([codeSchema, z.string().transform(parseJson).pipe(codeSchema)]) })
    .transform(({ data }) => data.validationCode),
]);

async function handshake(c: Context): Promise<Response> {
  const event = validationSchema.safeParse(parseJson(await c.req.text()));
  return event.success ? c.json({ validationResponse: event.data }) : c.body(null, 500);
}

/** One event that fails has the whole delivery fail, and Event Grid sends all of it again. */
async function deliver(c: Context, fn: AppFunction, invoke: Invoke): Promise<Response> {
  const content = parseJson(await c.req.text());
  if (typeof content !== 'object' || content === null) return c.body(null, 500);
  const runs = [content].flat().map((event: unknown) =>
    invoke(fn, {
      data: { string: JSON.stringify(event, null, 2) },
      metadata: dataOf(event),
      traceParent: c.req.header('traceparent'),
      traceState: c.req.header('tracestate'),
    }),
  );
  const failed = (await Promise.allSettled(runs)).find(({ status }) => status === 'rejected');
  return c.body(null, failed === undefined ? 202 : 500);
}

function dataOf(event: unknown): Record<string, { json: string }> {
  if (typeof event !== 'object' || event === null || !('data' in event) || event.data === undefined) return {};
  return { data: { json: JSON.stringify(event.data) } };
}

/** `undefined` for what is no JSON, which no caller takes for an event. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

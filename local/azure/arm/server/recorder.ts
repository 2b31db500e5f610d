import { appendFileSync, writeFileSync } from 'node:fs';
import { createMiddleware } from 'hono/factory';
import type { ArmEnv } from './arm-env.ts';

const SECRET_HEADERS = new Set(['authorization', 'cookie', 'set-cookie']);
const SECRET_PROPERTIES = /^(configurationProtectedSettings|secret|adminPassword|clusterToken|.*accessToken)$/i;

/**
 * Writes every exchange to a file, one JSON object a line. It starts a new file and writes before
 * the answer goes out, so that the file is complete at any moment, a sudden end included. An
 * exchange with a planted fault names the fault.
 */
export function record(file: string) {
  writeFileSync(file, '');
  return createMiddleware<ArmEnv>(async (c, next) => {
    await next();
    const { bodyText, injected } = c.var;
    const exchange = {
      method: c.req.method,
      url: c.req.url,
      requestHeaders: withoutSecrets(c.req.header()),
      requestBody: parseBody(bodyText),
      ...(injected?.answer === 'none' ? NO_ANSWER : await describeAnswer(c.res)),
      ...(injected && { injected: true, fault: injected.kind, answer: injected.answer }),
    };
    appendFileSync(file, `${JSON.stringify(exchange)}\n`);
  });
}

/** The result for the client when a fault lost the answer. */
const NO_ANSWER = { status: 0, responseHeaders: {} };

async function describeAnswer(answer: Response): Promise<object> {
  return {
    status: answer.status,
    responseHeaders: withoutSecrets(Object.fromEntries(answer.headers)),
    responseBody: parseBody(await answer.clone().text()),
  };
}

function withoutSecrets(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET_HEADERS.has(name)));
}

function parseBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text, (name, value: unknown) => (SECRET_PROPERTIES.test(name) ? hide(value) : value));
  } catch {
    // What is no JSON is recorded as it came: that is what happened.
    return text;
  }
}

function hide(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return 'hidden';
  return Object.fromEntries(Object.keys(value).map((name) => [name, 'hidden']));
}

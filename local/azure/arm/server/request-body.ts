import type { z } from 'zod';
import { inVersion } from './answer-in-version.ts';
import type { ArmContext } from './arm-env.ts';
import { type ArmError, gatewayError } from './errors.ts';

/**
 * Refuses a body that does not have the form the service expects; `problem` says where and what.
 */
export type RefuseBody = (problem: string) => ArmError;

/**
 * Reads the JSON body in the form of `schema`. Resource Manager refuses what is no JSON, the
 * service what is of the wrong form.
 */
export function readBody<T>(c: ArmContext, schema: z.ZodType<T>, refuse: RefuseBody = invalidRequestContent): T {
  const result = schema.safeParse(inVersion(c, parseJson(c)));
  if (result.success) return result.data;
  const { issues } = result.error;
  if (issues.some(({ path, code }) => path.join('.') === 'location' && code === 'invalid_type'))
    throw locationRequired();
  const [issue] = issues;
  throw refuse(`${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'is invalid'}`);
}

function parseJson(c: ArmContext): unknown {
  const contentType = c.req.header('content-type') ?? 'application/json';
  if (!/^application\/(json|merge-patch\+json)\s*(;|$)/i.test(contentType)) {
    const message = `The content media type '${contentType}' is not supported. Only 'application/json' is supported.`;
    throw gatewayError(415, 'UnsupportedMediaType', message);
  }
  const content = parse(c.var.bodyText);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw invalidRequestContent('it is no JSON object');
  }
  return content;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidRequestContent(error instanceof Error ? error.message : 'it is no JSON');
  }
}

function locationRequired(): ArmError {
  return gatewayError(400, 'LocationRequired', 'The location property is required for this definition.');
}

function invalidRequestContent(problem: string): ArmError {
  const message = `The request content was invalid and could not be deserialized: '${problem}'.`;
  return gatewayError(400, 'InvalidRequestContent', message);
}

import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An answer that refuses the request: thrown anywhere, sent by the server as it stands. */
export class ArmError extends Error {
  readonly status: ContentfulStatusCode;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: ContentfulStatusCode, body: object, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

/** The form of most services: everything below `error`. */
export function serviceError(
  status: ContentfulStatusCode,
  code: string,
  message: string,
  details?: readonly ErrorDetail[],
): ArmError {
  return new ArmError(status, { error: { code, message, ...(details && { details }) } });
}

/** Refused by Resource Manager itself, before any service saw the request. */
export function gatewayError(
  status: ContentfulStatusCode,
  code: string,
  message: string,
  details?: readonly ErrorDetail[],
): ArmError {
  const { body } = serviceError(status, code, message, details);
  return new ArmError(status, body, { 'x-ms-failure-cause': 'gateway' });
}

export function resourceGroupNotFound(name: string): ArmError {
  return gatewayError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
}

/** `type` with its namespace, such as `Microsoft.ContainerService/managedClusters`. */
export function resourceNotFound(type: string, name: string, resourceGroupName: string): ArmError {
  return gatewayError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${resourceGroupName}' was not found. ` +
      'For more details please go to https://aka.ms/ARMResourceNotFoundFix',
  );
}

import type { SentRequest } from '../azure/wire.ts';
import { callEnded, measure } from '../telemetry/at-work.ts';

/** Records one request to the Resource Manager at this host. */
export function recordRequest(host: string, { call, status, milliseconds, tries, requestId }: SentRequest): void {
  const [method = '', path = ''] = call.split(' ', 2);
  const { operation, service } = operationOf(path);
  measure('backstay.arm.calls', 1, {
    'azure.resource_provider.namespace': service,
    'http.request.method': method,
    'backstay.status_class': statusClassOf(status),
  });
  if (status === 429) measure('backstay.arm.throttled', 1, { 'azure.resource_provider.namespace': service });
  callEnded({
    name: `${method} ${operation}`,
    milliseconds,
    failed: isFailure(status),
    attributes: {
      'http.request.method': method,
      'http.request.resend_count': tries - 1,
      'azure.resource_provider.namespace': service,
      'url.template': operation,
      'server.address': host,
      ...(status !== undefined && { 'http.response.status_code': status }),
      // Azure's support asks for it.
      ...(requestId !== undefined && { 'azure.service.request.id': requestId }),
    },
  });
}

/**
 * The path without any name in it, as specifications write it: names are those of customers, and
 * there are too many of them. It comes from ARM's own links too, so every part that is not plainly
 * a word of ARM's becomes `{name}`.
 */
export function operationOf(path: string): { readonly operation: string; readonly service: string } {
  const segments = path.split('/').filter((segment) => segment !== '');
  const words: string[] = [];
  let service = 'microsoft.resources';
  for (let at = 0; at < segments.length; at += 2) {
    const word = segments[at] ?? '';
    const value = segments[at + 1];
    words.push(/^[A-Za-z]{1,60}$/.test(word) ? word : '{name}');
    if (word.toLowerCase() === 'providers' && value !== undefined) {
      service = /^Microsoft\.[A-Za-z.]{1,60}$/i.test(value) ? value.toLowerCase() : 'other';
      words.push(service === 'other' ? '{namespace}' : value);
    } else if (value !== undefined) {
      words.push('{name}');
    }
  }
  return { operation: `/${words.join('/')}`, service };
}

function statusClassOf(status: number | undefined): string {
  return status === undefined ? 'none' : `${Math.floor(status / 100)}xx`;
}

/** That something is not there is an answer like any other. */
function isFailure(status: number | undefined): boolean {
  return status === undefined || (status >= 400 && status !== 404);
}

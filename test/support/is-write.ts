import type { SentRequest } from '../../shared/azure/wire.ts';

/** Whether a request changes anything. A query to Resource Graph is a POST and does not. */
export function isWrite({ call }: SentRequest): boolean {
  return !call.startsWith('GET') && !call.includes('/Microsoft.ResourceGraph/');
}

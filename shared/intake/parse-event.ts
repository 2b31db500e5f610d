import * as z from 'zod';
import { type ClusterId, parseClusterId, parseVaultId, type VaultId } from '../model/resource-id.ts';

/** What is taken from an event: a hint at which resource to look. Everything else is read from ARM. */
export type ResourceEvent =
  | (EventOf & { readonly kind: 'cluster'; readonly clusterId: ClusterId })
  | (EventOf & { readonly kind: 'vault'; readonly vaultId: VaultId });

interface EventOf {
  readonly eventId: string;
  readonly operation: string;
  /** Of the request that made the change. Tells a write of our own, and nothing else. */
  readonly correlationId?: string;
}

export type ParsedEvent =
  | { readonly accepted: true; readonly event: ResourceEvent }
  | { readonly accepted: false; readonly reason: 'NotAnEvent' | 'OtherOperation' | 'NotAResourceId' };

// A start is an action, not a write, and the only sign that a stopped cluster can be served again.
const CLUSTER_OPERATIONS = [
  'microsoft.containerservice/managedclusters/write',
  'microsoft.containerservice/managedclusters/start/action',
];
const VAULT_OPERATIONS = ['microsoft.dataprotection/backupvaults/write'];

// Both schemas of Event Grid name these parts alike. All else, above all the claims of the person behind the event, is not even read.
// https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
const eventSchema = z.object({
  id: z.string().min(1).max(200),
  subject: z.string().max(2048),
  data: z.object({
    operationName: z
      .string()
      .max(300)
      .transform((name) => name.toLowerCase()),
    correlationId: z.guid().optional().catch(undefined),
  }),
});

/** Reads an event that anybody may have sent: Event Grid signs nothing. */
export function parseEvent(input: unknown): ParsedEvent {
  const result = eventSchema.safeParse(input);
  if (!result.success) return { accepted: false, reason: 'NotAnEvent' };
  const { id: eventId, subject, data } = result.data;
  const operation = data.operationName;
  const { correlationId } = data;
  const event = { eventId, operation, ...(correlationId !== undefined && { correlationId }) };

  if (CLUSTER_OPERATIONS.includes(operation)) {
    const clusterId = parseClusterId(subject);
    return clusterId === undefined
      ? { accepted: false, reason: 'NotAResourceId' }
      : { accepted: true, event: { ...event, kind: 'cluster', clusterId } };
  }
  if (VAULT_OPERATIONS.includes(operation)) {
    const vaultId = parseVaultId(subject);
    return vaultId === undefined
      ? { accepted: false, reason: 'NotAResourceId' }
      : { accepted: true, event: { ...event, kind: 'vault', vaultId } };
  }
  return { accepted: false, reason: 'OtherOperation' };
}

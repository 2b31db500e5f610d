import { randomBytes, randomUUID } from 'node:crypto';
import { armError } from './server/errors.ts';
import type { JsonObject } from './server/json.ts';
import type { Timeline } from './timeline.ts';

/** A resource as ARM keeps it. `body` is what a GET answers. */
export interface Resource {
  readonly id: string;
  /** Lower case. */
  readonly type: string;
  readonly name: string;
  body: JsonObject;
}

export interface SubscriptionOptions {
  readonly id: string;
  readonly tenantId: string;
}

/** Everything that is in this Azure. */
export interface Azure {
  readonly timeline: Timeline;
  readonly speed: number;
  /** Address under which clients reach it; all links in answers begin with it. */
  readonly origin: string;
  readonly subscriptions: ReadonlyMap<string, SubscriptionOptions>;
  /** By lower-case id. */
  readonly resources: Map<string, Resource>;
  readonly operations: Map<string, Operation>;
  /** When each identity is known to the directory. */
  readonly principals: Map<string, Date>;
  /** By `subscription/namespace`, lower case. */
  readonly registrations: Map<string, string>;
  /** Items on one page of a list. */
  readonly pageSize: number;
  /** From 0 to 1, the same series for the same seed. */
  random(): number;
  emit(event: AzureEvent): void;
}

export interface AzureEvent {
  readonly kind: 'ResourceWriteSuccess' | 'ResourceDeleteSuccess' | 'ResourceActionSuccess';
  readonly id: string;
  /** As `Microsoft.ContainerService/managedClusters/write`. */
  readonly operation: string;
}

/** A long operation. */
export interface Operation {
  readonly id: string;
  readonly startedAt: Date;
  state: 'running' | 'succeeded' | 'failed';
  endedAt?: Date;
  error?: { readonly code: string; readonly message: string };
}

export function find(azure: Azure, id: string): Resource | undefined {
  return azure.resources.get(id.toLowerCase());
}

export function keep(azure: Azure, resource: Resource): Resource {
  azure.resources.set(resource.id.toLowerCase(), resource);
  return resource;
}

/** All of this type below an id. */
export function listBelow(azure: Azure, id: string, type: string): readonly Resource[] {
  const prefix = `${id.toLowerCase()}/`;
  return [...azure.resources.entries()]
    .filter(([key, one]) => one.type === type && key.startsWith(prefix))
    .map(([, one]) => one);
}

/** Removes a resource and everything below it. */
export function remove(azure: Azure, id: string): void {
  const key = id.toLowerCase();
  for (const other of azure.resources.keys())
    if (other === key || other.startsWith(`${key}/`)) azure.resources.delete(other);
}

/** Changes parts of a resource's body, unless it is gone by now. */
export function change(azure: Azure, id: string, parts: (body: JsonObject) => JsonObject): void {
  const resource = find(azure, id);
  if (resource !== undefined) resource.body = { ...resource.body, ...parts(resource.body) };
}

/** Begins a long operation; `finish` runs at its end, and may fail it by throwing an `OperationError`. */
export function begin(azure: Azure, seconds: number, finish: () => void): Operation {
  const operation: Operation = { id: randomUUID(), startedAt: azure.timeline.now(), state: 'running' };
  azure.operations.set(operation.id, operation);
  azure.timeline.at(after(azure, seconds), () => {
    operation.endedAt = azure.timeline.now();
    try {
      finish();
      operation.state = 'succeeded';
    } catch (error) {
      if (!(error instanceof OperationError)) throw error;
      operation.state = 'failed';
      operation.error = { code: error.code, message: error.message };
    }
  });
  return operation;
}

/** A long operation that ends Failed. */
export class OperationError extends Error {
  override readonly name = 'OperationError';
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export function operationNamed(azure: Azure, id: string): Operation {
  const operation = azure.operations.get(id);
  if (operation === undefined) throw armError(404, 'ResourceNotFound', `The operation '${id}' could not be found.`);
  return operation;
}

/** Seconds of Azure's time from now. */
export function after(azure: Azure, seconds: number): Date {
  return new Date(azure.timeline.now().getTime() + (seconds * 1000) / azure.speed);
}

/** A new identity, which the directory knows a little later. */
export function newPrincipal(azure: Azure, knownAfterSeconds: number): string {
  const principalId = randomUUID();
  azure.principals.set(principalId, after(azure, knownAfterSeconds));
  return principalId;
}

export function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

import { isExtensionResource } from '../providers/resource-types.ts';

/** The resource of a request path. Type names are in lower case, names as the client wrote them. */
export interface RequestTarget {
  readonly subscriptionId: string | undefined;
  readonly resourceGroupName: string | undefined;
  /**
   * Undefined for what Resource Manager serves itself: subscriptions, resource groups, provider
   * registrations.
   */
  readonly namespace: string | undefined;
  /**
   * `subscriptions/resourcegroups`, `managedclusters/trustedaccessrolebindings`, or
   * `managedclusters/start` for an action.
   */
  readonly type: string;
  /** The path in the form that routes are declared in. */
  readonly routingPath: string;
}

/** Verbs that Resource Manager itself understands after `/providers/{namespace}/`. */
const REGISTRATION_VERBS = new Set(['register', 'unregister']);

/**
 * Reads an ARM path. Types and names alternate in it, and only names have a casing of their own, so
 * types can be lowered without knowing them all. An extension resource can sit on a resource of any
 * type: the whole scope before its `/providers/` becomes one encoded segment, for which a route can
 * be declared.
 */
export function readRequestTarget(path: string): RequestTarget {
  const segments = readSegments(path);
  const lowered = lowerTypes(segments);
  const providers = lowered.lastIndexOf('providers');
  const [namespace, ...typesAndNames] = providers === -1 ? [] : lowered.slice(providers + 1);
  const type = typesAndNames.filter((_, index) => index % 2 === 0).join('/');
  const ownedByArm = namespace === undefined || type === '' || REGISTRATION_VERBS.has(type);

  const common = {
    subscriptionId: lowered[0] === 'subscriptions' ? lowered[1] || undefined : undefined,
    resourceGroupName: lowered[2] === 'resourcegroups' ? lowered[3] || undefined : undefined,
  };
  if (ownedByArm) return { ...common, namespace: undefined, type: ownType(lowered), routingPath: join(lowered) };

  const scope = `/${segments.slice(0, providers).join('/')}`;
  const routingPath = isExtensionResource(namespace, type) ? join([scope, ...lowered.slice(providers)]) : join(lowered);
  return { ...common, namespace, type, routingPath };
}

/**
 * The decoded parts of a path. One that is wrongly encoded stays as it is; nothing bears such a
 * name. An empty one after a namespace is left out: where a specification has
 * `{parentResourcePath}`, Azure's own clients write it for a resource without a parent.
 */
export function readSegments(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => {
      try {
        return decodeURIComponent(segment);
      } catch {
        return segment;
      }
    })
    .filter((segment, index, all) => segment !== '' || all[index - 2]?.toLowerCase() !== 'providers');
}

function join(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

function lowerTypes(segments: readonly string[]): readonly string[] {
  const lowered: string[] = [];
  let expectsType = true;
  for (const segment of segments) {
    const previous = lowered.at(-1);
    const isNamespace = !expectsType && previous === 'providers';
    lowered.push(expectsType || isNamespace ? segment.toLowerCase() : segment);
    expectsType = !expectsType;
  }
  return lowered;
}

function ownType(lowered: readonly string[]): string {
  if (lowered.includes('providers')) return 'subscriptions/providers';
  return lowered.filter((_, index) => index % 2 === 0).join('/');
}

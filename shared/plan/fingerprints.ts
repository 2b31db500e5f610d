import { canonicalHash } from '../lib/canonical-hash.ts';
import { MAX_ROLE_ASSIGNMENTS } from '../model/limits.ts';
import { type Profile, resourcesOf } from '../model/profile.ts';
import { networkOf, type ResourceId } from '../model/resource-id.ts';
import { type Target, targetKey } from '../model/target.ts';
import { BETWEEN_PARTS_OF_GRANT, type GraphQuery } from './graph-queries.ts';
import { roleAssignmentsOf } from './role-assignments-of.ts';

export type GraphRow = Readonly<Record<string, unknown>>;
export type GraphRows = { readonly [Q in GraphQuery]: readonly GraphRow[] };

/**
 * They differ from read to read although nothing changed that a rule reads: numbers of nodes, back
 * references, times, texts of errors.
 */
const VOLATILE = new Set([
  'currentorchestratorversion',
  'createdon',
  'errordetails',
  'etag',
  'ipconfigurationprofiles',
  'ipconfigurations',
  'lastmodifiedat',
  'networkinterfaces',
  'protectionerrordetails',
  'resourceguid',
  'status',
  'statuses',
  'systemdata',
  'updatedby',
  'updatedon',
  'virtualmachinenodesstatus',
]);

/**
 * A hash for each target over the rows of Resource Graph that it rests on. A target is left out
 * while a row is missing that has to be there: Resource Graph hides resources that Backstay may not
 * read, and their changes would stay unseen.
 */
export function fingerprintsOf(
  targets: readonly { readonly target: Target; readonly profile: Profile }[],
  rows: GraphRows,
): ReadonlyMap<string, string> {
  const index = indexOf(rows);
  return new Map(
    targets.flatMap(({ target, profile }): [string, string][] => {
      const parts = partsFor(target, profile, index);
      return parts === undefined ? [] : [[targetKey(target), canonicalHash(parts.map(hashOf).sort())]];
    }),
  );
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly identity: Json | undefined;
  readonly properties: Json;
  /** All of it, in small letters and without what is volatile. */
  readonly whole: Json;
}
type Json = Readonly<Record<string, unknown>>;

interface Index {
  readonly clusters: ReadonlyMap<string, Row>;
  readonly resources: ReadonlyMap<string, Row>;
  readonly groups: ReadonlyMap<string, Row>;
  readonly extensions: ReadonlyMap<string, readonly Row[]>;
  readonly instances: ReadonlyMap<string, readonly Row[]>;
  /**
   * By their scope, and there by their principal; those above all subscriptions under the empty
   * scope.
   */
  readonly roles: ReadonlyMap<string, ReadonlyMap<string, readonly Json[]>>;
  /** By their scope, as above. */
  readonly policies: ReadonlyMap<string, readonly Row[]>;
  /** Subscriptions that take no more role assignments: scopes in small letters. */
  readonly full: ReadonlySet<string>;
  /** Security groups by the id of their resource group. */
  readonly securityGroups: ReadonlyMap<string, readonly Row[]>;
}

function indexOf(rows: GraphRows): Index {
  const resources = rows.resources.map(readRow);
  const isSecurityGroup = ({ type }: Row) => type === 'microsoft.network/networksecuritygroups';
  return {
    clusters: byId(rows.clusters.map(readRow)),
    resources: byId(resources),
    groups: byId(rows.groups.map(readRow)),
    extensions: Map.groupBy(
      rows.extensions.map(readRow),
      ({ id }) => id.split('/providers/microsoft.kubernetesconfiguration/')[0] ?? '',
    ),
    instances: Map.groupBy(rows.instances.map(readRow), ({ properties }) =>
      textOf(jsonOf(properties.datasourceinfo).resourceid),
    ),
    roles: rolesOf(rows.roles),
    policies: Map.groupBy(rows.policies.map(readRow), ({ id }) => scopeOf(id)),
    full: new Set(
      [...roleAssignmentsOf(rows.roles)].flatMap(([subscription, count]) =>
        count >= MAX_ROLE_ASSIGNMENTS ? [`/subscriptions/${subscription}`] : [],
      ),
    ),
    securityGroups: Map.groupBy(resources.filter(isSecurityGroup), ({ id }) => groupIdOf(id)),
  };
}

/** Rows are scopes: the same one comes in several spellings, and those above all subscriptions. */
function rolesOf(rows: readonly GraphRow[]): Index['roles'] {
  const scopes = new Map<string, Map<string, Json[]>>();
  for (const { id, grants } of rows) {
    const scope = textOf(id).toLowerCase();
    const key = scopeOf(scope);
    const byPrincipal = scopes.get(key) ?? new Map<string, Json[]>();
    scopes.set(key, byPrincipal);
    for (const each of Array.isArray(grants) ? grants : []) {
      const grant = textOf(each).toLowerCase();
      const [principal = ''] = grant.split(BETWEEN_PARTS_OF_GRANT, 1);
      const known = byPrincipal.get(principal) ?? [];
      byPrincipal.set(principal, [...known, { scope, grant }]);
    }
  }
  return scopes;
}

function partsFor({ clusterId }: Target, profile: Profile, index: Index): readonly Json[] | undefined {
  const cluster = index.clusters.get(clusterId);
  const named = resourcesOf(profile).map((id) => index.resources.get(id) ?? index.groups.get(id));
  if (cluster === undefined || named.some((row) => row === undefined)) return undefined;
  const resources = named.filter((row) => row !== undefined);
  const networks = networksOf(cluster, index);
  const extensions = index.extensions.get(clusterId) ?? [];
  const principals = new Set([
    ...[cluster, ...resources].flatMap(({ identity }) => principalsIn(identity)),
    ...extensions.flatMap(({ properties }) => principalsIn(properties.aksassignedidentity)),
    ...profile.operators,
  ]);
  const scopes = new Set(['', ...[clusterId, ...resourcesOf(profile)].flatMap(scopesFrom)]);
  const roles = [...scopes].flatMap((scope) => {
    const own = index.roles.get(scope);
    return [...principals].flatMap((principal) => own?.get(principal) ?? []);
  });
  if (networks === undefined || roles.length === 0) return undefined;
  const policies = ['', ...scopesFrom(clusterId)].flatMap((scope) => index.policies.get(scope) ?? []);
  const instances = index.instances.get(clusterId) ?? [];
  const rows = [cluster, ...resources, ...extensions, ...policies, ...instances];
  // Grants are held back at a full subscription, and go on once it has room.
  const full = [...scopes].filter((scope) => index.full.has(scope)).map((scope) => ({ full: scope }));
  return [...rows.map(({ whole }) => whole), ...roles, ...networks, ...full];
}

/**
 * The networks of the nodes with their filters and routes; `undefined` while one of them is
 * missing.
 */
function networksOf({ properties, id }: Row, index: Index): readonly Json[] | undefined {
  const pools = Array.isArray(properties.agentpoolprofiles) ? properties.agentpoolprofiles.map(jsonOf) : [];
  const subnetIds = new Set(pools.flatMap((pool) => [textOf(pool.vnetsubnetid), textOf(pool.podsubnetid)]));
  subnetIds.delete('');
  if (subnetIds.size === 0) return [];
  const parts: Json[] = [];
  for (const subnetId of subnetIds) {
    const network = index.resources.get(networkOf(subnetId as ResourceId));
    if (network === undefined) return undefined;
    const { subnets, ...own } = network.properties;
    const subnet = (Array.isArray(subnets) ? subnets.map(jsonOf) : []).find((each) => textOf(each.id) === subnetId);
    if (subnet === undefined) return undefined;
    const settings = jsonOf(subnet.properties);
    const filters = [settings.networksecuritygroup, settings.routetable].map((each) => textOf(jsonOf(each).id));
    for (const filterId of filters.filter((each) => each !== '')) {
      const filter = index.resources.get(filterId);
      if (filter === undefined) return undefined;
      parts.push(withoutSubnets(filter));
    }
    parts.push(own, subnet);
  }
  const nodeGroup = `${scopesFrom(id)[0]}/resourcegroups/${textOf(properties.noderesourcegroup)}`;
  return [...parts, ...(index.securityGroups.get(nodeGroup) ?? []).map(withoutSubnets)];
}

/** Which subnets use it is no part of it: others may share it. */
function withoutSubnets({ id, properties: { subnets: _, ...properties } }: Row): Json {
  return { id, properties };
}

function principalsIn(identity: unknown): readonly string[] {
  const { principalid, userassignedidentities } = jsonOf(identity);
  const assigned = Object.values(jsonOf(userassignedidentities)).map((each) => textOf(jsonOf(each).principalid));
  return [textOf(principalid), ...assigned].filter((each) => each !== '');
}

/** Subscription, group and the resource itself. */
function scopesFrom(id: string): readonly string[] {
  const [, subscriptions, subscription, groups, group] = id.split('/');
  return [
    ...new Set([
      `/${subscriptions}/${subscription}`,
      ...(group === undefined ? [] : [`/${subscriptions}/${subscription}/${groups}/${group}`]),
      id,
    ]),
  ];
}

/** The scope in an id or in a scope itself; empty above all subscriptions. */
function scopeOf(text: string): string {
  const scope = text.split('/providers/microsoft.authorization/')[0] ?? '';
  return scope.startsWith('/subscriptions/') ? scope : '';
}

function groupIdOf(id: string): string {
  return id.split('/').slice(0, 5).join('/');
}

function byId(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function readRow(row: GraphRow): Row {
  const whole = jsonOf(plain(row));
  return {
    id: textOf(whole.id),
    type: textOf(whole.type),
    identity: jsonOf(whole.identity),
    properties: jsonOf(whole.properties),
    whole,
  };
}

/**
 * Azure answers the same resource in ever-changing case and order, and the tables differ in the
 * case of names: small letters, and lists sorted.
 */
function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.toLowerCase();
  if (Array.isArray(value)) return value.map(plain).sort(byText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, unknown][] => {
      const key = name.toLowerCase();
      if (VOLATILE.has(key)) return [];
      if (key === 'provisioningstate') return [[key, endedBadly(inner)]];
      // An autoscaler changes it all the time; only none or some makes a difference.
      if (key === 'count') return [[key, inner !== 0]];
      return [[key, plain(inner)]];
    }),
  );
}

/**
 * While a resource is changed by others its state moves to and fro: the change itself is seen by
 * what it changed.
 */
function endedBadly(state: unknown): boolean {
  return ['failed', 'canceled'].includes(String(state).toLowerCase());
}

function byText(one: unknown, other: unknown): number {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)];
  return a < b ? -1 : Number(a > b);
}

const hashes = new WeakMap<Json, string>();

/** Many targets share a row. */
function hashOf(part: Json): string {
  const known = hashes.get(part) ?? canonicalHash(part);
  hashes.set(part, known);
  return known;
}

function jsonOf(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

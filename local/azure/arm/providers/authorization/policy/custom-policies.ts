import type { Platform } from '../../../platform.ts';
import type { ArmApp, ArmContext } from '../../../server/arm-env.ts';
import { serviceError } from '../../../server/errors.ts';
import { pageOf } from '../../../server/paging.ts';
import { readBody } from '../../../server/request-body.ts';
import { stampSystemData } from '../../../server/system-data.ts';
import type { ArmState } from '../../../state/arm-state.ts';
import type { Collection } from '../../../state/collection.ts';
import { relationTo } from '../../../state/scope-relation.ts';
import { describePolicies, describePolicySets, findPolicy, type PolicyParameters } from './built-in-policies.ts';
import {
  type CustomPolicyDefinition,
  type CustomPolicySetDefinition,
  definitionSchema,
  setDefinitionSchema,
} from './custom-policy.ts';
import { requirePolicyScope } from './policy-scope.ts';

const AUTHORIZATION = 'Microsoft.Authorization';

interface CustomPolicy {
  readonly id: string;
  readonly name: string;
}

interface Kind<T extends CustomPolicy> {
  readonly type: 'policyDefinitions' | 'policySetDefinitions';
  readonly notFound: string;
  readonly builtIn: typeof describePolicies | typeof describePolicySets;
  readonly collection: (state: ArmState) => Collection<T>;
  readonly write: (c: ArmContext, platform: Platform, frame: Frame<T>) => T;
}

interface Frame<T extends CustomPolicy> {
  readonly id: string;
  readonly name: string;
  readonly current: T | undefined;
}

const DEFINITIONS: Kind<CustomPolicyDefinition> = {
  type: 'policyDefinitions',
  notFound: 'PolicyDefinitionNotFound',
  builtIn: describePolicies,
  collection: ({ policyDefinitions }) => policyDefinitions,
  write(c, platform, { id, name, current }) {
    const { properties } = readBody(c, definitionSchema, invalidRule);
    return platform.state.policyDefinitions.set({
      id,
      name,
      type: 'Microsoft.Authorization/policyDefinitions',
      properties: { policyType: 'Custom', ...properties },
      systemData: stampSystemData(c, platform.timeline, current?.systemData),
    });
  },
};

const SET_DEFINITIONS: Kind<CustomPolicySetDefinition> = {
  type: 'policySetDefinitions',
  notFound: 'PolicySetDefinitionNotFound',
  builtIn: describePolicySets,
  collection: ({ policySetDefinitions }) => policySetDefinitions,
  write(c, platform, { id, name, current }) {
    const { properties } = readBody(c, setDefinitionSchema, invalidRule);
    const policyDefinitions = properties.policyDefinitions.map((member, index) => {
      if (findAnyPolicy(platform.state, member.policyDefinitionId) === undefined) {
        throw definitionNotFound(member.policyDefinitionId);
      }
      // Azure numbers members that have no reference of their own.
      return { policyDefinitionReferenceId: `${index + 1}`, ...member };
    });
    return platform.state.policySetDefinitions.set({
      id,
      name,
      type: 'Microsoft.Authorization/policySetDefinitions',
      properties: { policyType: 'Custom', ...properties, policyDefinitions },
      systemData: stampSystemData(c, platform.timeline, current?.systemData),
    });
  },
};

/** https://learn.microsoft.com/rest/api/policy/policy-definitions */
export function routeCustomPolicies(app: ArmApp, platform: Platform): void {
  route(app, platform, DEFINITIONS);
  route(app, platform, SET_DEFINITIONS);
}

function route<T extends CustomPolicy>(app: ArmApp, platform: Platform, kind: Kind<T>): void {
  const path = `/:scope/providers/microsoft.authorization/${kind.type.toLowerCase()}`;
  const collection = kind.collection(platform.state);
  const idOf = (c: ArmContext) =>
    `${c.req.param('scope')}/providers/${AUTHORIZATION}/${kind.type}/${c.req.param('name')}`;

  // Built-in policies, and those at the scope and above it.
  app.get(path, (c) => {
    const scope = requireDefiningScope(c, platform);
    const own = collection.all().filter(({ id }) => ['here', 'above'].includes(relationTo(scope, definingScope(id))));
    const builtIn = kind.builtIn().map((each) => ({ ...each, type: `${AUTHORIZATION}/${kind.type}` }));
    return c.json(pageOf(c, platform, [...builtIn, ...own]));
  });
  app.get(`${path}/:name`, (c) => {
    requireDefiningScope(c, platform);
    const found = collection.get(idOf(c));
    if (found !== undefined) return c.json(found);
    throw serviceError(404, kind.notFound, `The policy definition '${c.req.param('name')}' could not be found.`);
  });
  app.put(`${path}/:name`, (c) => {
    requireDefiningScope(c, platform);
    const current = collection.get(idOf(c));
    const written = kind.write(c, platform, {
      id: current?.id ?? idOf(c),
      name: current?.name ?? c.req.param('name') ?? '',
      current,
    });
    // 201 for an update as well: the specification of definitions knows no other; that of sets says
    // 200 then.
    return c.json(written, current !== undefined && kind.type === 'policySetDefinitions' ? 200 : 201);
  });
  app.delete(`${path}/:name`, (c) => {
    requireDefiningScope(c, platform);
    const found = collection.get(idOf(c));
    if (found === undefined) return c.body(null, 204);
    requireUnassigned(platform, found.id);
    platform.state.remove(found.id);
    return c.body(null, 200);
  });
}

interface AnyPolicy {
  readonly version: string;
  readonly parameters: PolicyParameters;
}

/** A policy or a set of policies, those of customers included, by its id in any casing. */
export function findAnyPolicy(state: ArmState, id: string): AnyPolicy | undefined {
  return findPolicy(id) ?? (state.policyDefinitions.get(id) ?? state.policySetDefinitions.get(id))?.properties;
}

/** The subscription or management group that a policy is defined at. */
export function definingScope(id: string): string {
  return id.replace(/\/providers\/Microsoft\.Authorization\/policy(Set)?Definitions\/[^/]+$/i, '');
}

function requireDefiningScope(c: ArmContext, platform: Platform): string {
  const scope = requirePolicyScope(c, platform);
  if (!/\/resourceGroups\//i.test(scope)) return scope;
  throw serviceError(400, 'InvalidPolicyDefinitionScope', `A policy cannot be defined at '${scope}'.`);
}

function requireUnassigned({ state }: Platform, id: string): void {
  const isId = (other: unknown) => String(other).toLowerCase() === id.toLowerCase();
  const assigned = state.policyAssignments.all().find(({ properties }) => isId(properties.policyDefinitionId));
  if (assigned === undefined) return;
  const message = `The policy definition '${id}' cannot be deleted since it is assigned by '${assigned.id}'.`;
  throw serviceError(409, 'PolicyDefinitionInUse', message);
}

function definitionNotFound(id: string) {
  return serviceError(404, 'PolicyDefinitionNotFound', `The policy definition '${id}' could not be found.`);
}

function invalidRule(problem: string) {
  return serviceError(400, 'InvalidPolicyRule', `The policy rule is invalid: ${problem}.`);
}

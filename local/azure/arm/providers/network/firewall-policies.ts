import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed } from '../../state/wire.ts';
import { inUse, invalidRequestFormat } from './network-errors.ts';
import type { FirewallPolicyProperties } from './network-resource.ts';
import { optionalReference, trackedFields } from './network-schemas.ts';
import { firewallsUnder, policiesUnder, referenceTo, requireReference } from './references.ts';
import { type PartKind, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { echoOf, newResource, storePart } from './store.ts';

const READ_ONLY = ['provisioningState', 'size', 'ruleCollectionGroups', 'firewalls', 'childPolicies'];

const policySchema = z.object({
  ...trackedFields,
  identity: z.looseObject({}).optional(),
  properties: z.looseObject({ basePolicy: optionalReference }).optional(),
});

const collectionSchema = z.looseObject({
  ruleCollectionType: z.enum(['FirewallPolicyFilterRuleCollection', 'FirewallPolicyNatRuleCollection']),
  name: z.string().optional(),
  rules: z.array(z.looseObject({ ruleType: z.string() })).optional(),
});
const groupSchema = z.object({
  properties: z.looseObject({
    priority: z.int().min(100).max(65_000),
    ruleCollections: z.array(collectionSchema).optional(),
  }),
});

const POLICIES: ResourceKind<FirewallPolicyProperties> = {
  type: 'firewallPolicies',
  collection: ({ firewallPolicies }) => firewallPolicies,
  write(c, platform, frame) {
    const { properties, ...wish } = readBody(c, policySchema, invalidRequestFormat);
    const basePolicy = properties?.basePolicy;
    requireReference(platform.state.firewallPolicies, basePolicy, { id: frame.id });
    return platform.state.firewallPolicies.set(
      newResource(platform, 'firewallPolicies', frame, {
        ...wish,
        properties: {
          sku: { tier: 'Standard' },
          threatIntelMode: 'Alert',
          ...echoOf(properties ?? {}, READ_ONLY),
          basePolicy,
        },
      }),
    );
  },
  answer: (state, policy) => ({
    ...policy,
    properties: {
      ...policy.properties,
      ruleCollectionGroups: state.ruleCollectionGroups.below(policy.id).map(referenceTo),
      firewalls: firewallsUnder(state, policy.id),
      childPolicies: policiesUnder(state, policy.id),
    },
  }),
  requireUnused(state, { id }) {
    const users = [...firewallsUnder(state, id), ...policiesUnder(state, id)];
    // That a policy in use stays is reported, the code is assumed:
    // https://github.com/hashicorp/terraform-provider-azurerm/issues/29114
    if (users.length > 0) throw inUse('FirewallPolicy', `Firewall policy ${id}`, users);
  },
};

const GROUPS: PartKind<FirewallPolicyProperties, Echoed> = {
  parent: POLICIES,
  type: 'firewallPolicies/ruleCollectionGroups',
  collection: ({ ruleCollectionGroups }) => ruleCollectionGroups,
  write(c, platform, policy, name) {
    const { properties } = readBody(c, groupSchema, invalidRequestFormat);
    const place = { parentId: policy.id, type: 'firewallPolicies/ruleCollectionGroups', name };
    return storePart(platform, platform.state.ruleCollectionGroups, place, {
      ruleCollections: [],
      ...echoOf(properties, ['provisioningState', 'size']),
    });
  },
  answer: (_, group) => group,
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/firewall/firewall-policies */
export function routeFirewallPolicies(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, POLICIES);
  routeParts(app, platform, GROUPS);
}

import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import type { ArmApp, ArmContext } from '../../server/arm-env.ts';
import { pageOf } from '../../server/paging.ts';
import { readBody } from '../../server/request-body.ts';
import type { Echoed, Tags } from '../../state/wire.ts';
import { defaultRulesOf } from './default-security-rules.ts';
import { inUse, invalidRequestFormat, partNotFound } from './network-errors.ts';
import type { NetworkResource, SecurityRuleProperties } from './network-resource.ts';
import { trackedFields } from './network-schemas.ts';
import { subnetsUnder } from './references.ts';
import { type PartKind, requireParent, routeParts } from './route-parts.ts';
import { type ResourceKind, routeResources } from './route-resources.ts';
import { type RuleWish, requireRules, rulePropertiesSchema, SECURITY_RULES, storeRule } from './security-rule.ts';
import { echoOf, type Frame, isSame, newResource, partsBeside } from './store.ts';

const groupSchema = z.object({
  ...trackedFields,
  properties: z
    .looseObject({
      securityRules: z.array(z.object({ name: z.string(), properties: rulePropertiesSchema })).nullish(),
    })
    .optional(),
});

const ruleSchema = z.object({ properties: rulePropertiesSchema });

const READ_ONLY = [
  'provisioningState',
  'resourceGuid',
  'securityRules',
  'defaultSecurityRules',
  'networkInterfaces',
  'subnets',
  'flowLogs',
];

const GROUPS: ResourceKind<Echoed> = {
  type: 'networkSecurityGroups',
  collection: ({ networkSecurityGroups }) => networkSecurityGroups,
  write(c, platform, frame) {
    const { properties = {}, ...wish } = readBody(c, groupSchema, invalidRequestFormat);
    return putSecurityGroup(platform, frame, { ...wish, properties, rules: properties.securityRules ?? [] });
  },
  answer(state, group) {
    const subnets = subnetsUnder(state, 'networkSecurityGroup', group.id);
    return {
      ...group,
      properties: {
        ...group.properties,
        securityRules: state.securityRules.below(group.id),
        defaultSecurityRules: defaultRulesOf(group),
        ...(subnets.length > 0 && { subnets }),
      },
    };
  },
  requireUnused(state, { id }) {
    const subnets = subnetsUnder(state, 'networkSecurityGroup', id);
    if (subnets.length > 0) throw inUse('NetworkSecurityGroup', `Network security group ${id}`, subnets);
  },
};

const RULES: PartKind<Echoed, SecurityRuleProperties> = {
  parent: GROUPS,
  type: SECURITY_RULES,
  collection: ({ securityRules }) => securityRules,
  write(c, platform, group, name) {
    const { properties } = readBody(c, ruleSchema, invalidRequestFormat);
    const others = platform.state.securityRules.below(group.id).filter((rule) => !isSame(rule.name, name));
    requireRules([...others, { name, properties }]);
    return storeRule(platform, group.id, { name, properties });
  },
  answer: (_, rule) => rule,
  requireUnused: () => undefined,
};

/** https://learn.microsoft.com/rest/api/virtualnetwork/network-security-groups */
export function routeNetworkSecurityGroups(app: ArmApp, platform: Platform): void {
  routeResources(app, platform, GROUPS);
  routeParts(app, platform, RULES);

  const defaults =
    '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.network/networksecuritygroups/:name/defaultsecurityrules';
  const defaultRules = (c: ArmContext) => defaultRulesOf(requireParent(c, platform, RULES));
  app.get(defaults, (c) => c.json(pageOf(c, platform, defaultRules(c))));
  app.get(`${defaults}/:ruleName`, (c) => {
    const rule = defaultRules(c).find(({ name }) => isSame(name, c.req.param('ruleName')));
    if (rule === undefined) throw partNotFound(`defaultSecurityRules/${c.req.param('ruleName')}`);
    return c.json(rule);
  });
}

export interface SecurityGroupWish {
  readonly location: string;
  readonly tags?: Tags | undefined;
  readonly properties?: Echoed;
  /** All that the group is to have: others go. */
  readonly rules: readonly RuleWish[];
}

/** Makes or changes a group with its rules. */
export function putSecurityGroup(
  platform: Platform,
  frame: Frame,
  { rules, properties = {}, ...wish }: SecurityGroupWish,
): NetworkResource {
  const { state, random } = platform;
  requireRules(rules);
  const resourceGuid = frame.current?.properties.resourceGuid ?? random.uuid();
  const group = state.networkSecurityGroups.set(
    newResource(platform, 'networkSecurityGroups', frame, {
      ...wish,
      properties: { ...echoOf(properties, READ_ONLY), resourceGuid },
    }),
  );
  for (const { id } of partsBeside(state.securityRules.below(group.id), rules)) state.remove(id);
  for (const rule of rules) storeRule(platform, group.id, rule);
  return group;
}

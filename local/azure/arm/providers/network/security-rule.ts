import { z } from 'zod';
import type { Platform } from '../../platform.ts';
import { serviceError } from '../../server/errors.ts';
import type { SecurityRule, SecurityRuleProperties } from './network-resource.ts';
import { echoOf, isSame, storePart } from './store.ts';

export const SECURITY_RULES = 'networkSecurityGroups/securityRules';

/** The words that the service knows, which it takes in any casing. */
function anyCase(...words: readonly string[]) {
  const isKnown = (text: string) => words.some((word) => isSame(word, text));
  return z.string().refine(isKnown, `is none of ${words.join(', ')}`);
}

export const rulePropertiesSchema = z.looseObject({
  protocol: anyCase('*', 'Tcp', 'Udp', 'Icmp', 'Esp', 'Ah'),
  access: anyCase('Allow', 'Deny'),
  direction: anyCase('Inbound', 'Outbound'),
  priority: z.int(),
});

export interface RuleWish {
  readonly name: string;
  readonly properties: SecurityRuleProperties;
}

/** @throws ArmError when the rules that a group is to have cannot be together */
export function requireRules(rules: readonly RuleWish[]): void {
  for (const [index, { name, properties }] of rules.entries()) {
    const { priority, direction } = properties;
    if (priority < 100 || priority > 4096) {
      const message =
        `Security rule has invalid Priority. Value provided: ${priority} Allowed range 100-4096. ` +
        'To learn more, see aka.ms/nsgrules.';
      throw serviceError(400, 'SecurityRuleInvalidPriority', message);
    }
    const other = rules
      .slice(0, index)
      .find((rule) => rule.properties.priority === priority && isSame(rule.properties.direction, direction));
    if (other !== undefined) throw conflict(other.name, name);
  }
}

/** Text as reported in https://github.com/hashicorp/terraform-provider-azurerm/issues/11137 */
function conflict(existing: string, name: string) {
  const message =
    `Security rule ${existing} conflicts with rule ${name}. Rules cannot have the same Priority and Direction. ` +
    'To learn more, see aka.ms/nsgrules.';
  return serviceError(400, 'SecurityRuleConflict', message);
}

export function storeRule(platform: Platform, parentId: string, { name, properties }: RuleWish): SecurityRule {
  const { priority, direction } = properties;
  return storePart(
    platform,
    platform.state.securityRules,
    { parentId, type: SECURITY_RULES, name },
    { ...NO_LISTS, ...echoOf(properties, ['provisioningState']), priority, direction },
  );
}

/** Answers have the plural properties even where a rule has the singular ones. */
export const NO_LISTS = {
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
};

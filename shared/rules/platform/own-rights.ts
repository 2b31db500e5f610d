import type { PermissionSet } from '../../model/azure.ts';
import type { OwnRights } from '../../model/fact.ts';
import type { Permission } from '../../model/permission.ts';
import { partsOf } from '../../model/resource-id.ts';
import type { Step } from '../../model/step.ts';
import { az } from '../../steps/az.ts';
import { defineRule, manual, notApplicable, satisfied } from '../define-rule.ts';
import { NEVER_ACCEPTED } from '../never-accepted.ts';
import { OWN_RIGHTS } from '../rule-ids.ts';

export const ownRights = defineRule({
  id: OWN_RIGHTS,
  slug: 'own-rights',
  title: 'Backstay itself may do what is planned',
  failureTitle: 'Backstay itself may not do what is planned',
  why: 'A right that is missing is better known before the first write than in the middle of the work.',
  severity: 'required',
  neverAccepted: NEVER_ACCEPTED.ownRights,
  docs: 'https://learn.microsoft.com/azure/role-based-access-control/check-access',
  serviceErrors: ['AuthorizationFailed', 'LinkedAuthorizationFailed'],
  fix: 'person',
  byHand: [grant('SUBSCRIPTION', 'ROLE', 'SCOPE')],
  needs: ['ownRights'],

  evaluate({ ownRights: rights }) {
    if (rights.wanted.length === 0) return notApplicable('NoChangePlanned', 'Nothing is to be written.');
    const lacking = lackingRights(rights);
    const [first] = lacking;
    if (first === undefined) {
      return satisfied(
        'RoleAssignmentPresent',
        `Backstay holds all ${rights.wanted.length} rights that the plan needs.`,
        {
          rights: rights.wanted.map(inWords),
        },
      );
    }
    return manual(
      'RoleAssignmentMissing',
      `Backstay's identity lacks ${first.action} on ${partsOf(first.scope).name}${lacking.length > 1 ? ` and ${lacking.length - 1} rights more` : ''}.`,
      [...new Set(lacking.map((right) => commandFor(right, rights.principalId)))],
      { lacking: lacking.map(inWords) },
    );
  },
});

/** The rights that are wanted and that no grant at their scope gives. */
export function lackingRights({ wanted, held }: OwnRights): readonly Permission[] {
  return wanted.filter(({ action, scope }) => {
    const sets = held.find((each) => each.scope === scope)?.sets ?? [];
    return !sets.some((set) => gives(set, action));
  });
}

/** Exclusions of one grant do not limit another. */
function gives({ actions, notActions }: PermissionSet, action: string): boolean {
  return actions.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action));
}

/**
 * `*` stands for any number of characters, letter case does not count.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions
 */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(action);
}

function inWords({ action, scope }: Permission): string {
  return `${action} on ${scope}`;
}

/**
 * The narrowest built-in role that has it; a deployed Backstay comes with custom roles that are
 * narrower still.
 */
const ROLE_FOR: readonly (readonly [prefix: string, role: string])[] = [
  ['microsoft.authorization/roleassignments/', 'Role Based Access Control Administrator'],
  ['microsoft.authorization/policyassignments/', 'Resource Policy Contributor'],
  ['microsoft.dataprotection/', 'Backup Contributor'],
  ['microsoft.storage/', 'Storage Account Contributor'],
  ['microsoft.network/', 'Network Contributor'],
  ['microsoft.managedidentity/', 'Managed Identity Operator'],
];

function commandFor({ action, scope }: Permission, principalId: string | undefined): Step {
  const role = ROLE_FOR.find(([prefix]) => action.toLowerCase().startsWith(prefix))?.[1] ?? 'Contributor';
  return grant(partsOf(scope).subscriptionId, role, scope, principalId);
}

function grant(subscription: string, role: string, scope: string, assigneeObjectId = 'OBJECT-ID-OF-BACKSTAY'): Step {
  const options = { subscription, assigneeObjectId, assigneePrincipalType: 'ServicePrincipal', role, scope } as const;
  return az('role assignment create', options);
}

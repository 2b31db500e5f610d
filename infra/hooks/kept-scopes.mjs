// Azure refuses to take a subscription out of the scopes of a custom role while the role is still
// assigned there (RoleScopeBeingRemovedContainsAssignments). Such subscriptions stay among its
// scopes until a person has deleted the assignments.
import { askJson } from './tools.mjs';

const MAY_NOT = 'You need the right to read role definitions there: Reader is enough.';

/**
 * @param subscription where Backstay's roles are
 * @param suffix at the end of their names
 * @param wanted ids of all subscriptions in which the profiles still ask for rights, in small
 *   letters
 * @returns kept: ids of further subscriptions, in small letters; remarks: what to delete there
 */
export function keptScopes({ run, subscription, suffix, wanted }) {
  const roles = rolesOf({ run, subscription, suffix });
  const before = roles.flatMap(({ assignableScopes = [] }) => assignableScopes.map((scope) => scope.toLowerCase()));
  const leaving = [...new Set(before)]
    .map((scope) => /^\/subscriptions\/([^/]+)$/.exec(scope)?.[1])
    .filter((id) => id !== undefined && id !== subscription.toLowerCase() && !wanted.includes(id));
  const names = roles.map(({ name }) => name.toLowerCase());
  const found = leaving.map((id) => ({ id, ...assignmentsIn(run, id, names) }));
  const kept = found.filter(({ ids, why }) => why !== undefined || ids.length > 0);
  return { kept: kept.map(({ id }) => id), remarks: kept.map(remarkOn) };
}

function rolesOf({ run, subscription, suffix }) {
  const args = [
    'role',
    'definition',
    'list',
    '--custom-role-only',
    'true',
    '--scope',
    `/subscriptions/${subscription}`,
  ];
  const all = askJson(run, 'az', args, MAY_NOT) ?? [];
  return all.filter(({ roleName }) => roleName.startsWith('Backstay ') && roleName.endsWith(`(${suffix})`));
}

function assignmentsIn(run, id, roles) {
  const { status, stdout, stderr } = run('az', [
    'role',
    'assignment',
    'list',
    '--all',
    '--subscription',
    id,
    '--output',
    'json',
  ]);
  if (status !== 0) return { ids: [], why: stderr.trim().split('\n').at(-1) };
  const all = JSON.parse(stdout || '[]');
  const ours = all.filter(({ roleDefinitionId }) => roles.includes(roleDefinitionId.split('/').at(-1).toLowerCase()));
  return { ids: ours.map((one) => one.id), why: undefined };
}

function remarkOn({ id, ids, why }) {
  if (why !== undefined) {
    return `Subscription ${id} has left profiles.json, and its role assignments could not be read (${why}). Backstay's roles stay assignable there.`;
  }
  return [
    `Subscription ${id} has left profiles.json, but Backstay's roles are still assigned there (${ids.length}): Backstay may still act there. Delete the assignments, then: azd provision`,
    ...ids.map((one) => `  az role assignment delete --ids "${one}"`),
  ].join('\n');
}

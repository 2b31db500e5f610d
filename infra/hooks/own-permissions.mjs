// Whether the person who deploys may do what the deployment does.

const MAKE_RESOURCES = [
  'Microsoft.Resources/deployments/write',
  'Microsoft.Resources/subscriptions/resourceGroups/write',
];
const GIVE_RIGHTS = ['Microsoft.Authorization/roleDefinitions/write', 'Microsoft.Authorization/roleAssignments/write'];
const REGISTER = ['Microsoft.Storage/register/action'];
const SUBSCRIBE_TO_EVENTS = ['Microsoft.EventGrid/systemTopics/write', 'Microsoft.EventGrid/register/action'];

/**
 * @param own id of Backstay's subscription
 * @param granted ids of the subscriptions in which Backstay gets rights
 * @param listened ids of the subscriptions whose events Backstay gets
 * @returns problems, as sentences
 */
export function checkPermissions(run, { own, granted, listened }) {
  const needs = new Map();
  const need = (id, actions) => needs.set(id, new Set([...(needs.get(id) ?? []), ...actions]));
  need(own.toLowerCase(), [...MAKE_RESOURCES, ...GIVE_RIGHTS, ...REGISTER]);
  for (const id of granted) need(id.toLowerCase(), ['Microsoft.Resources/deployments/write', ...GIVE_RIGHTS]);
  for (const id of listened) need(id.toLowerCase(), [...MAKE_RESOURCES, ...SUBSCRIBE_TO_EVENTS]);
  return [...needs].flatMap(([id, actions]) => problemsIn(run, id, [...actions]));
}

function problemsIn(run, id, actions) {
  // https://learn.microsoft.com/rest/api/authorization/permissions/list-for-subscription
  const url = `/subscriptions/${id}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
  const { status, stdout, stderr } = run('az', ['rest', '--method', 'get', '--url', url, '--output', 'json']);
  if (status !== 0) {
    return [
      `Subscription ${id}: your permissions could not be read (${stderr.trim().split('\n').at(-1)}). ` +
        'Sign in with an account that has rights there, or correct its id in profiles.json.',
    ];
  }
  const held = JSON.parse(stdout || '{}').value ?? [];
  const missing = actions.filter((action) => !held.some((permission) => allows(permission, action)));
  if (missing.length === 0) return [];
  return [
    `Subscription ${id}: you lack the right to ${missing.join(', ')}. ` +
      'You need Owner there, or Contributor together with User Access Administrator.',
  ];
}

/** Each permission comes from one role: what that role excludes, another one may still allow. */
function allows({ actions = [], notActions = [] }, action) {
  return actions.some((pattern) => covers(pattern, action)) && !notActions.some((pattern) => covers(pattern, action));
}

function covers(pattern, action) {
  const form = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${form}$`, 'i').test(action);
}

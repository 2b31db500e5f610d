// Before provisioning, and before anything is made: all that would be refused in the middle of it,
// in words that do not say what to do.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { grantedScopes } from './granted-scopes.mjs';
import { checkPermissions } from './own-permissions.mjs';
import { listenedTo, readProfiles } from './profiles.mjs';
import { checkRegion, missingProviders } from './region-checks.mjs';
import { run } from './runner.mjs';
import { checkVersions } from './tool-versions.mjs';
import { checkTools, HookError, isStarted, isTrue, listOfIds, main, say } from './tools.mjs';

/**
 * Names that resource groups, function apps and event subscriptions all accept:
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
 */
const NAME = /^[a-z\d]([a-z\d-]{0,18}[a-z\d])?$/i;

export function checkEnvironment({ run, env, nodeVersion, profiles, rights, say }) {
  say('Checking tools, rights, region and names before anything is created: half a minute');
  const { problems, isUsable } = checkVersions(run, nodeVersion);
  problems.push(...checkName(env), ...checkDelivery(env));
  if (!isUsable) throw refused(problems);
  try {
    checkTools(run, env);
  } catch (error) {
    if (!(error instanceof HookError)) throw error;
    // Nothing of what follows can be asked.
    throw refused([...problems, error.message]);
  }

  const subscription = env.AZURE_SUBSCRIPTION_ID;
  const location = env.AZURE_LOCATION;
  if (!subscription)
    problems.push('AZURE_SUBSCRIPTION_ID is not set: azd env set AZURE_SUBSCRIPTION_ID SUBSCRIPTION-ID');
  if (!location) problems.push('AZURE_LOCATION is not set: azd env set AZURE_LOCATION REGION');
  if (!subscription || !location) throw refused(problems);

  const place = { subscription, location, environment: env.AZURE_ENV_NAME };
  const region = checkRegion(run, place, {
    nodeVersion: env.BACKSTAY_NODE_VERSION || undefined,
    isRecovering: isTrue(env.BACKSTAY_RECOVER_VAULT),
  });
  problems.push(...region.problems, ...checkPermissions(run, subscriptionsOf({ subscription, env, profiles, rights })));
  for (const remark of region.remarks) say(`Note: ${remark}`);
  if (problems.length > 0) throw refused(problems);

  const failed = missingProviders(run, place, isTrue(env.BACKSTAY_PRIVATE_NETWORK)).flatMap((provider) =>
    register(run, provider, subscription, say),
  );
  if (failed.length > 0) throw refused(failed);
  say('Done. Nothing stands in the way of the deployment.');
}

function checkName(env) {
  const name = env.AZURE_ENV_NAME;
  if (!name) return ['AZURE_ENV_NAME is not set. Run this by `azd provision`, or make an environment: azd env new'];
  if (NAME.test(name)) return [];
  return [
    `The environment is named "${name}", and its name becomes a part of all others: only letters, digits and hyphens, with no hyphen at either end, and at most 20 of them. ` +
      'Make another one: azd env new NAME',
  ];
}

function checkDelivery({ BACKSTAY_EVENT_DELIVERY: how }) {
  if (!how || ['function', 'queue'].includes(how)) return [];
  return [`BACKSTAY_EVENT_DELIVERY is "${how}": azd env set BACKSTAY_EVENT_DELIVERY function, or queue`];
}

function subscriptionsOf({ subscription, env, profiles, rights }) {
  const wanted = {
    lookIntoContainers: isTrue(env.BACKSTAY_LOOK_INTO_CONTAINERS),
    alsoRead: listOfIds(env, 'BACKSTAY_ALSO_READ'),
  };
  const granted = grantedScopes(profiles, rights, wanted).map(({ scope }) => scope.split('/')[2]);
  return { own: subscription, granted: [...new Set(granted)], listened: listenedTo(profiles) };
}

function register(run, provider, subscription, say) {
  say(`Subscription ${subscription}: ${provider} is being registered`);
  const args = ['provider', 'register', '--namespace', provider, '--subscription', subscription];
  const { status, stderr } = run('az', [...args, '--wait']);
  if (status === 0) return [];
  return [
    `${provider} could not be registered (${stderr.trim().split('\n').at(-1)}). Register it, or have it registered: az ${args.join(' ')}`,
  ];
}

function refused(problems) {
  const many = problems.length === 1 ? 'One thing stands' : `${problems.length} things stand`;
  return new HookError(
    [`${many} in the way, and nothing was created:`, ...problems.map((each) => `- ${each}`), 'Then: azd up'].join('\n'),
  );
}

if (isStarted(import.meta)) {
  const infra = resolve(import.meta.dirname, '..');
  await main(() =>
    checkEnvironment({
      run,
      env: process.env,
      nodeVersion: process.versions.node,
      profiles: readProfiles(join(infra, '..')),
      rights: JSON.parse(readFileSync(join(infra, 'rights.json'), 'utf8')),
      say,
    }),
  );
}

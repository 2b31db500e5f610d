// Before provisioning: what would else be refused in the middle of it, in words that do not say what to do.
import { run } from './runner.mjs';
import { ask, HookError, isStarted, isTrue, main, needed, say } from './tools.mjs';

/** What resource groups, function apps and event subscriptions all take: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules */
const NAME = /^[a-z\d]([a-z\d-]{0,18}[a-z\d])?$/i;
/** Delegates the subnet of a Flex Consumption app: https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#enable-virtual-network-integration */
const NETWORK_PROVIDER = 'Microsoft.App';

export function checkEnvironment({ run, env, say }) {
  const name = needed(env, 'AZURE_ENV_NAME', 'Run this by `azd provision`, or make an environment: azd env new');
  if (!NAME.test(name)) {
    throw new HookError(
      `The environment is named "${name}", and its name becomes a part of all others: only letters, digits and hyphens, with no hyphen at either end, and at most 20 of them. ` +
        'Make another one: azd env new <name>',
    );
  }
  if (!isTrue(env.BACKSTAY_PRIVATE_NETWORK)) return;
  const subscription = needed(env, 'AZURE_SUBSCRIPTION_ID', 'Choose one: azd env set AZURE_SUBSCRIPTION_ID <id>');
  say(`The private network needs ${NETWORK_PROVIDER}, which is registered`);
  ask(
    run,
    'az',
    ['provider', 'register', '--namespace', NETWORK_PROVIDER, '--subscription', subscription, '--wait'],
    `You need the right to register providers there, or have it done: az provider register --namespace ${NETWORK_PROVIDER} --subscription ${subscription}`,
  );
}

if (isStarted(import.meta)) await main(() => checkEnvironment({ run, env: process.env, say }));

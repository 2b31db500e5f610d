// After deploying: events are subscribed to, now that their functions are there.
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listenedTo, readProfiles } from './profiles.mjs';
import { run } from './runner.mjs';
import { ask, checkTools, HookError, isStarted, main, needed, say } from './tools.mjs';

/** As infra/events/subscriptions.bicep has them. */
export const FUNCTIONS = ['clusterWritten', 'vaultWritten'];
const PROVIDERS = ['Microsoft.EventGrid', 'Microsoft.Insights'];
const TRIES = 20;
const BETWEEN_MS = 15_000;

const FIRST = 'It is an output of infra/main.bicep: run `azd provision` first.';
const WHY_NOT =
  'If a subscription has a system topic already (Azure allows one for each), find it with `az eventgrid system-topic list --subscription <id>`, give it a ' +
  'system-assigned identity, and name it: azd env set BACKSTAY_EXISTING_TOPICS \'["<resource id>"]\'. Then: azd deploy';

export async function connectEvents({ run, env, profiles, parameters, wait, say }) {
  const subscription = needed(env, 'AZURE_SUBSCRIPTION_ID', 'Run this by `azd deploy`.');
  const location = needed(env, 'AZURE_LOCATION', 'Run this by `azd deploy`.');
  const name = needed(env, 'BACKSTAY_NAME_SUFFIX', FIRST);
  const app = needed(env, 'BACKSTAY_FUNCTION_APP_ID', FIRST);
  checkTools(run, env);

  for (const listened of listenedTo(profiles)) {
    for (const provider of PROVIDERS) {
      say(`Subscription ${listened}: ${provider} is registered`);
      ask(
        run,
        'az',
        ['provider', 'register', '--namespace', provider, '--subscription', listened, '--wait'],
        `You need the right to register providers there, or have it done: az provider register --namespace ${provider} --subscription ${listened}`,
      );
    }
  }

  for (const each of FUNCTIONS) {
    say(`The function ${each} is there`);
    await seen(run, `${app}/functions/${each}`, wait);
  }

  say('Events are subscribed to: a few minutes');
  ask(
    run,
    'az',
    [
      'deployment',
      'sub',
      'create',
      '--subscription',
      subscription,
      '--location',
      location,
      '--name',
      `backstay-events-${name}`,
      '--parameters',
      parameters,
      '--output',
      'none',
    ],
    WHY_NOT,
  );
  say('Done. Backstay hears of every cluster and vault that is written from now on.');
}

/** The platform takes note of the functions of a new package a little after it was deployed. */
async function seen(run, id, wait) {
  for (let tried = 1; ; tried++) {
    const { status, stderr } = run('az', ['resource', 'show', '--ids', id, '--output', 'none']);
    if (status === 0) return;
    if (tried === TRIES) {
      throw new HookError(
        `${id} does not appear: ${stderr.trim().split('\n').at(-1)}\nThe package did not load, or its settings are wrong: see the log of the function app (docs/runbook.md#no-heartbeat), then: azd deploy`,
      );
    }
    await wait(BETWEEN_MS);
  }
}

if (isStarted(import.meta)) {
  const infra = resolve(import.meta.dirname, '..');
  await main(() =>
    connectEvents({
      run,
      env: process.env,
      profiles: readProfiles(join(infra, '..', 'profiles.json')),
      parameters: join(infra, 'events.bicepparam'),
      wait,
      say,
    }),
  );
}

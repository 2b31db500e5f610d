// After deploying: events are subscribed to, now that their functions are there.
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { listenedTo, readProfiles } from './profiles.mjs';
import { run } from './runner.mjs';
import { ask, checkTools, HookError, isStarted, isTrue, main, needed, say } from './tools.mjs';

/** As infra/events/subscriptions.bicep has them. */
export const FUNCTIONS = ['clusterWritten', 'vaultWritten'];
const PROVIDERS = ['Microsoft.EventGrid', 'Microsoft.Insights'];
const TRIES = 20;
const BETWEEN_MS = 15_000;

/** As infra/modules/alerts.bicep has it. */
const ALERTS_VERSION = '2026-03-01';

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
    await seen(run, app, each, wait);
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
  alertOnSilence({ run, env, say });
  say('Done. Backstay hears of every cluster and vault that is written from now on.');
}

/**
 * From now on silence means something. azd's environment remembers it, so that the next deployment of infra/main.bicep leaves the alert on.
 * Last of all, when sweeps have begun.
 */
function alertOnSilence({ run, env, say }) {
  if (isTrue(env.BACKSTAY_DEPLOYED)) return;
  const alert = needed(env, 'BACKSTAY_HEARTBEAT_ALERT_ID', FIRST);
  say('The alert no-heartbeat is on');
  const url = `${alert}?api-version=${ALERTS_VERSION}`;
  const body = JSON.stringify({ properties: { enabled: true } });
  ask(
    run,
    'az',
    ['rest', '--method', 'PATCH', '--url', url, '--headers', 'Content-Type=application/json', '--body', body],
    `Turn it on by hand: az resource update --ids ${alert} --set properties.enabled=true. Then: azd env set BACKSTAY_DEPLOYED true`,
  );
  const set = ['env', 'set', 'BACKSTAY_DEPLOYED', 'true'];
  ask(run, 'azd', set, `Set it by hand, else the next deployment turns the alert off: azd ${set.join(' ')}`);
}

/** The platform takes note of the functions of a new package a little after it was deployed. */
async function seen(run, app, name, wait) {
  const id = `${app}/functions/${name}`;
  for (let tried = 1; ; tried++) {
    const { status, stderr } = run('az', ['resource', 'show', '--ids', id, '--output', 'none']);
    if (status === 0) return;
    if (tried === TRIES) {
      throw new HookError(
        `${id} does not appear: ${stderr.trim().split('\n').at(-1)}
The package did not load, its settings are wrong, or a Key Vault reference among them (BACKSTAY_TEAMS_WEBHOOK) could not be resolved yet:
Azure takes up to ten minutes until everybody knows of the role that reads the secret. The log of the app says which of them: in the portal
"Log stream", or docs/runbook.md#no-heartbeat. "Environment variables" there shows whether the reference is resolved; Azure tries it again at
a restart: az resource invoke-action --action restart --ids ${app}. Then: azd deploy`,
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

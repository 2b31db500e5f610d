// After deploying: events are subscribed to, now that their functions are there.
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { waitForFunction, waitForHealth, waitForKey } from './app-is-up.mjs';
import { deleteFailed, FUNCTIONS, topicsOf } from './event-subscriptions.mjs';
import { listenedTo, readProfiles } from './profiles.mjs';
import { run } from './runner.mjs';
import { ask, checkTools, failed, isByQueue, isStarted, isTrue, listOfIds, main, needed, say } from './tools.mjs';

const PROVIDERS = ['Microsoft.EventGrid', 'Microsoft.Insights'];
/** Takes the events from the queue. */
const QUEUE_FUNCTION = 'eventQueued';
const TRIES = 6;
const BETWEEN_MS = 30_000;

/** As infra/modules/alerts.bicep has it. */
const ALERTS_VERSION = '2026-03-01';

const FIRST = 'It is an output of infra/main.bicep: run `azd provision` first.';

// Temporary failures: the app did not answer the handshake in time, its function or key is not
// known to Event Grid yet, the right to the dead letters does not count yet, or Event Grid had
// trouble of its own.
const PASSING = [
  /endpoint validation|url validation|validation handshake|destination endpoint not found|MessagingGateway/i,
  /dead-?letter|not authorized/i,
  /InternalServerError|internal error/i,
];
const NO_RIGHT = /AuthorizationFailed/;
const TOPIC_IS_THERE = /only one system topic|system topic\b.{0,200}\balready exists/is;
const USE_TOPIC =
  'A subscription has a system topic already (Azure allows one for each): find it with `az eventgrid system-topic list --subscription SUBSCRIPTION-ID`, give it a ' +
  'system-assigned identity, and name it: azd env set BACKSTAY_EXISTING_TOPICS \'["TOPIC-ID"]\'. Then: azd deploy';
const MAY_NOT =
  'You need Contributor together with User Access Administrator, or Owner, of every subscription that profiles.json names. Then: azd deploy';
const LATER =
  'Code and rights are in place, only the events are missing; until then the hourly list finds new clusters. Try again later: azd hooks run postdeploy';

/** @param hook how to call tools, azd's environment, the profiles, how to GET an address */
export async function connectEvents({ run, env, profiles, parameters, get, wait, say }) {
  const subscription = needed(env, 'AZURE_SUBSCRIPTION_ID', 'Run this by `azd deploy`.');
  const location = needed(env, 'AZURE_LOCATION', 'Run this by `azd deploy`.');
  const suffix = needed(env, 'BACKSTAY_NAME_SUFFIX', FIRST);
  const app = needed(env, 'BACKSTAY_FUNCTION_APP_ID', FIRST);
  const url = needed(env, 'BACKSTAY_APP_URL', FIRST);
  checkTools(run, env);

  const listened = listenedTo(profiles);
  for (const id of listened) registerProviders({ run, subscription: id, say });
  await waitForHealth({ get, url, app, wait, say });
  // A queue takes events without a key of the app, and without an answer of it.
  const byQueue = isByQueue(env);
  for (const name of byQueue ? [QUEUE_FUNCTION] : FUNCTIONS) await waitForFunction({ run, app, name, wait, say });
  if (!byQueue) await waitForKey({ run, app, wait, say });

  const topics = topicsOf(listened, suffix, listOfIds(env, 'BACKSTAY_EXISTING_TOPICS'));
  const args = ['deployment', 'sub', 'create', '--subscription', subscription, '--location', location];
  const what = ['--name', `backstay-events-${suffix}`, '--parameters', parameters, '--output', 'none'];
  for (let tried = 1; ; tried++) {
    say(`Events are subscribed to: a few minutes (try ${tried} of ${TRIES})`);
    const answer = run('az', [...args, ...what]);
    if (answer.status === 0) break;
    const text = `${answer.stdout}${answer.stderr}`;
    const why = reasonToTryAgain(text);
    if (why === undefined || tried === TRIES) throw failed('az', args, answer, adviceOn(text));
    say(`Azure says "${why}", which mostly passes: retry in half a minute`);
    deleteFailed({ run, topics, suffix, say });
    await wait(BETWEEN_MS);
  }
  alertOnSilence({ run, env, say });
  say('Done. Backstay hears of every cluster and vault that is written from now on.');
}

/** The words that say that it may pass; undefined when it will not. */
function reasonToTryAgain(text) {
  if (TOPIC_IS_THERE.test(text) || NO_RIGHT.test(text)) return undefined;
  // Names of our own say nothing: modules and containers are named after dead letters as well.
  const words = text.replaceAll(/backstay-[\w-]+/gi, '');
  return PASSING.map((pattern) => pattern.exec(words)?.[0]).find((found) => found !== undefined);
}

function adviceOn(text) {
  if (TOPIC_IS_THERE.test(text)) return USE_TOPIC;
  return NO_RIGHT.test(text) ? MAY_NOT : LATER;
}

function registerProviders({ run, subscription, say }) {
  for (const provider of PROVIDERS) {
    say(`Subscription ${subscription}: ${provider} is registered`);
    ask(
      run,
      'az',
      ['provider', 'register', '--namespace', provider, '--subscription', subscription, '--wait'],
      `You need the right to register providers there, or have it done: az provider register --namespace ${provider} --subscription ${subscription}`,
    );
  }
}

/**
 * From now on silence means something. azd's environment remembers it, so that the next deployment
 * of infra/main.bicep leaves the alert on. Last of all, when sweeps have started.
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
    `Turn it on manually: az resource update --ids ${alert} --set properties.enabled=true. Then: azd env set BACKSTAY_DEPLOYED true`,
  );
  const set = ['env', 'set', 'BACKSTAY_DEPLOYED', 'true'];
  ask(run, 'azd', set, `Set it manually, else the next deployment turns the alert off: azd ${set.join(' ')}`);
}

async function statusOf(address) {
  const answer = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(60_000) });
  await answer.body?.cancel();
  return answer.status;
}

if (isStarted(import.meta)) {
  const infra = resolve(import.meta.dirname, '..');
  await main(() =>
    connectEvents({
      run,
      env: process.env,
      profiles: readProfiles(join(infra, '..')),
      parameters: join(infra, 'events.bicepparam'),
      get: statusOf,
      wait,
      say,
    }),
  );
}

import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import type { Azd, HookRun } from './azd.ts';
import type { Cloud } from './cloud.ts';

const OTHER = '9f8e7d6c-1111-4222-8333-444455556666';
const [STANDARD] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
const ALONE = [STANDARD];
const BOTH = [{ ...STANDARD, selector: { subscriptions: [SUBSCRIPTION_ID, OTHER] } }];
const CLUSTER_WRITTEN = 'microsoft.containerservice/managedclusters/write';
const ENDED = 'Backstay hears of every cluster and vault that is written from now on';

/** The package as it was deployed, in the functions host of this machine. */
export interface RunningApp {
  /** Writes the first cluster, as an operator would. */
  createCluster(): Promise<void>;
  /** Operations of the events that were accepted up to now. */
  readonly accepted: readonly string[];
}

export interface Scene {
  readonly title: string;
  /** Whether it needs the app itself, and Azure around it. */
  readonly needsApp?: true;
  readonly play: (on: {
    readonly app?: RunningApp;
    readonly azd: Azd;
    readonly cloud: Cloud;
    readonly profiles: (all: readonly object[]) => void;
  }) => Promise<void>;
}

/** One deployment from its first day to its last: each scene goes on where the one before has ended. */
export const SCENES: readonly Scene[] = [
  {
    title: 'the preflight names everything that stands in the way, and creates nothing',
    async play({ azd, cloud, profiles }) {
      profiles(ALONE);
      cloud.fail('az bicep version', 'ERROR: Bicep CLI not found. Install it now by running "az bicep install".');
      cloud.fail('az functionapp list-flexconsumption-locations', 'ERROR: Please run az login');
      cloud.fail('az rest --method get --url /subscriptions/', 'ERROR: (SubscriptionNotFound) not found', 2);
      const runs = await azd.hook('preprovision');
      has(
        runs,
        'az bicep install',
        'your permissions could not be read',
        'nothing was created',
        'Note: Could not check whether westeurope',
      );
      assert.deepEqual([runs.length, runs[0]?.status], [1, 1]);
      assert.deepEqual(
        cloud.lines.filter((line) => / (?:create|register) /.test(line)),
        [],
      );
    },
  },
  {
    title: 'azd up: every hook in the order of docs/deploy.md, one package, events connected',
    async play({ azd, cloud, profiles }) {
      profiles(ALONE);
      const runs = await azd.up();
      succeeded(runs);
      const hooks = runs.map(({ command }) => /hooks\/(\S+)$/.exec(command)?.[1]);
      const documented = [...stepFour().matchAll(/`infra\/hooks\/([\w-]+\.mjs)`/g)].map(([, name]) => name);
      const named = (each: string | undefined) => documented.includes(each) && each !== undefined;
      // The package is asked for twice; the recovered vault has no row, since it says nothing on a first deployment.
      assert.deepEqual([...new Set(hooks.filter(named))], documented);
      assert.deepEqual(outputOf(runs).match(/The package is (?:being made|up to date)/g), [
        'The package is being made',
        'The package is up to date',
      ]);
      has(runs, ENDED, 'Microsoft.Web is being registered', 'The key of Event Grid is there');
      const { alertIsOn, eventSubscriptions, roleScopes } = cloud.seen();
      assert.equal(alertIsOn, true);
      assert.deepEqual(eventSubscriptions, [
        'backstay-clusterWritten-prod-abcde Succeeded',
        'backstay-vaultWritten-prod-abcde Succeeded',
      ]);
      assert.deepEqual(roleScopes, [`/subscriptions/${SUBSCRIPTION_ID}`]);
    },
  },
  {
    title: 'the first event: a cluster is created, and the package that was deployed accepts its event',
    needsApp: true,
    async play({ app }) {
      assert.ok(app);
      await app.createCluster();
      for (let tries = 0; tries < 600 && !app.accepted.includes(CLUSTER_WRITTEN); tries++) await wait(100);
      assert.ok(app.accepted.includes(CLUSTER_WRITTEN), `accepted: ${app.accepted.join(', ')}`);
    },
  },
  {
    title: 'every phrase that docs/deploy.md expects of azd up is written by a hook',
    async play({ azd }) {
      const text =
        readFileSync(join(azd.folder, 'infra', 'hooks', 'grant-rights.mjs'), 'utf8') +
        readFileSync(join(azd.folder, 'infra', 'hooks', 'connect-events.mjs'), 'utf8');
      const expected = stepFour()
        .split('\n')
        .filter((line) => /^\| |^It ends with/.test(line))
        .join('\n');
      const phrases = [...expected.matchAll(/\*([A-Z][^*]{20,})\*/g)].map(([, phrase = '']) => phrase);
      assert.ok(phrases.length >= 3, `only ${phrases.length} phrases`);
      for (const phrase of phrases) {
        for (const part of phrase.replaceAll('"', '').split('…'))
          assert.ok(text.includes(part.replace(/^, /, '').trim()), `no hook says "${part}"`);
      }
    },
  },
  {
    title: 'the handshake fails twice and leaves a failed subscription: it is deleted, and the third try succeeds',
    async play({ azd, cloud }) {
      cloud.failEventSubscriptions();
      cloud.fail(
        'az deployment sub create --subscription',
        'ERROR: Webhook validation handshake failed for the endpoint.',
      );
      const runs = await azd.deploy();
      succeeded(runs);
      has(runs, 'try 1 of 6', 'try 2 of 6', 'mostly passes', 'backstay-clusterWritten-prod-abcde was deleted', ENDED);
      assert.ok(cloud.seen().eventSubscriptions.every((each) => each.endsWith('Succeeded')));
    },
  },
  {
    title: 'a topic of others is told with its own advice, and at once',
    async play({ azd, cloud }) {
      cloud.fail('az deployment sub create', 'ERROR: Only one system topic is allowed per source.');
      const runs = await azd.hook('postdeploy');
      assert.equal(runs.at(-1)?.status, 1);
      has(runs, 'BACKSTAY_EXISTING_TOPICS');
      assert.ok(!outputOf(runs).includes('try 2 of 6'));
    },
  },
  {
    title: 'events by a queue ask for no key',
    async play({ azd, cloud }) {
      cloud.env.BACKSTAY_EVENT_DELIVERY = 'queue';
      const before = cloud.lines.length;
      const runs = await azd.hook('postdeploy');
      succeeded(runs);
      has(runs, 'The function eventQueued is there', ENDED);
      assert.ok(!cloud.lines.slice(before).some((line) => line.includes('listkeys')));
      cloud.env.BACKSTAY_EVENT_DELIVERY = 'function';
    },
  },
  {
    title: 'a subscription enters the profiles, and its rights and events with it',
    async play({ azd, cloud, profiles }) {
      profiles(BOTH);
      succeeded(await azd.up());
      assert.ok(cloud.seen().roleScopes.includes(`/subscriptions/${OTHER}`));
      assert.ok(cloud.seen().assignments.some((scope) => scope.includes(OTHER)));
      assert.equal(cloud.seen().eventSubscriptions.length, 4);
    },
  },
  {
    title: 'a subscription leaves the profiles: azd up goes on, lists what to delete, and then lets it go',
    async play({ azd, cloud, profiles }) {
      profiles(ALONE);
      const first = await azd.up();
      succeeded(first);
      has(first, `Subscription ${OTHER} has left profiles.json`);
      assert.ok(cloud.seen().roleScopes.includes(`/subscriptions/${OTHER}`));
      const listed = [...outputOf(first).matchAll(/az role assignment delete --ids "([^"]+)"/g)].map(
        ([, id = '']) => id,
      );
      assert.ok(listed.length > 0);
      for (const id of listed) cloud.run('az', ['role', 'assignment', 'delete', '--ids', id]);
      succeeded(await azd.up());
      assert.ok(!cloud.seen().roleScopes.includes(`/subscriptions/${OTHER}`));
    },
  },
  {
    title: 'Azure holds on to a scope that nobody saw: the code is told with what to do',
    async play({ azd, cloud }) {
      cloud.fail(
        'az deployment sub create',
        'ERROR: {"code": "RoleScopeBeingRemovedContainsAssignments", "message": "…"}',
      );
      const runs = await azd.hook('postprovision');
      assert.equal(runs.at(-1)?.status, 1);
      has(runs, 'Delete the assignments that Azure names');
      assert.ok(!outputOf(runs).includes('You need to be Owner'));
    },
  },
  {
    title: 'an upgrade makes a new package, and all else stays',
    async play({ azd, cloud }) {
      const before = cloud.seen();
      appendFileSync(join(azd.folder, 'functions', 'sweep.ts'), '\n// A later version.\n');
      const runs = await azd.up();
      succeeded(runs);
      has(runs, 'The package is being made', 'The package is up to date', ENDED);
      const after = cloud.seen();
      assert.deepEqual([after.assignments, after.roleScopes], [before.assignments, before.roleScopes]);
    },
  },
  {
    title: 'uninstall: without its assignments Backstay can do nothing any more',
    async play({ cloud }) {
      const listed = cloud.run('az', ['role', 'assignment', 'list', '--all', '--subscription', SUBSCRIPTION_ID]).stdout;
      for (const { id } of JSON.parse(listed) as readonly { readonly id: string }[])
        cloud.run('az', ['role', 'assignment', 'delete', '--ids', id]);
      assert.deepEqual(cloud.seen().assignments, []);
    },
  },
];

/** The step of docs/deploy.md that describes `azd up`. */
function stepFour(): string {
  const page = readFileSync(resolve(import.meta.dirname, '..', '..', 'docs', 'deploy.md'), 'utf8');
  return page.slice(page.indexOf('## 4. '), page.indexOf('## 5. '));
}

function outputOf(runs: readonly HookRun[]): string {
  return runs.map(({ output }) => output).join('\n');
}

function succeeded(runs: readonly HookRun[]): void {
  const bad = runs.filter(({ status }) => status !== 0);
  assert.deepEqual(
    bad.map(({ command, output }) => `${command}\n${output}`),
    [],
  );
}

function has(runs: readonly HookRun[], ...words: readonly string[]): void {
  const output = outputOf(runs);
  for (const word of words) assert.ok(output.includes(word), `the hooks do not say "${word}":\n${output}`);
}

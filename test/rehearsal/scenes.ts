import assert from 'node:assert/strict';
import { appendFileSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { APP_FAILURES } from './app-failures.ts';
import { has, outputOf, succeeded } from './hook-output.ts';
import type { Rehearsal } from './on-rehearsal.ts';
import { UNINSTALL } from './uninstall.ts';

const OTHER = '9f8e7d6c-1111-4222-8333-444455556666';
const [STANDARD] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
const ALONE = [STANDARD];
const BOTH = [{ ...STANDARD, selector: { subscriptions: [SUBSCRIPTION_ID, OTHER] } }];
const ENDED = 'Backstay hears of every cluster and vault that is written from now on';

export interface Scene {
  readonly title: string;
  /** Whether it needs the app itself, and Azure around it. */
  readonly needsApp?: true;
  readonly play: (on: Rehearsal) => Promise<void>;
}

// Words of reports: https://github.com/Azure/azure-functions-eventgrid-extension/issues/73,
// https://github.com/Azure/bicep/issues/11656, https://github.com/MicrosoftDocs/azure-docs/issues/98216
const PASSING = [
  'ERROR: {"code": "Endpoint validation", "message": "Destination endpoint not found."}',
  'ERROR: The system assigned identity is not authorized to write to the deadletter destination.',
  'ERROR: {"code":"InternalServerError","message":"The operation failed due to an internal server error."}',
] as const;

const deletedVault = () => ({
  name: 'kv-backstay-abcde',
  properties: {
    scheduledPurgeDate: '2027-02-01T00:00:00+00:00',
    vaultId: `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-backstay-prod-westeurope/providers/Microsoft.KeyVault/vaults/kv-backstay-abcde`,
  },
});

/*
 * Failures of the platform that are no scene, because no command of a deployment shows them; a test
 * of the templates holds each:
 * - addresses of the storage in every cloud, dead letters past `defaultAction: Deny`:
 *   test/infra/names.test.ts, test/infra/secure.test.ts
 * - the alert on deliveries that fail, whose metric only Azure has: test/infra/secure.test.ts
 * - bounds of `maximumInstanceCount`, which Bicep checks: test/infra/secure.test.ts
 */

/**
 * One deployment from its first day to its last: each scene goes on where the one before has ended.
 */
export const SCENES: readonly Scene[] = [
  {
    title: 'an azd that cannot read azure.yaml refuses it, with the version that can',
    async play({ azd, cloud, profiles }) {
      profiles(ALONE);
      cloud.useTools({ azd: '1.23.14' });
      const runs = await azd.up();
      assert.deepEqual([runs.length, runs[0]?.status], [1, 1]);
      has(runs, "within the range '>= 1.23.15', but you have '1.23.14'");
      cloud.useTools({});
    },
  },
  {
    title: 'the preflight names everything that stands in the way, and creates nothing',
    async play({ azd, cloud }) {
      cloud.useTools({ node: '20.19.0' });
      cloud.fail('az bicep version', 'ERROR: Bicep CLI not found. Install it now by running "az bicep install".');
      cloud.reply('az version', { 'azure-cli': '2.59.0' });
      cloud.reply('az functionapp list-flexconsumption-locations', ['northeurope']);
      cloud.reply('az functionapp list-flexconsumption-runtimes', ['22']);
      cloud.reply('az keyvault list-deleted', [deletedVault()]);
      cloud.reply(`az rest --method get --url /subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Web/`, {
        value: [{ name: { value: 'Cores usage' }, currentValue: 0, limit: 0 }],
      });
      cloud.reply(`az rest --method get --url /subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.Authorization/`, {
        value: [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }],
      });
      const runs = await azd.hook('preprovision');
      has(
        runs,
        'The package is being made',
        '8 things stand in the way, and nothing was created',
        'Node is 20.19.0; version 22.0.0 or later is needed',
        'Azure CLI is 2.59.0; version 2.60.0 or later is needed',
        'az bicep install',
        'westeurope does not have Flex Consumption',
        'westeurope does not have Node 24, only 22',
        'No quota of instances in westeurope',
        'kv-backstay-abcde of an earlier deployment is deleted',
        'you lack the right to Microsoft.Authorization/roleDefinitions/write',
      );
      // The package comes first: the profiles that are checked here are in it.
      assert.deepEqual(
        runs.map(({ status }) => status),
        [0, 1],
      );
      assert.deepEqual(
        cloud.lines.filter((line) => / (?:create|register) /.test(line)),
        [],
      );
      cloud.useTools({});
    },
  },
  {
    title: 'azd up: every hook in the order of docs/deploy.md, one package, events connected',
    async play({ app, azd, cloud, profiles }) {
      profiles(ALONE);
      cloud.delayKey(2);
      const runs = await azd.up();
      succeeded(runs);
      const hooks = runs.map(({ command }) => /hooks\/(\S+)$/.exec(command)?.[1]);
      const documented = [...stepFour().matchAll(/`infra\/hooks\/([\w-]+\.mjs)`/g)].map(([, name]) => name);
      const named = (each: string | undefined) => documented.includes(each) && each !== undefined;
      // Three hooks ask for the package, and the preflight has made it. The recovered vault has
      // no row, since it says nothing on a first deployment.
      assert.deepEqual([...new Set(hooks.filter(named))], documented);
      assert.deepEqual(outputOf(runs).match(/The package is (?:being made|up to date)/g), [
        'The package is up to date',
        'The package is up to date',
        'The package is up to date',
      ]);
      has(runs, ENDED, 'Microsoft.Web is being registered', 'The key of Event Grid is there');
      has(runs, 'the system key eventgrid_extension: the host has not made it yet');
      if (app === undefined) has(runs, '/api/health: it answers 503');
      const { alertIsOn, eventSubscriptions, roleScopes } = cloud.seen();
      assert.equal(alertIsOn, true);
      assert.deepEqual(eventSubscriptions, [
        'backstay-clusterWritten-prod-abcde Succeeded',
        'backstay-vaultWritten-prod-abcde Succeeded',
      ]);
      assert.deepEqual(roleScopes, [`/subscriptions/${SUBSCRIPTION_ID}`]);
    },
  },
  ...APP_FAILURES,
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
    title: 'each error of Event Grid that passes is tried again, six times at most',
    async play({ azd, cloud }) {
      for (const words of PASSING) {
        cloud.fail('az deployment sub create --subscription', words);
        const runs = await azd.hook('postdeploy');
        succeeded(runs);
        has(runs, 'try 1 of 6', 'try 2 of 6', 'mostly passes', ENDED);
      }
      cloud.fail('az deployment sub create --subscription', PASSING[0], 6);
      const runs = await azd.hook('postdeploy');
      assert.equal(runs.at(-1)?.status, 1);
      has(runs, 'try 6 of 6', 'azd hooks run postdeploy');
      assert.ok(!outputOf(runs).includes('BACKSTAY_EXISTING_TOPICS'));
    },
  },
  {
    title: 'a topic of others is reported with its own advice, and at once',
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
    title: 'Azure holds on to an unseen scope: the code is reported with what to do',
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
    title: 'the code may not be deployed yet: azd up ends as docs/deploy.md says, and azd deploy goes on',
    async play({ azd, cloud }) {
      // https://github.com/Azure/azure-dev/issues/6064
      cloud.fail('azd deploy', 'ERROR: InaccessibleStorageException: BlobUploadFailedException: 403 (Forbidden)');
      const runs = await azd.up();
      assert.deepEqual([runs.at(-1)?.command, runs.at(-1)?.status], ['azd deploy', 1]);
      has(runs, 'InaccessibleStorageException');
      assert.match(stepFour(), /`InaccessibleStorageException` or\s`BlobUploadFailedException` and 403.*`azd deploy`/s);
      succeeded(await azd.deploy());
    },
  },
  {
    title: 'a role that Azure does not know everywhere yet is tried again',
    async play({ azd, cloud }) {
      cloud.fail('az deployment sub create', 'ERROR: {"code": "RoleDefinitionDoesNotExist", "message": "…"}', 2);
      const runs = await azd.hook('postprovision');
      succeeded(runs);
      has(runs, 'Azure does not know the new roles everywhere yet', 'try 2 of 6');
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
  ...UNINSTALL,
];

/** The step of docs/deploy.md that describes `azd up`. */
function stepFour(): string {
  const page = readFileSync(resolve(import.meta.dirname, '..', '..', 'docs', 'deploy.md'), 'utf8');
  return page.slice(page.indexOf('## 4. '), page.indexOf('## 5. '));
}

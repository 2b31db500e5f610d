import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { mintToken } from '../../local/azure/identity/token.ts';
import { writeScanEnv } from '../../local/demo/scan-env.ts';
import { CLUSTER_BODY, CLUSTER_ID, PERSON, PROFILES, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { parseSchedule } from '../../local/host/timer/schedule.ts';
import type { RunningApp } from './app.ts';
import { type Step, stepOf } from './guide.ts';
import type { Rehearsal } from './on-rehearsal.ts';
import { openShell, type Shell } from './shell.ts';

// Follows docs/deploy.md as a reader does: each command as it is printed, in order, in one shell.
// Each sentence after "Expect" has a check here; a sentence without one fails the walk, and so does
// a check without its sentence.

const [STANDARD] = PROFILES.profiles as [(typeof PROFILES.profiles)[number]];
const OBSERVED = [{ ...STANDARD, mode: 'observe' }];
/** Is there before Backstay, and sends no event of its own. */
const QUIET_CLUSTER = CLUSTER_ID.replace(/aks-shop$/, 'aks-quiet');

/** Has something that only an operator changes, unless a profile allows it. */
const withDrivers = (enabled: boolean) => ({
  ...CLUSTER_BODY,
  properties: {
    ...CLUSTER_BODY.properties,
    storageProfile: { diskCSIDriver: { enabled }, snapshotController: { enabled } },
  },
});

/** The reader's own names, in place of the names in capitals. */
const FILLED_IN = (webhook: string): Readonly<Record<string, string>> => ({
  'REPOSITORY-URL': 'https://github.com/example/backstay',
  'SUBSCRIPTION-ID': SUBSCRIPTION_ID,
  'CLUSTER-ID': CLUSTER_ID,
  'WORKFLOW-URL': webhook,
  'NAME@EXAMPLE.COM': 'reader@example.com',
});

export interface Walk extends Rehearsal {
  readonly app: RunningApp;
  readonly shell: Shell;
  /** Types a block of the page with the reader's own names in it. */
  readonly type: (block: string | undefined, options?: { readonly failures: number }) => Promise<string>;
}

/** A sentence of the page, by its words, and the proof; `note` for advice that promises nothing. */
type Promises = readonly (readonly [RegExp, 'note' | (() => Promise<void> | void)])[];

interface WalkedStep {
  readonly heading: string;
  /** Does what the step says, and answers with the proofs of its sentences. */
  readonly walk: (step: Step, on: Walk) => Promise<Promises>;
}

export const WALK: readonly WalkedStep[] = [
  {
    heading: '1. ',
    async walk(step, { type }) {
      const outputs: string[] = [];
      for (const command of step.rows) outputs.push(await type(command));
      return [
        [
          /every command in the table answers/,
          () => assert.ok(outputs.length === 6 && outputs.every((one) => one.trim() !== '')),
        ],
      ];
    },
  },
  {
    heading: '2. ',
    async walk(step, { type, app, azd, profiles }) {
      const [get, scan] = step.commands;
      await type(get);
      assert.ok(readFileSync(join(azd.folder, 'profiles.json'), 'utf8').includes('"mode": "observe"'));
      await app.stage.client.put(QUIET_CLUSTER, '2024-05-01', CLUSTER_BODY);
      await app.stage.client.put(CLUSTER_ID, '2024-05-01', withDrivers(false));
      profiles(OBSERVED);
      const said = await type(scan, { failures: 1 });
      writeFileSync(join(azd.folder, 'profiles.json'), JSON.stringify({ profiles: [{ ...STANDARD, mode: 'obsrve' }] }));
      const mistaken = await type(scan, { failures: 1 });
      profiles(OBSERVED);
      return [
        [/the first run installs its packages/, 'note'],
        [
          /lists what is missing with the command to run/,
          () => holds(said, /is not ready/, /az role assignment create/, /az aks update .*disk-driver/),
        ],
        [
          /exit code 3 until the cluster is ready/,
          async () => holds(await type(`${scan?.trim()} > /dev/null || echo "code $?"`), /code 3/),
        ],
        [
          /An error in the file is reported with its place/,
          () => holds(mistaken, /profiles\[0\]\.mode|profiles\.0\.mode/),
        ],
      ];
    },
  },
  {
    heading: '3. ',
    async walk(step, { type }) {
      await type(step.commands[0]);
      const said = await type('azd env get-values');
      const names = [...(step.commands[0]?.matchAll(/env set (\w+)/g) ?? [])].map(([, name = '']) => name);
      return [
        [
          /`azd env get-values` shows all values/,
          () => holds(said, /AZURE_ENV_NAME="prod"/, ...names.map((name) => new RegExp(`^${name}=`, 'm'))),
        ],
        [/which git ignores/, () => holds(readFileSync('.gitignore', 'utf8'), /^\.azure\/?$/m)],
      ];
    },
  },
  {
    heading: '4. ',
    async walk(step, { type, cloud }) {
      const said = await type(step.commands[0]);
      // The rows of the table, in its order.
      const order = [
        'The package is being made',
        'Checking tools, rights, region and names',
        'Microsoft.Web is being registered',
        'A new app registration "Backstay (prod)"',
        'All resources that the profiles name exist',
        "The rights of Backstay's identity",
        'The app answers',
        'The key of Event Grid is there',
        'Events are subscribed to',
        'The alert no-heartbeat is on',
        'Backstay hears of every cluster and vault that is written from now on',
      ];
      const places = order.map((words) => said.indexOf(words));
      assert.ok(!places.includes(-1), `azd up does not say "${order[places.indexOf(-1)]}":\n${said}`);
      assert.deepEqual(
        places,
        [...places].sort((a, b) => a - b),
      );
      holds(step.text, /It ends with \*Backstay hears of every cluster and vault that is written from now on\*/);
      assert.equal(cloud.seen().eventSubscriptions.length, 2);
      return [];
    },
  },
  {
    heading: '5. ',
    async walk(step, { type }) {
      const [health, signIn] = step.commands;
      const first = await type(health);
      const second = await type(signIn);
      return [
        [/Expect `\{"live":true,"ready":true\}`/, () => holds(first, /^\{"live":true,"ready":true\}$/m)],
        [/503 for more than five minutes/, 'note'],
        [/Azure takes up to ten minutes/, 'note'],
        [/Expect `401 Bearer`/, () => assert.equal(second.trim(), '401 Bearer')],
        [/`401` alone means that the sign-in of App Service is off/, 'note'],
        [/curl 7\.83 or later/, 'note'],
      ];
    },
  },
  {
    heading: '6. ',
    async walk(step, { type, cloud, app }) {
      await type(step.commands[0]);
      holds(cloud.seen().roleAssignments.join('\n'), /users\/object-id-of-the-user\/.*id-of-the-role/s);
      return [
        [
          /asks you to sign in, and then shows \*No target yet\*, or the clusters once the hourly list/,
          async () => {
            const before = await fetch(`${app.url}/api/report`, {
              headers: { accept: 'text/html' },
              redirect: 'manual',
            });
            assert.deepEqual([before.status, before.headers.get('location')?.split('?')[0]], [302, '/.auth/login/aad']);
            // The hour of this machine decides which of the two.
            holds(await report(app, cloud.env), /No target yet|aks-(?:shop|quiet)/);
          },
        ],
        [/A new role is active from the next sign-in/, 'note'],
      ];
    },
  },
  {
    heading: '7. ',
    async walk(step, { type, app, cloud }) {
      await type(step.commands[0]);
      return [
        [
          /within about two minutes the cluster is on the report, with a verdict/,
          () =>
            eventually(async () =>
              holds(await report(app, cloud.env), /aks-shop/, /Action required|Ready|Remediating|In progress/i),
            ),
        ],
        [
          /Its timeline has an entry \*asked by event\*/,
          () =>
            eventually(async () =>
              assert.ok((await timeline(app, cloud.env)).includes('asked by event'), 'no such entry'),
            ),
        ],
        [/Teams shows a card/, () => eventually(() => assert.ok(app.stage.teams.cards().length > 0))],
        [/When the app was idle/, 'note'],
        [/If nothing has arrived after ten minutes/, 'note'],
      ];
    },
  },
  {
    heading: '8. ',
    async walk(_step, { app, cloud }) {
      // The timer missed its time while the app was away, and makes up for it at once.
      await missTimer(app, 'discover');
      await app.restart();
      return [
        [
          /within the hour all clusters are on the report/,
          () =>
            eventually(async () =>
              assert.ok((await report(app, cloud.env)).includes('aks-quiet'), 'The report does not show aks-quiet.'),
            ),
        ],
        [/One hundred clusters take about 15 minutes/, 'note'],
      ];
    },
  },
  {
    heading: '9. ',
    async walk(step, { type, app, cloud, profiles }) {
      const before = cloud.seen().assignments;
      profiles(PROFILES.profiles);
      holds(step.text, /2\. Run `azd up`/);
      await type('azd up');
      // The operator does what the scan said; the event of that has the cluster assessed before the
      // hour is over.
      await app.stage.client.put(CLUSTER_ID, '2024-05-01', withDrivers(true));
      const added = cloud.seen().assignments.filter((scope) => !before.includes(scope));
      const scopes = [STANDARD.storageAccount, STANDARD.snapshotGroup].map((id) => id.toLowerCase());
      return [
        [
          /has more role assignments, each at a scope of that profile/,
          () => assert.ok(added.length > 0 && scopes.every((id) => added.includes(id)), added.join('\n')),
        ],
        [
          /becomes `Ready` within 10 to 15 minutes/,
          () => eventually(async () => holds(await verdicts(app, cloud.env), /aks-shop Ready/)),
        ],
        [/the finding has the command to run/, 'note'],
      ];
    },
  },
];

/** Walks one step, and holds its sentences against what was seen. */
export async function walkStep({ heading, walk }: WalkedStep, on: Walk): Promise<void> {
  const step = stepOf('docs/deploy.md', heading);
  const promises = await walk(step, on);
  const open = new Set(promises);
  for (const sentence of step.expects) {
    const found = promises.filter(([words]) => words.test(sentence));
    assert.equal(found.length, 1, `${step.title}: ${found.length} checks for "${sentence}"`);
    for (const promise of found) {
      open.delete(promise);
      if (promise[1] !== 'note') await promise[1]();
    }
  }
  assert.deepEqual(
    [...open].map(([words]) => String(words)),
    [],
    `${step.title} does not say so`,
  );
}

export async function startWalk(rehearsal: Rehearsal): Promise<Walk & { close(): Promise<void> }> {
  const { app, azd } = rehearsal;
  if (app === undefined) throw new Error('The walk needs the app.');
  const home = join(azd.tools, '..');
  const endLogin = await writeScanEnv(home, app.stage.arm.url);
  const login = Object.fromEntries(
    readFileSync(join(home, 'scan.env'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('NODE_EXTRA_CA_CERTS'))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  writeFileSync(join(home, 'arm.pem'), app.stage.arm.certificatePem);
  const shell = openShell(azd.tools, home, { ...login, NODE_EXTRA_CA_CERTS: join(home, 'arm.pem') });
  const names = FILLED_IN(app.stage.teams.url);
  return {
    ...rehearsal,
    app,
    shell,
    async type(block, { failures = 0 } = { failures: 0 }) {
      if (block === undefined) throw new Error('The page has no such command any more.');
      let filled = block;
      for (const [name, value] of Object.entries(names)) filled = filled.replaceAll(name, value);
      const typed = await shell.type(filled);
      assert.equal(typed.failures, failures, `${typed.failures} commands failed of:\n${filled}\n${typed.output}`);
      return typed.output;
    },
    async close() {
      await shell.close();
      await endLogin();
      await rehearsal.close();
    },
  };
}

function reader(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const claims = { aud: `api://${env.BACKSTAY_API_CLIENT_ID}`, oid: PERSON.objectId, appid: PERSON.appId };
  return { authorization: `Bearer ${mintToken({ ...claims, tid: TENANT_ID, roles: ['Backstay.Read'] }, new Date())}` };
}

async function report(app: RunningApp, env: Readonly<Record<string, string>>, query = ''): Promise<string> {
  const answer = await fetch(`${app.url}/api/report${query}`, { headers: { ...reader(env), accept: 'text/html' } });
  return answer.text();
}

async function targets(app: RunningApp, env: Readonly<Record<string, string>>) {
  const answer = await fetch(`${app.url}/api/targets`, { headers: reader(env) });
  return (await answer.json()) as {
    readonly targets: readonly {
      readonly id: string;
      readonly target: { readonly clusterId: string };
      readonly verdict?: string;
    }[];
  };
}

async function verdicts(app: RunningApp, env: Readonly<Record<string, string>>): Promise<string> {
  const { targets: all } = await targets(app, env);
  return all.map(({ target, verdict }) => `${target.clusterId.split('/').at(-1)} ${verdict}`).join('\n');
}

/**
 * The page of the first cluster, with its timeline. The hourly list may have found the cluster
 * before its event arrived.
 */
async function timeline(app: RunningApp, env: Readonly<Record<string, string>>): Promise<string> {
  const { targets: all } = await targets(app, env);
  const shop = all.find(({ target }) => target.clusterId.endsWith('aks-shop'));
  return report(app, env, `?target=${shop?.id}`);
}

/** As if the app had been away for a day: a timer that was due meanwhile runs at the start. */
async function missTimer({ stage }: RunningApp, name: string): Promise<void> {
  const source = readFileSync(`functions/${name}.ts`, 'utf8');
  const schedule = /schedule: '([^']+)'/.exec(source)?.[1];
  assert.ok(schedule, `functions/${name}.ts has no schedule`);
  const last = new Date(Date.now() - 86_400_000);
  const status = { last: last.toISOString(), next: parseSchedule(schedule).after(last).toISOString() };
  const table = TableClient.fromConnectionString(stage.storage, 'AzureWebJobsHost', { allowInsecureConnection: true });
  const json = JSON.stringify({ ...status, lastUpdated: status.last });
  await table.upsertEntity({ partitionKey: 'timer', rowKey: name, json });
}

function holds(text: string, ...words: readonly RegExp[]): void {
  for (const each of words) assert.match(text, each);
}

const TRIES = 400;

async function eventually(check: () => Promise<void> | void): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      return await check();
    } catch (error) {
      if (tried === TRIES) throw error;
      await wait(250);
    }
  }
}

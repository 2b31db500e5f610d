import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { TableClient } from '@azure/data-tables';
import { CLUSTER_BODY, CLUSTER_ID } from '../../local/demo/world.ts';
import { settingsSchema } from '../../shared/settings/settings.ts';
import { NOTES_TABLE } from '../../shared/storage/names.ts';
import { createTableNotes } from '../../shared/storage/table-notes.ts';
import type { RunningApp } from './app.ts';
import { succeeded } from './hook-output.ts';
import type { Rehearsal } from './on-rehearsal.ts';
import type { Scene } from './scenes.ts';

const CLUSTER_WRITTEN = 'microsoft.containerservice/managedclusters/write';
/** Waits of a tenth of a second, which only end a hang. */
const MAX_TRIES = 3000;
/** Longer than Event Grid waits after a 401, at the speed of the stage. */
const AFTER_A_RETRY_MS = 8_000;

/** Failures of the platform around an app that is deployed. */
export const APP_FAILURES: readonly Scene[] = [
  {
    title: 'the first event: a cluster is created, and the package that was deployed accepts its event',
    needsApp: true,
    play: withApp(async (app) => {
      await isAccepted(app, 'first');
    }),
  },
  {
    title: 'an idle app answers the first delivery 401: the event arrives when Event Grid tries again',
    needsApp: true,
    play: withApp(async (app) => {
      await app.restart({ LOCAL_EVENT_GRID_COLD_ANSWERS: '1' });
      await isAccepted(app, 'idle');
    }),
  },
  {
    title: 'a restart gives the app a new key: deliveries fail until the events are deployed again',
    needsApp: true,
    play: withApp(async (app, { azd }) => {
      await app.restart({ LOCAL_RENEW_EVENT_GRID_KEY: 'true' });
      const before = app.accepted.length;
      await create(app, 'new-key');
      await wait(AFTER_A_RETRY_MS);
      assert.equal(app.accepted.length, before);
      // docs/runbook.md#delivery-failures has this command.
      succeeded(await azd.hook('postdeploy'));
      await isAccepted(app, 'same-key');
    }),
  },
  {
    title: 'events by a queue arrive although the app answers every delivery 401',
    needsApp: true,
    play: withApp(async (app, { azd, cloud }) => {
      cloud.env.BACKSTAY_EVENT_DELIVERY = 'queue';
      succeeded(await azd.hook('postdeploy'));
      await app.restart({ LOCAL_EVENT_GRID_COLD_ANSWERS: '1000' });
      await isAccepted(app, 'queued');
      cloud.env.BACKSTAY_EVENT_DELIVERY = 'function';
      succeeded(await azd.deploy());
    }),
  },
  {
    title: 'the timers have stopped: an event starts a sweep',
    needsApp: true,
    play: withApp(async (app) => {
      await app.restart({ LOCAL_TIMERS_STOPPED: 'true' });
      await noSweepSince(app, new Date(Date.now() - 21 * 60_000));
      await app.hears('Swept', () => create(app, 'no-timers'));
      assert.ok(app.messages.includes('Timers stopped'));
      await app.restart();
    }),
  },
  {
    title: 'the sign-in of App Service is off: the app says so, and takes function keys only',
    needsApp: true,
    play: withApp(async (app) => {
      const ask = async () => {
        const answer = await fetch(`${app.url}/api/targets`);
        return `${answer.status} ${answer.headers.get('www-authenticate')}`;
      };
      await app.restart();
      assert.equal(await ask(), '401 Bearer');
      await app.hears('Sign-in is missing', async () => {
        await app.restart({ WEBSITE_AUTH_ENABLED: '' });
        assert.equal(await ask(), '401 null');
      });
      await app.restart();
    }),
  },
  {
    title: 'cards go to the hosts of workflows: the retired webhooks of Office are refused',
    needsApp: true,
    play: withApp(async (app) => {
      const BACKSTAY_TEAMS_WEBHOOK = 'https://example.webhook.office.com/webhookb2/a';
      const BACKSTAY_TEAMS_HOSTS = settingsSchema.shape.BACKSTAY_TEAMS_HOSTS.parse(undefined);
      await assert.rejects(
        app.restart({ BACKSTAY_TEAMS_WEBHOOK, BACKSTAY_TEAMS_HOSTS }),
        /its host example\.webhook\.office\.com must be among BACKSTAY_TEAMS_HOSTS/,
      );
      await app.restart();
    }),
  },
];

function withApp(play: (app: RunningApp, on: Rehearsal) => Promise<void>): Scene['play'] {
  return async (on) => {
    assert.ok(on.app);
    await play(on.app, on);
  };
}

async function create({ stage }: RunningApp, name: string): Promise<void> {
  await stage.client.put(CLUSTER_ID.replace(/aks-shop$/, `aks-${name}`), '2024-05-01', CLUSTER_BODY);
}

/**
 * Each cluster has one write of its own, so that one more accepted event is that of this cluster.
 */
async function isAccepted(app: RunningApp, name: string): Promise<void> {
  const count = () => app.accepted.filter((each) => each === CLUSTER_WRITTEN).length;
  const before = count();
  await create(app, name);
  for (let tries = 0; tries < MAX_TRIES && count() === before; tries++) await wait(100);
  assert.ok(count() > before, `accepted: ${app.accepted.join(', ')}`);
}

async function noSweepSince({ stage }: RunningApp, at: Date): Promise<void> {
  const table = TableClient.fromConnectionString(stage.storage, NOTES_TABLE, { allowInsecureConnection: true });
  const notes = createTableNotes(table);
  const found = await notes.read('sweeps');
  await notes.write('sweeps', { at: at.toISOString() }, found?.etag);
}

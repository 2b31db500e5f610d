import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { QueueClient } from '@azure/storage-queue';
import { trustCertificate } from '../../local/azure/arm/trust.ts';
import { type HostProcess, spawnHost } from '../../local/demo/host-process.ts';
import { type Stage, setStage } from '../../local/demo/stage.ts';
import { TENANT_ID } from '../../local/demo/world.ts';
import { EVENT_FUNCTIONS, operationsFor } from '../../shared/model/event-operations.ts';
import { recordedIn } from '../support/recorded-in.ts';
import type { Cloud } from './cloud.ts';

/** How many times faster than Azure. */
const SPEED = 120;
/** Waits of a tenth of a second, which only end a hang. */
const MAX_TRIES = 3000;
const QUEUE = 'backstay-events';

/** The package as it was deployed, in the functions host of this machine, and Azure around it. */
export interface RunningApp {
  readonly stage: Stage;
  readonly url: string;
  /** Operations of the events that were accepted up to now. */
  readonly accepted: readonly string[];
  /** Messages of its log up to now. */
  readonly messages: readonly string[];
  /** Starts it again with these app settings besides those of the deployment. */
  restart(settings?: Readonly<Record<string, string>>): Promise<void>;
  /** Waits for a message of the log that was not there before. */
  hears(message: string, work: () => Promise<unknown>): Promise<void>;
}

/** A server at the address of the app. */
export interface Deployed {
  readonly app?: RunningApp;
  deploy(): Promise<void>;
  subscribe(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The first answer after a deployment is 503: the rights of the app do not count everywhere yet.
 */
export async function healthAlone(port: number): Promise<Deployed> {
  let asked = 0;
  const server = createServer((_request, response) => {
    response.statusCode = asked++ > 0 ? 200 : 503;
    response.end();
  });
  return {
    async deploy() {
      asked = 0;
      if (!server.listening) await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    },
    subscribe: async () => {},
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

/** @param folder where azd packages the app */
export async function deployedPackage(folder: string, home: string, port: number, cloud: Cloud): Promise<Deployed> {
  const stage = await setStage({ speed: SPEED, folder: home, app: join(folder, 'dist', 'package'), hostPort: port });
  trustCertificate(stage.arm.certificatePem);
  await stage.prepare();
  const settingsFile = join(home, 'settings.json');
  const { Values: always } = JSON.parse(readFileSync(settingsFile, 'utf8')) as { readonly Values: object };
  const accepted: string[] = [];
  const messages: string[] = [];
  let host: HostProcess | undefined;

  /** As infra/modules/function-app.bicep makes them of the environment. */
  const deployedSettings = () => ({
    BACKSTAY_PROFILES: join(folder, 'dist', 'package', 'profiles.json'),
    ...(cloud.env.BACKSTAY_API_CLIENT_ID && {
      WEBSITE_AUTH_ENABLED: 'True',
      BACKSTAY_TENANT_ID: TENANT_ID,
      BACKSTAY_API_AUDIENCE: `api://${cloud.env.BACKSTAY_API_CLIENT_ID}`,
    }),
  });

  async function restart(more: Readonly<Record<string, string>> = {}): Promise<void> {
    await host?.stop();
    const Values = { ...always, ...deployedSettings(), ...more };
    writeFileSync(settingsFile, JSON.stringify({ IsEncrypted: false, Values }));
    host = await spawnHost({
      settings: settingsFile,
      certificate: join(home, 'arm.pem'),
      port,
      speed: SPEED,
      app: join(folder, 'dist', 'package'),
      onLine(line) {
        if (line.startsWith('{')) messages.push((JSON.parse(line) as { readonly message?: string }).message ?? '');
        const body = recordedIn(line);
        if (body?.type === 'eventAccepted') accepted.push(body.operation);
      },
    });
  }

  async function subscribe(): Promise<void> {
    if (host === undefined) throw new Error('Destination endpoint not found.');
    // infra/modules/storage.bicep makes it.
    await new QueueClient(stage.storage, QUEUE).createIfNotExists();
    for (const name of EVENT_FUNCTIONS) {
      const destination =
        cloud.env.BACKSTAY_EVENT_DELIVERY === 'queue'
          ? { connectionString: stage.storage, queueName: QUEUE }
          : { url: `${host.url}/runtime/webhooks/EventGrid?functionName=${name}&code=${host.eventGridKey}` };
      await stage.arm.subscribe({
        name,
        ...destination,
        includedOperationNames: operationsFor(name),
        schema: 'EventGridSchema',
      });
    }
  }

  return {
    app: {
      stage,
      url: `http://127.0.0.1:${port}`,
      accepted,
      messages,
      restart,
      async hears(message, work) {
        const before = messages.filter((each) => each === message).length;
        await work();
        for (let tries = 0; tries < MAX_TRIES; tries++) {
          if (messages.filter((each) => each === message).length > before) return;
          await wait(100);
        }
        throw new Error(`The app did not say "${message}":\n${messages.slice(-20).join('\n')}`);
      },
    },
    deploy: () => restart(),
    subscribe,
    async close() {
      await host?.stop();
      await stage.close();
    },
  };
}

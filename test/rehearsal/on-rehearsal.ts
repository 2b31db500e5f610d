import { createServer } from 'node:http';
import { join } from 'node:path';
import { trustCertificate } from '../../local/azure/arm/trust.ts';
import type { HostProcess } from '../../local/demo/host-process.ts';
import { setStage } from '../../local/demo/stage.ts';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { freePort } from '../../local/host/free-port.ts';
import { recordedIn } from '../support/recorded-in.ts';
import { type Azd, startAzd } from './azd.ts';
import { type Cloud, createCloud, LOCATION } from './cloud.ts';
import type { RunningApp } from './scenes.ts';

export interface Rehearsal {
  readonly azd: Azd;
  readonly cloud: Cloud;
  readonly app?: RunningApp;
  readonly profiles: (all: readonly object[]) => void;
  close(): Promise<void>;
}

/**
 * An environment as `azd env new` and `azd env set` of docs/deploy.md make it.
 * @param withApp runs the deployed package itself, with Azure around it; otherwise only its health answers
 */
export async function startRehearsal(withApp = false): Promise<Rehearsal> {
  let profiles: readonly object[] = [];
  const port = await freePort(0);
  const cloud = createCloud({
    tenantId: TENANT_ID,
    subscription: SUBSCRIPTION_ID,
    appUrl: `http://127.0.0.1:${port}`,
    profiles: () => profiles,
  });
  Object.assign(cloud.env, {
    AZURE_ENV_NAME: 'prod',
    AZURE_SUBSCRIPTION_ID: SUBSCRIPTION_ID,
    AZURE_LOCATION: LOCATION,
  });
  let running: Deployed | undefined;
  const azd = await startAzd(cloud, { deployed: async () => running?.deploy() });
  running = withApp ? await deployedPackage(azd.folder, port) : await healthAlone(port);
  const { deploy: _, close: closeApp, ...app } = running;
  return {
    azd,
    cloud,
    ...(withApp && { app }),
    profiles(all) {
      profiles = all;
      azd.writeProfiles(all);
    },
    async close() {
      await closeApp();
      await azd.close();
    },
  };
}

type Deployed = RunningApp & { deploy(): Promise<void>; close(): Promise<void> };

/** The first answer after a deployment is 503: the rights of the app do not count everywhere yet. */
async function healthAlone(port: number): Promise<Deployed> {
  let asked = 0;
  const server = createServer((_request, response) => {
    response.statusCode = asked++ > 0 ? 200 : 503;
    response.end();
  });
  return {
    accepted: [],
    createCluster: async () => {},
    async deploy() {
      asked = 0;
      if (!server.listening) await new Promise<void>((listening) => server.listen(port, '127.0.0.1', listening));
    },
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function deployedPackage(folder: string, port: number): Promise<Deployed> {
  const stage = await setStage({
    speed: 120,
    folder: join(folder, '.local'),
    app: join(folder, 'dist', 'package'),
    hostPort: port,
  });
  trustCertificate(stage.arm.certificatePem);
  await stage.prepare();
  const accepted: string[] = [];
  let host: HostProcess | undefined;
  return {
    accepted,
    createCluster: stage.createCluster,
    async deploy() {
      await host?.stop();
      host = await stage.startHost((line) => {
        const body = recordedIn(line);
        if (body?.type === 'eventAccepted') accepted.push(body.operation);
      });
    },
    async close() {
      await host?.stop();
      await stage.close();
    },
  };
}

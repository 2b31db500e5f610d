import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { freePort } from '../../local/host/free-port.ts';
import { type Deployed, deployedPackage, healthAlone, type RunningApp } from './app.ts';
import { type Azd, startAzd } from './azd.ts';
import { type Cloud, createCloud, LOCATION } from './cloud.ts';
import { azureResources } from './resources.ts';

export interface Rehearsal {
  readonly azd: Azd;
  readonly cloud: Cloud;
  readonly app?: RunningApp;
  readonly profiles: (all: readonly object[]) => void;
  close(): Promise<void>;
}

export interface RehearsalOptions {
  /** Runs the deployed package itself, with Azure around it; otherwise only its health answers. */
  readonly withApp?: boolean;
  /**
   * Whether the guide makes folder and environment; otherwise both are there, as its steps 2 and 3
   * make them.
   */
  readonly byGuide?: boolean;
}

export async function startRehearsal({ withApp = false, byGuide = false }: RehearsalOptions = {}): Promise<Rehearsal> {
  let profiles: readonly object[] = [];
  const port = await freePort(0);
  const cloud = createCloud({
    tenantId: TENANT_ID,
    subscription: SUBSCRIPTION_ID,
    appUrl: `http://127.0.0.1:${port}`,
    profiles: () => profiles,
  });
  if (!byGuide)
    Object.assign(cloud.env, {
      AZURE_ENV_NAME: 'prod',
      AZURE_SUBSCRIPTION_ID: SUBSCRIPTION_ID,
      AZURE_LOCATION: LOCATION,
    });
  let running: Deployed | undefined;
  const azd = await startAzd(cloud, {
    isCloned: byGuide,
    deployed: async () => running?.deploy(),
    subscribed: async () => running?.subscribe(),
    resources: async (line) => (running?.app === undefined ? undefined : azureResources(running.app.stage, line)),
  });
  const home = mkdtempSync(join(tmpdir(), 'backstay-app-'));
  running = withApp ? await deployedPackage(azd.folder, home, port, cloud) : await healthAlone(port);
  return {
    azd,
    cloud,
    ...(running.app && { app: running.app }),
    profiles(all) {
      profiles = all;
      azd.writeProfiles(all);
    },
    async close() {
      await running.close();
      await azd.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

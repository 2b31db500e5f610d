import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { QueueClient } from '@azure/storage-queue';
import { EVENT_FUNCTIONS, type EventFunction, operationsFor } from '../../shared/model/event-operations.ts';
import type { DeployedRights } from '../azure/arm/providers/authorization/deployed-rights.ts';
import { type Certificate, createCertificate } from '../azure/arm/server/certificate.ts';
import { type LocalArm, startArm } from '../azure/arm/start-arm.ts';
import { trustCertificate } from '../azure/arm/trust.ts';
import type { PublishedEvent } from '../azure/event-grid/check-publish.ts';
import { type LocalTopic, startTopic } from '../azure/event-grid/start-topic.ts';
import type { LocalMonitor } from '../azure/monitor/start-monitor.ts';
import { startBlobs } from '../azure/storage/start-blobs.ts';
import { type LocalTeams, startTeams } from '../azure/teams/start-teams.ts';
import { type Azurite, startAzurite } from '../host/azurite.ts';
import { type Client, createClient } from './client.ts';
import { type HostProcess, type OnLine, spawnHost } from './host-process.ts';
import DEPLOYED_RIGHTS from './rights.json' with { type: 'json' };
import {
  ACCOUNT_NAME,
  BEFORE,
  BOT,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  PROFILES,
  SUBSCRIPTION_ID,
  TENANT_ID,
} from './world.ts';

/** As infra/modules/storage.bicep makes it. */
const EVENT_QUEUE = 'backstay-events';

export interface StageOptions {
  /** How many times faster than Azure everything runs. */
  readonly speed: number;
  /** Where settings, the certificate and the storage of this run are kept. */
  readonly folder: string;
  readonly armPort?: number;
  readonly hostPort?: number;
  readonly teamsPort?: number;
  /** File that takes down every exchange with the Resource Manager. */
  readonly recordTo?: string;
  /** Folder of the app; this repository when left out. */
  readonly app?: string;
  /** Whether the storage keeps its data when it is restarted; otherwise it is faster. */
  readonly keepStorage?: boolean;
  /** Connection string of a storage account that is there already; one is started when left out. */
  readonly storage?: string;
  /** The state of the Resource Manager; a fresh one when left out. */
  readonly certificate?: Certificate;
  /**
   * The rights of Backstay; when left out, those that `infra/rights.bicep` deploys for the profiles
   * of this world. The person of the story may do everything.
   */
  readonly rights?: DeployedRights | 'everything';
  /** Where telemetry goes to; nowhere when left out. */
  readonly monitor?: LocalMonitor;
  /** The profiles of the operators; by default clusters only become ready. */
  readonly profiles?: { readonly profiles: readonly object[] };
  /** Hears of each event that the topic accepted. */
  readonly onEvent?: (event: PublishedEvent) => void;
  /** How Event Grid delivers: to the functions host, if not said, or to a queue of its storage. */
  readonly eventDelivery?: 'function' | 'queue';
  /** Whether the storage account of this world holds real blobs. */
  readonly withBlobs?: boolean;
  /** App settings besides those of every stage. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * Everything around Backstay on one machine: Azure, storage and Teams, and the means to start its
 * host.
 */
export interface Stage {
  readonly arm: LocalArm;
  readonly teams: LocalTeams;
  /** The custom topic that Backstay's own events go to. */
  readonly topic: LocalTopic;
  readonly client: Client;
  readonly storage: string;
  /** Takes the storage down and up again after `work`. */
  withoutStorage(work: () => Promise<unknown>): Promise<void>;
  /** Lets the storage answer nothing until `work` is done. */
  withHaltedStorage(work: () => Promise<unknown>): Promise<void>;
  /** Starts the functions host, and has Event Grid deliver to it. */
  startHost(onLine: OnLine): Promise<HostProcess>;
  /** Makes what is there before the story: groups, vault, storage account. */
  prepare(): Promise<void>;
  /** PUTs the cluster, as any client would. */
  createCluster(): Promise<void>;
  close(): Promise<void>;
}

export async function setStage(options: StageOptions): Promise<Stage> {
  const { speed, recordTo, armPort, teamsPort, hostPort } = options;
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });

  const storage = { location: join(folder, 'storage'), inMemory: options.keepStorage !== true };
  let azurite = options.storage === undefined ? await startAzurite(storage) : undefined;
  const connectionString = options.storage ?? azurite?.connectionString ?? '';
  const ownAzurite = (): Azurite => {
    if (azurite === undefined) throw new Error('The storage belongs to others, and cannot be stopped.');
    return azurite;
  };
  const certificate = options.certificate ?? (await createCertificate());
  const blobs = options.withBlobs
    ? await startBlobs({ folder: join(folder, 'blobs'), certificate, accounts: [ACCOUNT_NAME] })
    : undefined;
  // The Resource Manager, which runs in this process, makes containers there.
  if (blobs !== undefined) trustCertificate(certificate.certificatePem);
  const teams = await startTeams({ ...(teamsPort !== undefined && { port: teamsPort }) });
  const topic = await startTopic({
    senders: [BOT.objectId],
    ...(options.onEvent && { onEvent: options.onEvent }),
  });
  const arm = await startArm({
    speed,
    ...(options.rights !== 'everything' && {
      owners: [PERSON.objectId],
      rights: options.rights ?? DEPLOYED_RIGHTS,
    }),
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    ...(armPort !== undefined && { port: armPort }),
    ...(recordTo !== undefined && { recordTo }),
    certificate,
    ...(blobs && { blobs }),
  });
  // The client of the story runs in this very process, which trusts the certificate by itself.
  const client = createClient(arm.url);
  const files = {
    certificate: join(folder, 'arm.pem'),
    profiles: join(folder, 'profiles.json'),
    settings: join(folder, 'settings.json'),
  };
  await writeFile(
    files.certificate,
    [arm.certificatePem, topic.certificatePem, options.monitor?.certificatePem ?? ''].join('\n'),
  );
  await writeFile(files.profiles, JSON.stringify(options.profiles ?? PROFILES, null, 2));
  await writeFile(
    files.settings,
    JSON.stringify({
      IsEncrypted: false,
      Values: {
        FUNCTIONS_WORKER_RUNTIME: 'node',
        AzureWebJobsStorage: connectionString,
        BACKSTAY_PROFILES: files.profiles,
        BACKSTAY_CLOUD: 'custom',
        BACKSTAY_RESOURCE_MANAGER: arm.url,
        BACKSTAY_AUTHORITY: arm.url,
        BACKSTAY_AUDIENCE: 'https://management.azure.com',
        ...(blobs && { BACKSTAY_BLOB_HOST: blobs.host }),
        BACKSTAY_TEAMS_WEBHOOK: teams.url,
        BACKSTAY_TEAMS_HOSTS: new URL(teams.url).host,
        BACKSTAY_EVENTS_ENDPOINT: topic.endpoint,
        BACKSTAY_POLL_SECONDS: '1',
        ...(options.monitor && {
          APPLICATIONINSIGHTS_CONNECTION_STRING: options.monitor.connectionString,
          APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD',
        }),
        ...options.settings,
      },
    }),
  );

  return {
    arm,
    teams,
    topic,
    client,
    storage: connectionString,
    async withoutStorage(work) {
      const { ports } = ownAzurite();
      await ownAzurite().close();
      await work();
      azurite = await startAzurite({ ...storage, ports });
    },
    async withHaltedStorage(work) {
      ownAzurite().halt();
      await work();
      ownAzurite().goOn();
    },
    async startHost(onLine) {
      const host = await spawnHost({ ...files, speed, app: options.app, onLine, port: hostPort ?? 0 });
      const destinationOf = (name: string) =>
        options.eventDelivery === 'queue'
          ? { connectionString, queueName: EVENT_QUEUE }
          : { url: `${host.url}/runtime/webhooks/EventGrid?functionName=${name}&code=${host.eventGridKey}` };
      const subscribe = (name: EventFunction) =>
        arm.subscribe({
          name,
          ...destinationOf(name),
          includedOperationNames: operationsFor(name),
          schema: 'EventGridSchema',
        });
      if (options.eventDelivery === 'queue') await new QueueClient(connectionString, EVENT_QUEUE).createIfNotExists();
      for (const name of EVENT_FUNCTIONS) await subscribe(name);
      return host;
    },
    async prepare() {
      for (const { id, apiVersion, body } of BEFORE) await client.put(id, apiVersion, body);
    },
    createCluster: () => client.put(CLUSTER_ID, '2024-05-01', CLUSTER_BODY),
    async close() {
      await arm.close();
      await teams.close();
      await topic.close();
      await azurite?.close();
      await blobs?.close();
    },
  };
}

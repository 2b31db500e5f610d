import { type ArmOptions, buildArm } from '../../local/azure/arm/build-arm.ts';
import { answerOf } from '../../local/azure/arm/faults/connection-faults.ts';
import { type LocalArm, type LocalArmOptions, startArm } from '../../local/azure/arm/start-arm.ts';
import { createVirtualTimeline, type VirtualTimeline } from '../../local/azure/arm/timeline.ts';
import { mintToken } from '../../local/azure/identity/token.ts';
import { PERSON, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { lostError } from '../worlds/app-client.ts';
import { ARM_URL } from '../worlds/in-process-arm.ts';
import { trustedCertificate } from './certificate.ts';

export const GROUP_ID = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg`;
export const CLUSTER = `${GROUP_ID}/providers/Microsoft.ContainerService/managedClusters/c1`;
export const VAULT = `${GROUP_ID}/providers/Microsoft.DataProtection/backupVaults/v1`;
export const ACCOUNT = `${GROUP_ID}/providers/Microsoft.Storage/storageAccounts/st1`;
export const BINDING = `${CLUSTER}/trustedAccessRoleBindings/b1`;
export const EXTENSION = `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`;

export const CLUSTER_PUT = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'c1',
    agentPoolProfiles: [{ name: 'system', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5' }],
  },
};
export const VAULT_PUT = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: { storageSettings: [{ datastoreType: 'VaultStore', type: 'LocallyRedundant' }] },
};
export const EXTENSION_PUT = {
  properties: {
    extensionType: 'microsoft.dataprotection.kubernetes',
    autoUpgradeMinorVersion: true,
    configurationSettings: { a: 'b' },
  },
};
export const BINDING_PUT = {
  properties: { sourceResourceId: VAULT, roles: ['Microsoft.DataProtection/backupVaults/backup-operator'] },
};

const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/microsoft\.dataprotection\/backupinstances/i, '2024-04-01'],
  [/microsoft\.authorization\/locks/i, '2020-05-01'],
  [/roleassignments|roledefinitions|permissions$/i, '2022-04-01'],
  [/microsoft\.network\/privatednszones/i, '2020-06-01'],
  [/microsoft\.network/i, '2024-01-01'],
  [/policyassignments|policydefinitions|policysetdefinitions/i, '2024-05-01'],
  [/policyexemptions/i, '2022-07-01-preview'],
  [/resourcegraph/i, '2024-04-01'],
  [/kubernetesconfiguration\/extensions/i, '2023-05-01'],
  [/containerservice/i, '2024-05-01'],
  [/dataprotection/i, '2024-04-01'],
  [/storageaccounts/i, '2023-05-01'],
  [/managedidentity/i, '2023-01-31'],
  [/./, '2024-07-01'],
];

export interface ArmAnswer {
  readonly status: number;
  readonly headers: Headers;
  // The tests read answers of ARM freely: each knows what it asked for.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any;
}

export interface SendOptions {
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly signal?: AbortSignal;
}

export interface TestArm {
  readonly arm: Omit<LocalArm, 'certificatePem'>;
  readonly timeline: VirtualTimeline;
  /** The header that every call bears. */
  readonly authorization: { readonly authorization: string };
  send(method: string, id: string, body?: unknown, options?: SendOptions): Promise<ArmAnswer>;
  /** As `send`, for answers whose body may be anything. */
  sendRaw(method: string, id: string, body?: unknown, options?: SendOptions): Promise<Response>;
  /** Lets this many of Azure's seconds pass. */
  wait(seconds: number): Promise<void>;
  /** Makes a group, a cluster, a vault and an account, and waits until all are there. */
  furnish(): Promise<void>;
  register(): Promise<void>;
}

interface TestArmOptions
  extends Partial<
    Pick<LocalArmOptions, 'recordTo' | 'duplicateEvents' | 'pageSize' | 'throttling' | 'speed' | 'rights' | 'owners'>
  > {
  /**
   * Whether requests travel over https. That costs more than the answers, so only tests of
   * connections ask for it.
   */
  readonly overNetwork?: boolean;
}

/** A Resource Manager on virtual time, and a client that sends just what it is asked to. */
export async function startTestArm({ overNetwork = false, ...changes }: TestArmOptions = {}): Promise<TestArm> {
  const timeline = createVirtualTimeline(new Date('2026-01-01T00:00:00Z'));
  const options = {
    speed: 1,
    duplicateEvents: 0,
    subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }],
    ...changes,
  };
  const { arm, fetch } = overNetwork ? await served(options, timeline) : withoutNetwork(options, timeline);
  const { objectId: oid, appId: appid, tenantId: tid } = PERSON;
  const token = mintToken({ aud: 'https://management.azure.com', oid, appid, tid }, timeline.now(), 365 * 86_400);

  const authorization = { authorization: `Bearer ${token}` };

  const test: TestArm = {
    arm,
    timeline,
    authorization,
    async sendRaw(method, id, body, { query, headers = {}, signal } = {}) {
      const version = VERSIONS.find(([type]) => type.test(id))?.[1];
      const request = new Request(`${arm.url}${id}?${query ?? `api-version=${version}`}`, {
        method,
        headers: { ...authorization, 'content-type': 'application/json', ...headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      return fetch(request);
    },
    async send(method, id, body, options) {
      const response = await test.sendRaw(method, id, body, options);
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
    wait: (seconds) => timeline.advanceTo(new Date(timeline.now().getTime() + seconds * 1000)),
    async furnish() {
      await test.send('PUT', GROUP_ID, { location: 'westeurope' });
      await test.send('PUT', CLUSTER, CLUSTER_PUT);
      await test.send('PUT', VAULT, VAULT_PUT);
      await test.send('PUT', ACCOUNT, { location: 'westeurope', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
      await test.wait(400);
    },
    async register() {
      await test.send('POST', `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.KubernetesConfiguration/register`);
      await test.wait(90);
    },
  };
  return test;
}

interface Reached {
  readonly arm: TestArm['arm'];
  fetch(request: Request): Promise<Response>;
}

async function served(options: ArmOptions, timeline: VirtualTimeline): Promise<Reached> {
  return { arm: await startArm({ ...options, timeline, certificate: await trustedCertificate() }), fetch };
}

function withoutNetwork(options: ArmOptions, timeline: VirtualTimeline): Reached {
  const { app, buildQuietApp: _, listen: __, ...arm } = buildArm(options, timeline, () => ARM_URL);
  return {
    arm: { ...arm, url: ARM_URL, close: async () => arm.close() },
    async fetch(request) {
      const answer = await answerOf(app, request);
      if (typeof answer === 'string') throw lostError(answer);
      return answer;
    },
  };
}

import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../local/azure/arm/server/certificate.ts';
import { type LocalArm, startArm } from '../../local/azure/arm/start-arm.ts';
import { startGraph } from '../../local/azure/graph/start-graph.ts';
import { startSignIn } from '../../local/azure/identity/sign-in.ts';

export interface AzAnswer {
  /** `undefined` when there is no az. */
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly errors: string;
}

/**
 * An Azure CLI that is registered to the local Azure, with a configuration folder that nothing else
 * uses.
 */
export interface AzCloud {
  readonly arm: LocalArm;
  readonly subscriptionId: string;
  az(args: readonly string[]): Promise<AzAnswer>;
  close(): Promise<void>;
}

const TENANT_ID = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';
const SUBSCRIPTION_ID = '5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d';
const ENGINEER = {
  objectId: '8c3a5d0e-6b1f-4a27-9f1d-2e7c4b9a6d13',
  appId: 'b7e2d4c6-1a3f-4e58-8c9b-0d6f5a4e3c21',
  tenantId: TENANT_ID,
  secret: 'a-secret-of-this-run',
};
/** How many times faster than Azure: a cluster is made within two seconds. */
const SPEED = 150;

/** Starts Resource Manager, sign-in and Graph. It does not start az. */
export async function startAzCloud(): Promise<AzCloud> {
  const certificate = await createCertificate();
  const subscriptions = [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }];
  const arm = await startArm({ certificate, speed: SPEED, subscriptions });
  const signIn = await startSignIn([ENGINEER], { certificate });
  const graph = await startGraph(arm.state.directory, { certificate });
  const folder = await mkdtemp(join(tmpdir(), 'backstay-az-'));
  await writeFile(join(folder, 'ca.pem'), certificate.certificatePem);
  await writeFile(join(folder, 'cloud.json'), JSON.stringify(describeCloud(arm.url, signIn.url, graph.url)));

  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    AZURE_CONFIG_DIR: join(folder, 'az'),
    AZURE_CORE_COLLECT_TELEMETRY: 'false',
    AZURE_CORE_NO_COLOR: 'true',
    REQUESTS_CA_BUNDLE: join(folder, 'ca.pem'),
  };
  return {
    arm,
    subscriptionId: SUBSCRIPTION_ID,
    az: (args) =>
      run(
        args.map((word) => word.replace('CLOUD_FILE', join(folder, 'cloud.json'))),
        env,
      ),
    async close() {
      await Promise.all([arm.close(), signIn.close(), graph.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** How az gets to work here: the cloud is registered, chosen, and signed in to. */
export const SIGN_IN: readonly (readonly string[])[] = [
  ['cloud', 'register', '--name', 'BackstayLocal', '--cloud-config', '@CLOUD_FILE'],
  ['cloud', 'set', '--name', 'BackstayLocal'],
  [
    ...['login', '--service-principal', '--username', ENGINEER.appId, '--password', ENGINEER.secret],
    ...['--tenant', TENANT_ID],
  ],
];

function describeCloud(armUrl: string, signInUrl: string, graphUrl: string): object {
  return {
    endpoints: {
      management: armUrl,
      resource_manager: armUrl,
      sql_management: armUrl,
      gallery: armUrl,
      batch_resource_id: armUrl,
      // Of any other sign-in service az asks login.microsoftonline.com whether it may trust it.
      active_directory: `${signInUrl}/adfs`,
      active_directory_resource_id: 'https://management.azure.com/',
      active_directory_graph_resource_id: graphUrl,
      microsoft_graph_resource_id: `${graphUrl}/`,
    },
    suffixes: { storage_endpoint: 'core.windows.net' },
  };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<AzAnswer> {
  return new Promise((resolve) => {
    const child = spawn('az', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let errors = '';
    child.stdout.on('data', (part) => {
      output += part;
    });
    child.stderr.on('data', (part) => {
      errors += part;
    });
    child.once('error', () => resolve({ exitCode: undefined, output, errors }));
    child.once('close', (code) => resolve({ exitCode: code ?? -1, output, errors }));
  });
}

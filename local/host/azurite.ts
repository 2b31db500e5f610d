import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface AzuriteOptions {
  /** Folder that holds the data; made when it is not there. */
  readonly location: string;
  /** Keeps the data in memory only, not in the folder: faster, and gone at the end. */
  readonly inMemory?: boolean;
  /** Free ports when left out. */
  readonly ports?: { readonly blob: number; readonly queue: number; readonly table: number };
  /** Names of the accounts that it has; the one that every Azurite has when left out. */
  readonly accounts?: readonly string[];
  /**
   * Serves https with it, and takes bearer tokens, which it takes by https only; plain http when
   * left out.
   */
  readonly certificate?: { readonly certificatePem: string; readonly privateKeyPem: string };
}

export interface Azurite {
  /** Of the first account. */
  readonly connectionString: string;
  connectionStringOf(account: string): string;
  readonly ports: NonNullable<AzuriteOptions['ports']>;
  /** Lets it answer nothing, as storage does that is overloaded, until `goOn`. */
  halt(): void;
  goOn(): void;
  close(): Promise<void>;
}

// The account and key that every Azurite has.
// https://learn.microsoft.com/azure/storage/common/storage-configure-connection-string
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

// Azurite knows no parent. The channel to this process closes when it lets go of it or dies,
// however it dies; then Azurite is to save its data and end.
const END_WITH_PARENT = `process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))`;
// Both only end a hang: on a busy machine it takes a while to start, and to save what it holds.
const MAX_START_MS = 300_000;
const MAX_CLOSE_MS = 60_000;

/**
 * Starts Azurite (blob, queue and table) as a child process, and waits until it listens.
 * @throws Error with what Azurite wrote when it does not start.
 */
export async function startAzurite({
  location,
  inMemory = false,
  ports,
  accounts = [ACCOUNT],
  certificate,
}: AzuriteOptions): Promise<Azurite> {
  await mkdir(location, { recursive: true });
  const files = { certificate: join(location, 'azurite.pem'), key: join(location, 'azurite.key') };
  if (certificate !== undefined) {
    await writeFile(files.certificate, certificate.certificatePem);
    await writeFile(files.key, certificate.privateKeyPem, { mode: 0o600 });
  }
  const child = fork(
    createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js'),
    [
      ...['--blobPort', String(ports?.blob ?? 0)],
      ...['--queuePort', String(ports?.queue ?? 0)],
      ...['--tablePort', String(ports?.table ?? 0)],
      // https://learn.microsoft.com/azure/storage/common/storage-use-azurite#oauth-configuration
      ...(certificate ? ['--cert', files.certificate, '--key', files.key, '--oauth', 'basic'] : []),
      ...(inMemory ? ['--inMemoryPersistence'] : ['--location', location]),
      // Azurite lags behind the versions of the REST API that the SDKs speak.
      ...['--skipApiVersionCheck', '--silent', '--disableTelemetry'],
    ],
    {
      execArgv: ['--import', `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A group of its own, so that Ctrl-C does not take storage away from those who still finish
      // their work.
      detached: true,
      // https://learn.microsoft.com/azure/storage/common/storage-use-azurite#custom-storage-accounts-and-keys
      env: { ...process.env, AZURITE_ACCOUNTS: accounts.map((account) => `${account}:${KEY}`).join(';') },
    },
  );
  const exited = once(child, 'exit');

  let output = '';
  const listening = Promise.withResolvers<void>();
  const listen = (chunk: Buffer): void => {
    output += chunk.toString();
    if (SERVICES.every((service) => addressIn(output, service) !== undefined)) listening.resolve();
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  exited.then(
    ([code]) => listening.reject(new Error(`Azurite ended with ${code} before it listened:\n${output}`)),
    listening.reject,
  );
  const patience = setTimeout(() => {
    listening.reject(new Error(`Azurite does not listen after ${MAX_START_MS / 1000} s:\n${output}`));
    child.kill('SIGKILL');
  }, MAX_START_MS);
  await listening.promise.finally(() => clearTimeout(patience));

  const connectionStringOf = (account: string) =>
    [
      `DefaultEndpointsProtocol=${certificate === undefined ? 'http' : 'https'}`,
      `AccountName=${account}`,
      `AccountKey=${KEY}`,
      ...SERVICES.map((service) => `${service}Endpoint=${addressIn(output, service)}/${account}`),
    ].join(';');
  return {
    connectionString: connectionStringOf(accounts[0] ?? ACCOUNT),
    connectionStringOf,
    ports: { blob: portOf(output, 'Blob'), queue: portOf(output, 'Queue'), table: portOf(output, 'Table') },
    halt: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async close() {
      if (child.connected) child.disconnect();
      const impatience = setTimeout(() => child.kill('SIGKILL'), MAX_CLOSE_MS);
      await exited;
      clearTimeout(impatience);
    },
  };
}

const SERVICES = ['Blob', 'Queue', 'Table'] as const;

function portOf(output: string, service: (typeof SERVICES)[number]): number {
  return Number(new URL(addressIn(output, service) ?? '').port);
}

function addressIn(output: string, service: (typeof SERVICES)[number]): string | undefined {
  return new RegExp(`Azurite ${service} service is successfully listening at (\\S+)`).exec(output)?.[1];
}

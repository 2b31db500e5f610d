import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { Cloud } from './cloud.ts';

/** What one hook wrote, and how it ended. */
export interface HookRun {
  readonly event: string;
  readonly command: string;
  readonly status: number | null;
  readonly output: string;
}

/** azd, as far as it runs the hooks of azure.yaml in a folder that is deployed from. */
export interface Azd {
  readonly folder: string;
  writeProfiles(profiles: readonly object[]): void;
  /** Stops at the first hook that fails, as azd does. */
  up(): Promise<readonly HookRun[]>;
  deploy(): Promise<readonly HookRun[]>;
  hook(event: string): Promise<readonly HookRun[]>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '..', '..');
const COPIED = [
  'infra',
  'scripts',
  'functions',
  'shared',
  'azure.yaml',
  'host.json',
  'LICENSE',
  'package.json',
  'package-lock.json',
];

// The pauses of the hooks pass at once.
const NO_PAUSES = `
import timers from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';
timers.setTimeout = async () => {};
syncBuiltinESMExports();`;

/** Stands where the tool would be on the path, and hands everything over to the cloud of this process. */
const tool = (name: string, port: number) => `#!/usr/bin/env node
const { AZURE_SUBSCRIPTION_ID, BACKSTAY_ABSENT_SCOPES, BACKSTAY_KEPT_SUBSCRIPTIONS } = process.env;
const env = { AZURE_SUBSCRIPTION_ID, BACKSTAY_ABSENT_SCOPES, BACKSTAY_KEPT_SUBSCRIPTIONS };
const body = JSON.stringify({ tool: ${JSON.stringify(name)}, args: process.argv.slice(2), env });
fetch('http://127.0.0.1:${port}', { method: 'POST', body }).then((answer) => answer.json()).then(({ status, stdout, stderr }) => {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
});
`;

/**
 * @param deployed hears that the code was deployed; `subscribed` that events are subscribed to, and may refuse
 */
export async function startAzd(
  cloud: Cloud,
  {
    deployed = async () => {},
    subscribed = async () => {},
  }: {
    readonly deployed?: (folder: string) => Promise<void>;
    readonly subscribed?: () => Promise<void>;
  } = {},
): Promise<Azd> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-rehearsal-'));
  for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));

  const server = createServer(async (request, response) => {
    const {
      tool: name,
      args,
      env,
    } = (await json(request)) as {
      readonly tool: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };
    let answered = cloud.run(name, args, env);
    if (answered.status === 0 && args.some((each) => each.startsWith('backstay-events-'))) {
      await subscribed().catch((error: Error) => {
        answered = { status: 1, stdout: '', stderr: `ERROR: ${error.message}` };
      });
    }
    response.end(JSON.stringify(answered));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  for (const name of ['az', 'azd']) writeFileSync(join(bin, name), tool(name, port), { mode: 0o755 });

  const { hooks } = parse(readFileSync(join(root, 'azure.yaml'), 'utf8')) as {
    readonly hooks: Readonly<Record<string, readonly { readonly posix: { readonly run: string } }[]>>;
  };

  async function hook(event: string): Promise<readonly HookRun[]> {
    const runs: HookRun[] = [];
    for (const { posix } of hooks[event] ?? []) {
      const [, ...args] = posix.run.split(' ');
      const child = spawn(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(NO_PAUSES)}`, ...args],
        {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, ...cloud.env, PATH: `${bin}:${process.env.PATH}` },
        },
      );
      const exited = new Promise<number | null>((done) => child.on('exit', done));
      const [output, errors, status] = await Promise.all([text(child.stdout), text(child.stderr), exited]);
      runs.push({ event, command: posix.run, status, output: `${output}${errors}` });
      if (status !== 0) break;
    }
    return runs;
  }

  /** Each step is a hook event, or what azd does between them. */
  async function steps(...all: readonly (string | (() => void | Promise<void>))[]): Promise<readonly HookRun[]> {
    const runs: HookRun[] = [];
    for (const step of all) {
      if (typeof step !== 'string') await step();
      else runs.push(...(await hook(step)));
      if (runs.at(-1)?.status !== 0) break;
    }
    return runs;
  }

  const deployCode = async () => {
    cloud.deploy();
    await deployed(folder);
  };
  return {
    folder,
    writeProfiles: (profiles) => writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles })),
    up: () =>
      steps('prepackage', 'preprovision', cloud.provision, 'postprovision', 'predeploy', deployCode, 'postdeploy'),
    deploy: () => steps('predeploy', deployCode, 'postdeploy'),
    hook,
    async close() {
      await new Promise((closed) => server.close(closed));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

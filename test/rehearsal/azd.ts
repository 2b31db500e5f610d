import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { parse } from 'yaml';
import type { Answer, Cloud } from './cloud.ts';

/** The output of one hook, and how it ended. */
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
  provision(): Promise<readonly HookRun[]>;
  hook(event: string): Promise<readonly HookRun[]>;
  /** Folder of the stand-ins for az, azd and git. */
  readonly tools: string;
  close(): Promise<void>;
}

type Step = string | (() => HookRun | undefined | Promise<HookRun>);

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
  'profiles.sample.json',
  'tsconfig.json',
  'tsconfig.build.json',
];

// The pauses of the hooks pass at once, and they see the version of Node that the scene names.
const setTheStage = (node: string) => `
import timers from 'node:timers/promises';
import { syncBuiltinESMExports } from 'node:module';
timers.setTimeout = async () => {};
syncBuiltinESMExports();
Object.defineProperty(process, 'versions', { value: { ...process.versions, node: ${JSON.stringify(node)} } });`;

/**
 * Stands where the tool would be on the path, and hands everything over to the cloud of this
 * process.
 */
const tool = (name: string, port: number) => `#!/usr/bin/env node
const { AZURE_SUBSCRIPTION_ID, BACKSTAY_ABSENT_SCOPES, BACKSTAY_KEPT_SUBSCRIPTIONS } = process.env;
const env = { AZURE_SUBSCRIPTION_ID, BACKSTAY_ABSENT_SCOPES, BACKSTAY_KEPT_SUBSCRIPTIONS };
const body = JSON.stringify({ line: [${JSON.stringify(name)}, ...process.argv.slice(2)], env });
fetch('http://127.0.0.1:${port}', { method: 'POST', body }).then((answer) => answer.json()).then(({ status, stdout, stderr }) => {
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = status;
});
`;

export interface AzdOptions {
  /** Hears that the code was deployed. */
  readonly deployed?: () => Promise<void>;
  /** Hears that events are subscribed to, and may refuse. */
  readonly subscribed?: () => Promise<void>;
  /**
   * Resources of Azure itself, which the cloud of the hooks does not know; undefined for all other
   * commands.
   */
  readonly resources?: (line: readonly string[]) => Promise<Answer | undefined>;
  /** Whether `git clone` of the guide makes the folder; otherwise it is there. */
  readonly isCloned?: boolean;
}

export async function startAzd(cloud: Cloud, options: AzdOptions = {}): Promise<Azd> {
  const { deployed, subscribed, resources, isCloned = false } = options;
  const home = mkdtempSync(join(tmpdir(), 'backstay-rehearsal-'));
  const folder = join(home, 'backstay');
  function clone(): Answer {
    for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    return { status: 0, stdout: '', stderr: "Cloning into 'backstay'...\n" };
  }
  if (!isCloned) clone();

  async function answerTo(line: readonly string[], env: Readonly<Record<string, string>>): Promise<Answer> {
    const [name = '', ...args] = line;
    if (name === 'git') return args.join(' ').endsWith(' backstay') ? clone() : cloud.run(name, args, env);
    const found = (await ownCommand(line)) ?? (await resources?.(line));
    if (found !== undefined) return found;
    const answered = cloud.run(name, args, env);
    if (answered.status !== 0 || !args.some((each) => each.startsWith('backstay-events-'))) return answered;
    try {
      await subscribed?.();
      return answered;
    } catch (error) {
      return { status: 1, stdout: '', stderr: `ERROR: ${(error as Error).message}` };
    }
  }

  const server = createServer(async (request, response) => {
    const { line, env } = (await json(request)) as {
      readonly line: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };
    response.end(JSON.stringify(await answerTo(line, env)));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const bin = join(home, '.bin');
  mkdirSync(bin);
  for (const name of ['az', 'azd', 'git']) writeFileSync(join(bin, name), tool(name, port), { mode: 0o755 });
  // The commands of the guide wait for Azure, which is quick here.
  writeFileSync(join(bin, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });

  const { hooks, requiredVersions } = parse(readFileSync(join(root, 'azure.yaml'), 'utf8')) as {
    readonly hooks: Readonly<Record<string, readonly { readonly posix: { readonly run: string } }[]>>;
    readonly requiredVersions: { readonly azd: string };
  };

  async function hook(event: string): Promise<readonly HookRun[]> {
    const runs: HookRun[] = [];
    const { azd, node } = cloud.tools();
    const least = requiredVersions.azd.replace('>= ', '');
    // https://github.com/Azure/azure-dev/blob/main/cli/azd/pkg/project/project.go
    if (isBelow(azd, least)) {
      const why = `this project requires a version of azd within the range '${requiredVersions.azd}', but you have '${azd}'.`;
      return [{ event, command: 'azd', status: 1, output: `ERROR: parsing project file: ${why}\n` }];
    }
    for (const { posix } of hooks[event] ?? []) {
      const [, ...args] = posix.run.split(' ');
      const child = spawn(
        process.execPath,
        ['--import', `data:text/javascript,${encodeURIComponent(setTheStage(node))}`, ...args],
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
  async function steps(...all: readonly Step[]): Promise<readonly HookRun[]> {
    const runs: HookRun[] = [];
    for (const step of all) {
      const done = typeof step === 'string' ? await hook(step) : await step();
      if (done !== undefined) runs.push(...[done].flat());
      if (runs.at(-1)?.status !== 0) break;
    }
    return runs;
  }

  async function deployCode(): Promise<HookRun> {
    const { status, stdout, stderr } = cloud.run('azd', ['deploy']);
    if (status === 0) await deployed?.();
    return { event: 'deploy', command: 'azd deploy', status, output: `${stdout}${stderr}` };
  }
  function makeResources(): undefined {
    cloud.provision();
  }
  const provision = ['preprovision', makeResources, 'postprovision'];
  const deploy = ['predeploy', deployCode, 'postdeploy'];
  const azd: Azd = {
    folder,
    tools: bin,
    writeProfiles: (profiles) => writeFileSync(join(folder, 'profiles.json'), JSON.stringify({ profiles })),
    up: () => steps('prepackage', ...provision, ...deploy),
    deploy: () => steps(...deploy),
    provision: () => steps(...provision),
    hook,
    async close() {
      await new Promise((closed) => server.close(closed));
      rmSync(home, { recursive: true, force: true });
    },
  };

  /** Commands of azd that a person types: they run hooks, which ask az and azd in turn. */
  async function ownCommand([name, ...args]: readonly string[]): Promise<Answer | undefined> {
    if (name !== 'azd') return undefined;
    const [command = '', , event = ''] = args;
    const started: Readonly<Record<string, () => Promise<readonly HookRun[]>>> = {
      up: azd.up,
      deploy: azd.deploy,
      provision: azd.provision,
      hooks: () => hook(event),
    };
    const runs = await started[command]?.();
    if (runs === undefined) return undefined;
    const stdout = runs.map(({ output }) => output).join('\n');
    return { status: runs.at(-1)?.status ?? 1, stdout, stderr: '' };
  }
  return azd;
}

function isBelow(version: string, least: string): boolean {
  return version.localeCompare(least, undefined, { numeric: true }) < 0;
}

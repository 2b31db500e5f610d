import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version that the templates are checked with; a newer linter may find more. */
const VERSION = '0.49.2';
/**
 * As the packages of the CLI are named:
 * https://www.nuget.org/packages/Azure.Bicep.CommandLine.linux-x64
 */
const PLATFORMS: Readonly<Record<string, string>> = {
  'linux x64': 'linux-x64',
  'linux arm64': 'linux-arm64',
  'darwin x64': 'osx-x64',
  'darwin arm64': 'osx-arm64',
  'win32 x64': 'win-x64',
};

export interface BicepAnswer {
  readonly status: number | null;
  readonly stdout: string;
  /** Warnings and errors of compiler and linter. */
  readonly stderr: string;
}

export type Bicep = (...parameters: readonly string[]) => BicepAnswer;

/**
 * The Bicep CLI: the one that `BICEP_PATH` names, or the NuGet package of it, which is brought by
 * the .NET SDK where there is one. Another one on the path is not taken: what it says would depend
 * on the machine.
 * @returns what stands in the way, as a sentence, when there is none to be had.
 */
export function findBicep(root: string): Bicep | string {
  const named = process.env.BICEP_PATH;
  if (named !== undefined && named !== '') {
    return existsSync(named) ? runner(named) : `BICEP_PATH names ${named}, which is not there.`;
  }
  const platform = PLATFORMS[`${process.platform} ${process.arch}`];
  if (platform === undefined) return `There is no Bicep CLI for ${process.platform} on ${process.arch}.`;
  const id = `Azure.Bicep.CommandLine.${platform}`;
  const cache = join(root, 'node_modules', '.cache', 'bicep');
  const binary = join(
    cache,
    'packages',
    id.toLowerCase(),
    VERSION,
    'tools',
    process.platform === 'win32' ? 'bicep.exe' : 'bicep',
  );
  if (!existsSync(binary)) {
    const why = restore(id, cache);
    if (why !== undefined) return why;
    chmodSync(binary, 0o755);
  }
  return runner(binary);
}

function restore(id: string, cache: string): string | undefined {
  mkdirSync(cache, { recursive: true });
  const project = join(cache, 'bicep.csproj');
  writeFileSync(
    project,
    `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework></PropertyGroup><ItemGroup><PackageDownload Include="${id}" Version="[${VERSION}]" /></ItemGroup></Project>\n`,
  );
  const { error, status, stdout } = spawnSync('dotnet', ['restore', project, '--packages', join(cache, 'packages')], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_CLI_TELEMETRY_OPTOUT: '1', DOTNET_NOLOGO: '1' },
  });
  if (error !== undefined)
    return 'The Bicep CLI comes by the .NET SDK, which is not here: install it, or set BICEP_PATH.';
  return status === 0 ? undefined : `The .NET SDK cannot bring the Bicep CLI: ${stdout.trim().split('\n').at(-1)}`;
}

function runner(binary: string): Bicep {
  return (...parameters) => {
    const { error, status, stdout, stderr } = spawnSync(binary, parameters, {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import type { Profile } from '../../shared/model/profile.ts';
import { type ClusterId, parseClusterId } from '../../shared/model/resource-id.ts';
import { ConfigurationError } from '../../shared/profiles/configuration-error.ts';
import { type AzureParts, ExpansionError, type RawProfile } from '../../shared/profiles/expand.ts';
import { parseProfiles, profilesJsonSchema } from '../../shared/profiles/profiles.ts';
import { TAG } from '../../shared/profiles/resolve-profile.ts';
import { parseWritten } from '../../shared/profiles/written-profiles.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { NotSignedIn } from '../scan/sign-in.ts';
import type { Surroundings } from '../surroundings.ts';
import { deployedProfiles, expandedPathOf, sourceOf } from './deployed-file.ts';
import { expandFile, type Reader } from './expand-file.ts';
import { explainProfiles } from './explain-profiles.ts';
import { warningsOf } from './warnings.ts';

const FILE = 'profiles.json';

interface ExplainOptions {
  readonly cluster: ClusterId;
  readonly location?: string;
  readonly tag: Tags;
}

type Tags = Readonly<Record<string, string>>;

/** Carries out `backstay profiles …`; answers with the exit code. Only `expand` may read Azure. */
export async function runProfiles(
  args: readonly string[],
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  name = 'npm run profiles --',
  openReader: () => Promise<Reader> = async () => (await import('../scan/open-scan.ts')).openReader(),
): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = commandLine(name, 'Checks, explains and expands a profile file.');
  program
    .command('check')
    .argument('[file]', 'the profile file', FILE)
    .description('says whether the file is valid, and what in it can have no effect')
    .action((file: string) =>
      run(file, async (written) => {
        const { file: raw, profiles: plain } = parseWritten(written, file);
        const deployed = plain === undefined ? await expandedOrNot(written, file) : { profiles: plain };
        if ('problem' in deployed) {
          const names = raw.profiles.map(({ name: each }) => each).join(', ');
          stdout.write(`Warning: ${deployed.problem}\n${file} is valid: ${names}.\n`);
          return EXIT.notWell;
        }
        const { profiles } = deployed;
        const warnings = warningsOf(profiles, new Date().toISOString());
        for (const warning of warnings) stdout.write(`Warning: ${warning}\n`);
        const names = profiles.map(({ name: each, mode }) => `${each} (${mode})`).join(', ');
        stdout.write(`${file} is valid: ${names}.\n`);
        return warnings.length === 0 ? EXIT.ok : EXIT.notWell;
      }),
    );
  program
    .command('explain')
    .argument('[file]', 'the profile file', FILE)
    .requiredOption('--cluster <id>', 'resource id of a cluster', clusterIdOf)
    .option('--location <region>', 'its region, where a selector names "locations"')
    .option('--tag <name=value>', 'a tag of it, or only the value of its tag "backstay"; may be repeated', addTag, {})
    .description('says which profile a cluster gets and why, and which places the profile names for it')
    .action((file: string, { cluster, location, tag }: ExplainOptions) =>
      run(file, async (written) => {
        const { profiles } = await deployedProfiles(written, file);
        const { file: raw } = parseWritten(written, file);
        const described = { clusterId: cluster, location, tags: tag };
        const { lines, isChosen } = explainProfiles(described, profiles, raw.profiles);
        stdout.write(`${lines.join('\n')}\n`);
        return isChosen ? EXIT.ok : EXIT.notWell;
      }),
    );
  program
    .command('expand')
    .argument('[file]', 'the profile file', FILE)
    .option('--check', 'writes nothing, and ends with exit code 3 if the expanded file would change', false)
    .description('lists the subscriptions and places that wildcards and placeholders stand for, with your Azure login')
    .action((file: string, { check }: { readonly check: boolean }) =>
      run(file, (written) => expand(written, file, check)),
    );
  program
    .command('schema')
    .description('prints the JSON Schema of the profile file, for editors')
    .action(() => {
      stdout.write(`${JSON.stringify(profilesJsonSchema(), null, 2)}\n`);
    });
  await program.parseAsync(args, { from: 'user' });
  return exitCode;

  async function expand(written: string, file: string, check: boolean): Promise<number> {
    const { file: raw, profiles } = parseWritten(written, file);
    if (profiles !== undefined) {
      stdout.write(`${file} needs no expansion.\n`);
      return EXIT.ok;
    }
    const path = expandedPathOf(file);
    const before = await readFile(path, 'utf8').catch(() => undefined);
    const known = before === undefined ? [] : profilesIn(before);
    const { text, profiles: expanded, changes, nameOf } = await expandFile(raw, sourceOf(written), known, openReader);
    parseProfiles(text, path);
    for (const profile of expanded) stdout.write(`${linesOf(profile, nameOf).join('\n')}\n`);
    const isSame = before !== undefined && before.replaceAll('\r\n', '\n') === text;
    if (!check && !isSame) await writeFile(path, text);
    stdout.write(
      `\n${changes.map((line) => `${line}\n`).join('')}${summaryOf(path, expanded.length, isSame, check)}\n`,
    );
    return check && !isSame ? EXIT.notWell : EXIT.ok;
  }

  async function run(file: string, command: (written: string) => Promise<number>): Promise<void> {
    try {
      exitCode = await command(await textOf(file));
    } catch (error) {
      const isKnown = [ConfigurationError, ExpansionError, NotSignedIn].some((kind) => error instanceof kind);
      if (!isKnown) throw error;
      stderr.write(`${(error as Error).message}\n`);
      exitCode = EXIT.error;
    }
  }
}

async function expandedOrNot(
  written: string,
  file: string,
): Promise<{ readonly profiles: readonly Profile[] } | { readonly problem: string }> {
  try {
    return await deployedProfiles(written, file);
  } catch (error) {
    if (error instanceof ConfigurationError) return { problem: error.message };
    throw error;
  }
}

function summaryOf(path: string, count: number, isSame: boolean, check: boolean): string {
  if (isSame) return `${path} is up to date: ${count} profiles.`;
  return check
    ? `${path} is out of date. Run the command without --check, and review the file.`
    : `${path} is written: ${count} profiles. Review it before you deploy: these are the places that backups go to.`;
}

/** The subscriptions and places of an expanded profile. */
function linesOf(profile: RawProfile, nameOf: AzureParts['nameOf']): readonly string[] {
  const { name, selector, vault, storageAccount, snapshotGroup } = profile;
  return [
    `${name}:`,
    ...selector.subscriptions.map(
      (id) => `  subscription     ${id}${nameOf(id) === undefined ? '' : ` (${nameOf(id)})`}`,
    ),
    ...(selector.locations ?? []).map((location) => `  region           ${location}`),
    `  vault            ${vault}`,
    `  storage account  ${storageAccount}`,
    `  snapshot group   ${snapshotGroup}`,
  ];
}

/** The profiles of an expanded file, to be compared; none of one that is damaged. */
function profilesIn(text: string): readonly RawProfile[] {
  try {
    const { profiles } = JSON.parse(text) as { readonly profiles?: unknown };
    return Array.isArray(profiles) ? profiles : [];
  } catch {
    return [];
  }
}

function addTag(text: string, tags: Tags): Tags {
  const [, name = TAG, value = text] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  return { ...tags, [name]: value };
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    throw new ConfigurationError(`The profile file ${file} cannot be read`, [
      error instanceof Error ? error.message : String(error),
    ]);
  });
}

function clusterIdOf(text: string): ClusterId {
  const id = parseClusterId(text);
  if (id !== undefined) return id;
  throw new InvalidArgumentError('It must be the resource id of an AKS cluster; "az aks show --query id" prints it.');
}

import { readFile } from 'node:fs/promises';
import { InvalidArgumentError } from 'commander';
import type { Profile } from '../../shared/model/profile.ts';
import { type ClusterId, parseClusterId } from '../../shared/model/resource-id.ts';
import { ConfigurationError } from '../../shared/profiles/configuration-error.ts';
import { parseProfiles, profilesJsonSchema } from '../../shared/profiles/profiles.ts';
import { TAG } from '../../shared/profiles/resolve-profile.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import type { Surroundings } from '../surroundings.ts';
import { explainProfiles } from './explain-profiles.ts';
import { warningsOf } from './warnings.ts';

const FILE = 'profiles.json';

interface ExplainOptions {
  readonly cluster: ClusterId;
  readonly location?: string;
  readonly tag: Tags;
}

type Tags = Readonly<Record<string, string>>;

/** Carries out `backstay profiles …`, without Azure; answers with the exit code. */
export async function runProfiles(
  args: readonly string[],
  { stdout, stderr }: Pick<Surroundings, 'stdout' | 'stderr'>,
  name = 'npm run profiles --',
): Promise<number> {
  let exitCode: number = EXIT.ok;
  const program = commandLine(name, 'Reads a profile file, without Azure.');
  program
    .command('check')
    .argument('[file]', 'the profile file', FILE)
    .description('says whether the file is valid, and what in it can have no effect')
    .action((file: string) =>
      run(file, (profiles) => {
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
      run(file, (profiles) => {
        const { lines, isChosen } = explainProfiles({ clusterId: cluster, location, tags: tag }, profiles);
        stdout.write(`${lines.join('\n')}\n`);
        return isChosen ? EXIT.ok : EXIT.notWell;
      }),
    );
  program
    .command('schema')
    .description('prints the JSON Schema of the profile file, for editors')
    .action(() => {
      stdout.write(`${JSON.stringify(profilesJsonSchema(), null, 2)}\n`);
    });
  await program.parseAsync(args, { from: 'user' });
  return exitCode;

  async function run(file: string, command: (profiles: readonly Profile[]) => number): Promise<void> {
    try {
      exitCode = command(parseProfiles(await textOf(file), file));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      stderr.write(`${error.message}\n`);
      exitCode = EXIT.error;
    }
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

import { existsSync } from 'node:fs';
import { z } from 'zod';
import { objectOf, readJson } from './read-json.ts';

const settingsSchema = objectOf({
  IsEncrypted: z.literal(false, 'must be false: encrypted settings cannot be read here').default(false),
  Values: z.record(z.string(), z.string('must be a string, also if it is a number or true')).default({}),
});

/**
 * Reads the app settings of a local.settings.json. Variables of the environment win, as with the
 * Core Tools:
 * https://learn.microsoft.com/azure/azure-functions/functions-develop-local#local-settings-file
 * @throws Error naming the file and the place in it.
 */
export async function readLocalSettings(
  file: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(file)) throw new Error(`${file} is not there. Copy local.settings.sample.json and fill it in.`);
  const { Values } = await readJson(file, settingsSchema);
  return Object.fromEntries(Object.entries(Values).filter(([name]) => environment[name] === undefined));
}

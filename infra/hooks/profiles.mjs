import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HookError } from './tools.mjs';

/**
 * The text of the file that operators wrote. Whether it is right in every detail the package says,
 * which is made of it.
 */
export function writtenProfiles(root) {
  const path = join(root, 'profiles.json');
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new HookError(
      `There is no ${path}. Copy profiles.sample.json to profiles.json and write down which clusters are meant.`,
    );
  }
  const placeholder = '00000000-0000-0000-0000-000000000000';
  if (text.includes(placeholder)) {
    throw new HookError(`${path} still holds ${placeholder}: put the ids of your subscriptions in its place.`);
  }
  return text;
}

/**
 * The profiles of the package, as Bicep reads them: rights, code and events are deployed from one
 * file.
 */
export function readProfiles(root) {
  const written = writtenProfiles(root);
  const path = join(root, 'dist', 'package', 'profiles.json');
  let deployed;
  try {
    deployed = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new HookError(`The package with the profiles is not there (${path}). Make it: npm run package`);
  }
  // As scripts/profiles/deployed-file.ts writes it.
  const source = createHash('sha256').update(written.replaceAll('\r\n', '\n')).digest('hex');
  if (deployed.source !== source) {
    throw new HookError('profiles.json has changed since the package was made. Make it again: npm run package');
  }
  return deployed.profiles;
}

/** The subscriptions that infra/events.bicep listens to, in its order. */
export function listenedTo(profiles) {
  const ids = profiles.flatMap(({ selector }) => selector.subscriptions);
  const ofVaults = profiles.map(({ vault }) => vault.split('/')[2]);
  return [...new Set([...ids, ...ofVaults].map((id) => id.toLowerCase()))];
}

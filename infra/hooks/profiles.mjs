import { readFileSync } from 'node:fs';
import { HookError } from './tools.mjs';

/**
 * The profiles that operators wrote. Whether they are right in every detail the app says at its
 * start, and Bicep before.
 */
export function readProfiles(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new HookError(
      `There is no ${path}. Copy profiles.sample.json to profiles.json and write down which clusters are meant.`,
    );
  }
  let profiles;
  try {
    ({ profiles } = JSON.parse(text));
  } catch (error) {
    throw new HookError(`${path} is not JSON: ${error.message}`);
  }
  if (!Array.isArray(profiles) || profiles.length === 0) throw new HookError(`${path} holds no profiles.`);
  const placeholder = '00000000-0000-0000-0000-000000000000';
  if (text.includes(placeholder)) {
    throw new HookError(`${path} still holds ${placeholder}: put the ids of your subscriptions in its place.`);
  }
  return profiles;
}

/** The subscriptions that infra/events.bicep listens to, in its order. */
export function listenedTo(profiles) {
  const ids = profiles.flatMap(({ selector }) => selector.subscriptions);
  const ofVaults = profiles.map(({ vault }) => vault.split('/')[2]);
  return [...new Set([...ids, ...ofVaults].map((id) => id.toLowerCase()))];
}

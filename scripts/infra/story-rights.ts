import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BOT, PROFILES, PROTECTING_PROFILES, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import type { Bicep } from './bicep-cli.ts';

/**
 * Where the rights of the demo's Backstay are, as `infra/rights.bicep` makes them, and for which
 * profiles.
 */
export const STORY_RIGHTS = {
  'local/demo/rights.json': { profiles: PROFILES.profiles },
  // The demo also shows an undo.
  'local/demo/protecting-rights.json': { profiles: PROTECTING_PROFILES.profiles, allowUndo: true },
} as const;

/**
 * The result of a deployment of `infra/rights.bicep` with these parameters: Bicep evaluates it
 * without any Azure. @throws Error when it refuses.
 */
export function deployedRights(bicep: Bicep, root: string, parameters: Readonly<Record<string, unknown>>): string {
  mkdirSync(join(root, '.local'), { recursive: true });
  const folder = mkdtempSync(join(root, '.local', 'rights-'));
  try {
    const file = join(folder, 'rights.bicepparam');
    writeFileSync(join(folder, 'rights.parameters.json'), JSON.stringify(parameters));
    const names = Object.keys(parameters).map((name) => `param ${name} = given.${name}`);
    writeFileSync(
      file,
      `using '../../infra/rights.bicep'\nvar given = loadJsonContent('rights.parameters.json')\n${names.join('\n')}\n`,
    );
    const answer = bicep(
      'snapshot',
      file,
      '--mode',
      'overwrite',
      '--subscription-id',
      SUBSCRIPTION_ID,
      '--tenant-id',
      TENANT_ID,
    );
    if (answer.status !== 0)
      throw new Error(`infra/rights.bicep cannot be evaluated:\n${answer.stderr}${answer.stdout}`);
    const { predictedResources } = JSON.parse(readFileSync(join(folder, 'rights.snapshot.json'), 'utf8'));
    return `${JSON.stringify({ predictedResources }, undefined, 2)}\n`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function storyRights(bicep: Bicep, root: string, file: keyof typeof STORY_RIGHTS): string {
  return deployedRights(bicep, root, { principalId: BOT.objectId, suffix: 'story', ...STORY_RIGHTS[file] });
}

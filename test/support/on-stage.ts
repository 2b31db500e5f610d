import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stage, type StageOptions, setStage } from '../../local/demo/stage.ts';
import { runAudit } from '../../scripts/audit/run-audit.ts';
import { trustedCertificate } from './certificate.ts';
import { PACKAGE_VARIABLE } from './global-setup.ts';
import { runScript } from './run-script.ts';

export { recordedIn } from './recorded-in.ts';

import { claimStorage } from './shared-storage.ts';

/** How many times faster than Azure. */
const SPEED = 120;

/**
 * The common parts of stages, which disturb none of them: a certificate that this process trusts,
 * and an account in one storage.
 */
export async function sharedParts(): Promise<Required<Pick<StageOptions, 'certificate' | 'storage'>>> {
  return { certificate: await trustedCertificate(), storage: claimStorage() };
}

/** Sets a stage of its own for `play`, and clears it away after any outcome. */
export async function onStage(
  options: Pick<StageOptions, 'keepStorage' | 'monitor' | 'settings' | 'rights' | 'eventDelivery'>,
  play: (stage: Stage, traffic: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-'));
  const recordTo = `.traffic/stage-${randomUUID()}.ndjson`;
  // The built package, not the sources: what is deployed is what is shown to work.
  const app = process.env[PACKAGE_VARIABLE] ?? '.';
  // A stage with its own storage stops it and starts it again.
  const common = options.keepStorage === true ? { certificate: await trustedCertificate() } : await sharedParts();
  const stage = await setStage({ speed: SPEED, folder, app, recordTo, ...common, ...options });
  try {
    await play(stage, recordTo);
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The output of `npm run audit` for the stage's storage. */
export async function auditOf(stage: Stage, ...parameters: readonly string[]): Promise<string> {
  const { code, out, err } = await runScript(runAudit, parameters, { AzureWebJobsStorage: stage.storage });
  if (code !== 0) throw new Error(`npm run audit -- ${parameters.join(' ')} ended with ${code}:\n${out}${err}`);
  return out;
}

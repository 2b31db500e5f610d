import { readFile } from 'node:fs/promises';
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  AzurePowerShellCredential,
  ChainedTokenCredential,
} from '@azure/identity';
import { cloudOf } from '../../shared/azure/clouds.ts';
import { createArm } from '../../shared/azure/create-arm.ts';
import { managedIdentity } from '../../shared/azure/credential.ts';
import { remembering } from '../../shared/azure/remember.ts';
import type { ScanPorts } from '../../shared/commands/scan-cluster.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { VERSION } from '../../shared/lib/version.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { RULES } from '../../shared/rules/index.ts';
import { ownRights } from '../../shared/rules/platform/own-rights.ts';
import { parseSettings } from '../../shared/settings/settings.ts';
import { settingsAmong } from '../settings-among.ts';

/** Everything for a scan: who asks, and what the operators have written. */
export interface OpenScan {
  readonly ports: ScanPorts;
  readonly profiles: readonly Profile[];
  readonly profilesPath: string;
}

/**
 * Scans run as whoever is signed in to the Azure CLI, the Developer CLI or PowerShell. @throws ConfigurationError when the settings or
 * the profile file are wrong.
 */
export async function openScan(profilesFile: string | undefined): Promise<OpenScan> {
  const settings = parseSettings(settingsAmong(process.env));
  const profilesPath = profilesFile ?? settings.profilesPath;
  const profiles = parseProfiles(await textOf(profilesPath), profilesPath);
  const cloud = cloudOf(settings.cloud);
  const credential =
    settings.cloud.name === 'custom'
      ? managedIdentity(cloud, settings.identityClientId)
      : new ChainedTokenCredential(
          new AzureCliCredential(),
          new AzureDeveloperCliCredential(),
          new AzurePowerShellCredential(),
        );
  const arm = createArm({ cloud, credential, clock: systemClock, version: VERSION });
  // The clusters of one scan share what they have in common; nothing is older than the scan.
  const reader = remembering(arm, systemClock).readerSince(systemClock.now().toISOString());
  return {
    profiles,
    profilesPath,
    ports: {
      reader,
      profiles,
      // What Backstay's own identity may do cannot be seen with somebody else's login.
      rules: RULES.filter((rule) => rule !== ownRights),
      clock: systemClock,
      pollSeconds: settings.pollSeconds,
    },
  };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the profile file cannot be read. ${why}. Name it with --profiles FILE or BACKSTAY_PROFILES.`);
  }
}

import { readFile } from 'node:fs/promises';
import {
  AzureCliCredential,
  AzureDeveloperCliCredential,
  AzurePowerShellCredential,
  ChainedTokenCredential,
  type TokenCredential,
} from '@azure/identity';
import { composeScan } from '../../shared/app/compose-app.ts';
import { cloudOf, scopeOf } from '../../shared/azure/clouds.ts';
import { managedIdentity } from '../../shared/azure/credential.ts';
import type { ScanPorts } from '../../shared/commands/scan-cluster.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { VERSION } from '../../shared/lib/version.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { RULES } from '../../shared/rules/index.ts';
import { ownRights } from '../../shared/rules/platform/own-rights.ts';
import { parseSettings, type Settings } from '../../shared/settings/settings.ts';
import { deployedProfiles } from '../profiles/deployed-file.ts';
import { settingsAmong } from '../settings-among.ts';
import { NotSignedIn } from './sign-in.ts';

/** Everything for a scan: who asks, and what the operators have written. */
export interface OpenScan {
  readonly ports: ScanPorts;
  readonly profiles: readonly Profile[];
  readonly profilesPath: string;
}

/**
 * Scans run as the user who is signed in to the Azure CLI, the Developer CLI or PowerShell. @throws
 * ConfigurationError when the settings or the profile file are wrong; NotSignedIn.
 */
export async function openScan(profilesFile: string | undefined): Promise<OpenScan> {
  const settings = parseSettings(settingsAmong(process.env));
  const profilesPath = profilesFile ?? settings.profilesPath;
  const { profiles } = await deployedProfiles(await textOf(profilesPath), profilesPath);
  return { profiles, profilesPath, ports: await openPorts(settings, profiles) };
}

/** Reads of Azure as the user who is signed in. @throws NotSignedIn */
export async function openReader(): Promise<ScanPorts['reader']> {
  return (await openPorts(parseSettings(settingsAmong(process.env)), [])).reader;
}

async function openPorts(settings: Settings, profiles: readonly Profile[]): Promise<ScanPorts> {
  const cloud = cloudOf(settings.cloud);
  const credential =
    settings.cloud.name === 'custom'
      ? managedIdentity(cloud, settings.identityClientId)
      : new ChainedTokenCredential(
          new AzureCliCredential(),
          new AzureDeveloperCliCredential(),
          new AzurePowerShellCredential(),
        );
  if (settings.cloud.name !== 'custom') await checkSignIn(credential, scopeOf(cloud));
  // Backstay's own rights cannot be seen with the login of an operator.
  const rules = RULES.filter((rule) => rule !== ownRights);
  return composeScan(
    { cloud, credential, clock: systemClock, version: VERSION },
    { profiles, rules, pollSeconds: settings.pollSeconds },
  );
}

/** @throws NotSignedIn */
async function checkSignIn(credential: TokenCredential, scope: string): Promise<void> {
  await credential.getToken(scope).catch(() => {
    throw new NotSignedIn();
  });
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the profile file cannot be read. ${why}. Name it with --profiles FILE or BACKSTAY_PROFILES.`);
  }
}

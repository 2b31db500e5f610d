import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { startIdentityEndpoint } from '../azure/identity/endpoint.ts';
import { PERSON } from './world.ts';

/**
 * Writes a file of environment variables with which a scan runs against the local Resource Manager
 * as the person of the story.
 * @returns what ends the login that the file names.
 */
export async function writeScanEnv(folder: string, resourceManager: string): Promise<() => Promise<void>> {
  const identity = await startIdentityEndpoint(PERSON);
  const variables = {
    NODE_EXTRA_CA_CERTS: resolve(folder, 'arm.pem'),
    BACKSTAY_CLOUD: 'custom',
    BACKSTAY_RESOURCE_MANAGER: resourceManager,
    BACKSTAY_AUTHORITY: resourceManager,
    BACKSTAY_AUDIENCE: 'https://management.azure.com',
    BACKSTAY_BLOB_HOST: '127.0.0.1',
    BACKSTAY_PROFILES: resolve(folder, 'profiles.json'),
    ...identity.environment,
  };
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(resolve(folder, 'scan.env'), lines.join(''), { mode: 0o600 });
  return () => identity.close();
}

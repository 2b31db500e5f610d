import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startArm } from '../../local/azure/arm/start-arm.ts';
import { startIdentityEndpoint } from '../../local/azure/identity/endpoint.ts';
import { createClient } from '../../local/demo/client.ts';
import {
  BEFORE,
  CLUSTER_BODY,
  CLUSTER_ID,
  PERSON,
  PROFILES,
  SUBSCRIPTION_ID,
  TENANT_ID,
} from '../../local/demo/world.ts';
import { trustedCertificate } from './certificate.ts';

/**
 * Two bare clusters in the local Azure, a profile file for them, and the environment of a shell in
 * which a person is signed in.
 */
export async function startScanWorld() {
  const folder = mkdtempSync(join(tmpdir(), 'backstay-scan-'));
  const subscriptions = [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }];
  const arm = await startArm({ speed: 600, subscriptions, certificate: await trustedCertificate() });
  writeFileSync(join(folder, 'arm.pem'), arm.certificatePem);
  writeFileSync(join(folder, 'profiles.json'), JSON.stringify(PROFILES));
  const identity = await startIdentityEndpoint(PERSON);
  const client = createClient(arm.url);
  for (const { id, apiVersion, body } of BEFORE) await client.put(id, apiVersion, body);
  await Promise.all([1, 2].map((n) => client.put(`${CLUSTER_ID}-${n}`, '2024-05-01', CLUSTER_BODY)));
  return {
    folder,
    arm,
    clusterId: `${CLUSTER_ID}-1`,
    environment: {
      BACKSTAY_CLOUD: 'custom',
      BACKSTAY_RESOURCE_MANAGER: arm.url,
      BACKSTAY_AUTHORITY: arm.url,
      BACKSTAY_AUDIENCE: 'https://management.azure.com',
      BACKSTAY_PROFILES: join(folder, 'profiles.json'),
      ...identity.environment,
    },
    /**
     * Besides, for a process of its own: it trusts the local Azure, and has no home with another
     * login.
     */
    processEnvironment: { HOME: folder, NODE_EXTRA_CA_CERTS: join(folder, 'arm.pem') },
    async close() {
      await identity.close();
      await arm.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

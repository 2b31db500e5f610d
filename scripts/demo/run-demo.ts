import { Option } from 'commander';
import { startArm } from '../../local/azure/arm/start-arm.ts';
import { trustCertificate } from '../../local/azure/arm/trust.ts';
import { startIdentityEndpoint } from '../../local/azure/identity/endpoint.ts';
import { createClient } from '../../local/demo/client.ts';
import { SHAPES, SHAPES_GROUP, shapeId } from '../../local/demo/shapes.ts';
import { BEFORE, PERSON, PROFILES, SUBSCRIPTION_ID, TENANT_ID } from '../../local/demo/world.ts';
import { composeScan } from '../../shared/app/compose-app.ts';
import { cloudOf } from '../../shared/azure/clouds.ts';
import { managedIdentity } from '../../shared/azure/credential.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { VERSION } from '../../shared/lib/version.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { commandLine } from '../command-line.ts';
import { EXIT } from '../exit-codes.ts';
import { printReport } from '../scan/print-report.ts';
import { scanMany } from '../scan/scan-many.ts';
import type { Surroundings } from '../surroundings.ts';

/** How many times faster than Azure: a cluster is there within a second. */
const SPEED = 600;

/**
 * Carries out `backstay demo`; answers with the exit code. The scan finds what is missing: that is
 * no failure here.
 */
export async function runDemo(
  args: readonly string[],
  { stdout }: Pick<Surroundings, 'stdout'>,
  name: string,
): Promise<number> {
  const { cluster } = commandLine(
    name,
    'Creates an example cluster in an Azure on this machine and scans it. Needs no login.',
  )
    .addOption(
      new Option('--cluster <name>', 'the example cluster')
        .choices(SHAPES.map((shape) => shape.name))
        .default('stopped'),
    )
    .addHelpText(
      'after',
      `\nExample clusters:\n${SHAPES.map((shape) => `  ${shape.name.padEnd(24)}${shape.description}`).join('\n')}`,
    )
    .parse(args, { from: 'user' })
    .opts<{ readonly cluster: string }>();
  const shape = SHAPES.find((one) => one.name === cluster);
  const clusterId = shape && parseClusterId(shapeId(shape));
  if (shape === undefined || clusterId === undefined) throw new Error(`no example cluster ${cluster}`);

  const arm = await startArm({ speed: SPEED, subscriptions: [{ id: SUBSCRIPTION_ID, tenantId: TENANT_ID }] });
  const identity = await startIdentityEndpoint(PERSON);
  try {
    trustCertificate(arm.certificatePem);
    Object.assign(process.env, identity.environment);
    const client = createClient(arm.url);
    for (const { id, apiVersion, body } of [...BEFORE, SHAPES_GROUP, ...(shape.needs ?? [])]) {
      await client.put(id, apiVersion, body);
    }
    await client.put(clusterId, '2024-05-01', shape.body);
    const cloud = cloudOf({ name: 'custom', resourceManager: arm.url, authority: arm.url, audience: AUDIENCE });
    const profiles = parseProfiles(JSON.stringify(PROFILES), 'the example profile');
    const azure = { cloud, credential: managedIdentity(cloud, undefined), clock: systemClock, version: VERSION };
    const ports = composeScan(azure, { profiles, pollSeconds: 1 });
    const target = { clusterId, profile: profiles[0]?.name ?? '' };
    const report = await scanMany([target], { ports, profiles, profilesPath: '' }, () => undefined);
    stdout.write(`Example cluster ${shape.name}: ${shape.description}\n\n${printReport(report, profiles)}`);
    return EXIT.ok;
  } finally {
    await identity.close();
    await arm.close();
  }
}

const AUDIENCE = 'https://management.azure.com';

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  CLUSTER,
  CLUSTER_PUT,
  EXTENSION,
  EXTENSION_PUT,
  startTestArm,
  type TestArm,
} from '../../../support/local-arm.ts';

let folder: string;
let azure: TestArm;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backstay-recorder-'));
  azure = await startTestArm({ recordTo: join(folder, 'traffic.ndjson') });
  await azure.furnish();
  await azure.register();
});
afterEach(async () => {
  await azure.arm.close();
  await rm(folder, { recursive: true });
});

test('secrets are taken out of what is recorded, and only there', async () => {
  await azure.send('PUT', EXTENSION, {
    properties: { ...EXTENSION_PUT.properties, configurationProtectedSettings: { key: 'hidden-one' } },
  });
  await azure.send('PUT', `${CLUSTER}2`, {
    ...CLUSTER_PUT,
    identity: undefined,
    properties: { ...CLUSTER_PUT.properties, servicePrincipalProfile: { clientId: 'c', secret: 'hidden-two' } },
  });
  await azure.send('POST', `${CLUSTER}/runCommand`, {
    command: 'kubectl get ns -o name',
    clusterToken: 'hidden-three',
  });
  const recorded = await readFile(join(folder, 'traffic.ndjson'), 'utf8');
  expect(recorded).not.toMatch(/hidden-one|hidden-two|hidden-three|authorization"|bearer/i);
  expect(recorded).toContain('"configurationProtectedSettings":{"key":"hidden"}');
  const { body } = await azure.send('GET', EXTENSION);
  expect(body.properties).not.toHaveProperty('configurationProtectedSettings');
});

test('refused requests are recorded too, with a body that was none', async () => {
  await azure.send('PUT', CLUSTER, 'no json');
  const lines = (await readFile(join(folder, 'traffic.ndjson'), 'utf8')).trim().split('\n');
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ method: 'PUT', status: 400, requestBody: 'no json' });
});

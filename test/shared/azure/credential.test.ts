import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { cloudOf } from '../../../shared/azure/clouds.ts';
import { createArm } from '../../../shared/azure/create-arm.ts';
import { managedIdentity } from '../../../shared/azure/credential.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import { VAULT_ID } from '../../support/facts.ts';

/**
 * The identity endpoint that Functions gives an app.
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference
 */
let endpoint: Server;
let status = 200;
const asked: URLSearchParams[] = [];

// Once for all tests: the SDK looks for the endpoint once in a process.
beforeAll(async () => {
  endpoint = createServer((request, response) => {
    asked.push(new URL(request.url ?? '', 'http://localhost').searchParams);
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? tokenAnswer() : { statusCode: status, message: 'no such identity' }));
  });
  await new Promise<void>((resolve) => endpoint.listen(0, resolve));
  vi.stubEnv('IDENTITY_ENDPOINT', `http://localhost:${(endpoint.address() as AddressInfo).port}/msi/token`);
  vi.stubEnv('IDENTITY_HEADER', 'header');
});
afterAll(() => {
  vi.unstubAllEnvs();
  endpoint.close();
});
beforeEach(() => {
  status = 200;
  asked.length = 0;
});

function tokenAnswer() {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  return { access_token: 'a-token', expires_on: `${expires}`, resource: 'r', token_type: 'Bearer' };
}

const cloud = cloudOf({
  name: 'custom',
  resourceManager: 'https://localhost:1',
  authority: 'https://localhost:1',
  audience: 'https://management.azure.com',
});
const SCOPE = 'https://management.azure.com/.default';

test("the app's own identity gets a token for the cloud's audience", async () => {
  const token = await managedIdentity(cloud, undefined).getToken(SCOPE);
  expect(token?.token).toBe('a-token');
  expect(asked[0]?.get('resource')).toBe('https://management.azure.com');
  expect(asked[0]?.has('client_id')).toBe(false);
});

test('a user-assigned identity is named by its client id', async () => {
  const clientId = 'c0000000-0000-4000-8000-000000000001';
  await managedIdentity(cloud, clientId).getToken(SCOPE);
  expect(asked[0]?.get('client_id')).toBe(clientId);
});

test('no token is a failure of the call, not a crash', async () => {
  status = 400;
  const credential = managedIdentity(cloud, 'c0000000-0000-4000-8000-000000000002');
  const arm = createArm({ cloud, credential, clock: systemClock, version: '0' });
  expect(await arm.getVault(VAULT_ID)).toMatchObject({ ok: false, failure: { class: 'transient', code: 'NoToken' } });
});

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BINDING, BINDING_PUT, CLUSTER, startTestArm, type TestArm } from '../../../support/local-arm.ts';

// Not recorded for the check against the specifications: AKS does not wrap its errors as its
// specification says it does.
let azure: TestArm;

beforeEach(async () => {
  azure = await startTestArm();
  await azure.furnish();
});
afterEach(() => azure.arm.close());

const stateOf = async (id: string): Promise<string> => (await azure.send('GET', id)).body.properties.provisioningState;

describe('a cluster', () => {
  test('is stopped and started, and takes no write while it is stopped', async () => {
    expect((await azure.send('POST', `${CLUSTER}/stop`)).status).toBe(202);
    await azure.wait(120);
    expect((await azure.send('GET', CLUSTER)).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      powerState: { code: 'Stopped' },
    });
    expect((await azure.send('PUT', BINDING, BINDING_PUT)).body.code).toBe('OperationNotAllowed');
    await azure.send('POST', `${CLUSTER}/start`);
    await azure.wait(120);
    expect((await azure.send('PUT', BINDING, BINDING_PUT)).status).toBe(201);
  });

  test('that is being written takes no other write', async () => {
    const put = await azure.send('PUT', BINDING, BINDING_PUT);
    expect(put).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Updating' } } });
    expect(await stateOf(CLUSTER)).toBe('Updating');
    const second = await azure.send('PUT', `${BINDING}2`, BINDING_PUT);
    expect(second).toMatchObject({
      status: 409,
      body: {
        code: 'OperationNotAllowed',
        message: expect.stringContaining('Another operation (Updating) is in progress'),
      },
    });
    await azure.wait(30);
    expect([await stateOf(BINDING), await stateOf(CLUSTER)]).toEqual(['Succeeded', 'Succeeded']);
  });

  test('has at most eight bindings', async () => {
    for (let index = 0; index < 8; index++) {
      expect((await azure.send('PUT', `${BINDING}${index}`, BINDING_PUT)).status).toBe(201);
      await azure.wait(30);
    }
    expect((await azure.send('PUT', `${BINDING}9`, BINDING_PUT)).status).toBe(400);
  });
});

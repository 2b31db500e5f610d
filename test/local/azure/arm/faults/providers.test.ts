import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EXTENSION_FAILURE_CAUSES } from '../../../../../local/azure/arm/faults/extension-failures.ts';
import { SUBSCRIPTION_ID } from '../../../../../local/demo/world.ts';
import { EXTENSION, EXTENSION_PUT, startTestArm, type TestArm } from '../../../../support/local-arm.ts';

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-faults-providers-${process.pid}.ndjson` });
  await azure.furnish();
});
afterEach(() => azure.arm.close());

/** The words of Azure for each cause, as seen. */
const SAYS: Readonly<Record<(typeof EXTENSION_FAILURE_CAUSES)[number], string>> = {
  postInstallTimeout: 'failed post-install: timed out waiting for the condition',
  preInstallBackoff: 'failed pre-install: job failed: BackoffLimitExceeded',
  gatekeeperDenied: 'admission webhook "validation.gatekeeper.sh" denied',
  endpointUnresolved: 'no such host',
  privateEndpointUnauthorized: '403 This traffic is not authorized',
  podIdentityMissing: 'no azure identity found for request clientID',
  sharedKeyDisabled: 'KeyBasedAuthenticationNotPermitted',
  resourceExists: 'resource already exists',
  resourceNotImportable: 'cannot be imported into the current release',
  versionUnresolved: 'Failed to resolve the extension version from the given values',
};

describe('an extension', () => {
  test.each(EXTENSION_FAILURE_CAUSES)('can end Failed: %s', async (cause) => {
    await azure.register();
    azure.arm.faults.add({
      path: '**/extensions/*',
      when: { kind: 'next', count: 1 },
      fault: { kind: 'extensionFails', cause },
    });
    const started = await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    expect(started).toMatchObject({ status: 201, body: { properties: { provisioningState: 'Creating' } } });
    await azure.wait(263);

    const error = { code: 'ExtensionOperationFailed', message: expect.stringContaining(SAYS[cause]) };
    const { pathname, search } = new URL(started.headers.get('azure-asyncoperation') ?? '');
    expect(await azure.send('GET', pathname, undefined, { query: search.slice(1) })).toMatchObject({
      status: 200,
      body: { status: 'Failed', error },
    });
    const { message } = error;
    const statuses = [{ code: 'InstallationFailed', displayStatus: null, level: null, message, time: null }];
    const failed = { provisioningState: 'Failed', statuses, aksAssignedIdentity: null };
    const { properties } = (await azure.send('GET', EXTENSION)).body;
    expect(properties).toMatchObject(failed);
    expect(properties).not.toHaveProperty('errorInfo');

    await azure.send('PUT', EXTENSION, EXTENSION_PUT);
    await azure.wait(263);
    expect((await azure.send('GET', EXTENSION)).body.properties).toMatchObject({ provisioningState: 'Succeeded' });
    expect(azure.arm.faults.list()).toMatchObject([{ met: 2, fired: 1 }]);
  });
});

describe('a registration', () => {
  const PROVIDER = `/subscriptions/${SUBSCRIPTION_ID}/providers/Microsoft.KubernetesConfiguration`;
  const stateOf = async () => (await azure.send('GET', PROVIDER)).body.registrationState;

  test('can hang until it is started again', async () => {
    azure.arm.faults.add({ path: `${PROVIDER}/register`, fault: { kind: 'registrationHangs' } });
    await azure.send('POST', `${PROVIDER}/register`);
    await azure.wait(86_400);
    expect(await stateOf()).toBe('Registering');
    azure.arm.faults.clear();
    await azure.send('POST', `${PROVIDER}/register`);
    await azure.wait(86_400);
    expect(await stateOf()).toBe('Registering');
    await azure.send('POST', `${PROVIDER}/unregister`);
    await azure.wait(90);
    await azure.send('POST', `${PROVIDER}/register`);
    await azure.wait(90);
    expect(await stateOf()).toBe('Registered');
  });
});

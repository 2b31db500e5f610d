import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ClusterShape, SHAPES, SHAPES_GROUP, shapeId } from '../../../../local/demo/shapes.ts';
import { LOCATION } from '../../../../local/demo/world.ts';
import { startTestArm, type TestArm } from '../../../support/local-arm.ts';

/**
 * Not in the specification of 2024-05-01, or on purpose not as it says: their traffic is not held
 * against it.
 */
const NOT_RECORDED = new Set(['isolated', 'incomplete']);
const UUID = expect.stringMatching(/^[0-9a-f-]{36}$/);

let azure: TestArm;

const shape = (name: string): ClusterShape => SHAPES.find((one) => one.name === name) as ClusterShape;

async function make(name: string): Promise<void> {
  const { needs = [], body } = shape(name);
  for (const wanted of [SHAPES_GROUP, ...needs]) await azure.send('PUT', wanted.id, wanted.body);
  expect((await azure.send('PUT', shapeId(shape(name)), body)).status).toBe(201);
  await azure.wait(280);
}

const read = async (name: string) => (await azure.send('GET', shapeId(shape(name)))).body;

describe('every shape', () => {
  afterEach(() => azure.arm.close());

  /** What is special about each, as AKS answers it. */
  const special: Readonly<Record<string, object>> = {
    standard: {
      identity: { type: 'SystemAssigned', principalId: UUID },
      properties: {
        networkProfile: { outboundType: 'loadBalancer', networkPlugin: 'azure', networkPluginMode: 'overlay' },
        storageProfile: {
          diskCSIDriver: { enabled: true },
          fileCSIDriver: { enabled: true },
          snapshotController: { enabled: true },
        },
        servicePrincipalProfile: { clientId: 'msi' },
        identityProfile: { kubeletidentity: { clientId: UUID } },
        agentPoolProfiles: [{ osType: 'Linux', powerState: { code: 'Running' } }],
      },
    },
    private: {
      properties: {
        privateFQDN: expect.stringMatching(/\.privatelink\.westeurope\.azmk8s\.io$/),
        apiServerAccessProfile: { enablePrivateCluster: true, privateDNSZone: 'system' },
        privateLinkResources: [{ groupId: 'management' }],
      },
    },
    'own-identity': {
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: {
          [`${SHAPES_GROUP.id}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shapes`]: {
            principalId: UUID,
          },
        },
      },
    },
    'service-principal': {
      properties: { servicePrincipalProfile: { clientId: 'e1f2a3b4-0000-4000-8000-00000000000c' } },
    },
    'windows-and-linux': {
      properties: {
        agentPoolProfiles: [{ osType: 'Linux' }, { osType: 'Windows', osSKU: 'Windows2022' }],
        windowsProfile: { adminUsername: 'azureuser', enableCSIProxy: true },
      },
    },
    'arm-only': {
      properties: { agentPoolProfiles: [0, 1].map(() => ({ nodeImageVersion: expect.stringContaining('arm64') })) },
    },
    'all-tainted': {
      properties: {
        agentPoolProfiles: [
          { nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] },
          { nodeTaints: ['sku=gpu:NoSchedule'] },
        ],
      },
    },
    'old-version': { properties: { kubernetesVersion: '1.20.9', currentKubernetesVersion: '1.20.9' } },
    'long-term': {
      properties: {
        kubernetesVersion: '1.32',
        currentKubernetesVersion: '1.32.16',
        supportPlan: 'AKSLongTermSupport',
      },
    },
    'csi-off': {
      properties: { storageProfile: { diskCSIDriver: { enabled: false }, fileCSIDriver: { enabled: true } } },
    },
    isolated: { properties: { networkProfile: { outboundType: 'none' } } },
    'own-egress': { properties: { networkProfile: { outboundType: 'userDefinedRouting' } } },
    'azure-policy': { properties: { addonProfiles: { azurepolicy: { enabled: true, identity: { clientId: UUID } } } } },
    'pod-identity': { properties: { podIdentityProfile: { enabled: true } } },
    'no-run-command': { properties: { apiServerAccessProfile: { disableRunCommand: true } } },
    stopped: { properties: { powerState: { code: 'Stopped' } } },
    incomplete: { properties: { agentPoolProfiles: [{ osType: null }] } },
  };

  test.each(SHAPES)('$name: $description', async ({ name }) => {
    const recordTo = `.traffic/arm-shape-${name}-${process.pid}.ndjson`;
    azure = await startTestArm(NOT_RECORDED.has(name) ? {} : { recordTo });
    await make(name);
    const cluster = await read(name);
    expect(cluster).toMatchObject({ name, location: LOCATION, properties: { provisioningState: 'Succeeded' } });
    expect(cluster).toMatchObject(special[name] as object);
    expect(JSON.stringify(cluster)).not.toContain('not-a-secret');
  });
});

describe('in particular', () => {
  beforeEach(async () => {
    azure = await startTestArm();
  });
  afterEach(() => azure.arm.close());

  test('under a service principal there is no identity, neither of the cluster nor of its nodes', async () => {
    await make('service-principal');
    const { identity, properties } = await read('service-principal');
    expect([identity, properties.identityProfile]).toEqual([undefined, undefined]);
  });

  test.each(['isolated', 'own-egress'])('%s has no load balancer for its way out', async (name) => {
    await make(name);
    expect((await read(name)).properties.networkProfile.loadBalancerProfile).toBeUndefined();
  });

  test('a stopped one can be started, and then runs', async () => {
    await make('stopped');
    await azure.send('POST', `${shapeId(shape('stopped'))}/start`);
    await azure.wait(120);
    expect((await read('stopped')).properties.powerState).toEqual({ code: 'Running' });
  });

  test('what is left out is left out of lists too, but is still there for AKS', async () => {
    await make('incomplete');
    const one = await read('incomplete');
    expect([one.identity, one.properties.storageProfile, one.properties.networkProfile.outboundType]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(one.properties.networkProfile.networkPlugin).toBe('azure');
    const { value } = (await azure.send('GET', shapeId(shape('incomplete')).replace(/\/[^/]+$/, ''))).body;
    expect(value).toEqual([one]);
    await azure.send('PATCH', shapeId(shape('incomplete')), { tags: {} });
    expect(await read('incomplete')).toMatchObject({
      identity: { type: 'SystemAssigned' },
      properties: { storageProfile: { diskCSIDriver: { enabled: true } } },
    });
  });
});

describe('a PUT of a cluster that exists', () => {
  beforeEach(async () => {
    azure = await startTestArm();
    await make('csi-off');
  });
  afterEach(() => azure.arm.close());

  const put = (properties: object, more: object = {}) =>
    azure.send('PUT', shapeId(shape('csi-off')), { location: LOCATION, properties, ...more });

  test('keeps what it does not name', async () => {
    const before = await read('csi-off');
    expect((await put({ podIdentityProfile: { enabled: true } }, { tags: { team: 'a' } })).status).toBe(200);
    await azure.wait(124);
    const { properties, identity } = await read('csi-off');
    expect(identity).toEqual(before.identity);
    expect(properties).toEqual({ ...before.properties, podIdentityProfile: { enabled: true } });
  });

  test('changes within a block only what it names', async () => {
    await put({ storageProfile: { diskCSIDriver: { enabled: true } }, agentPoolProfiles: null });
    await azure.wait(124);
    const { storageProfile, agentPoolProfiles } = (await read('csi-off')).properties;
    expect(storageProfile).toMatchObject({ diskCSIDriver: { enabled: true }, snapshotController: { enabled: false } });
    expect(agentPoolProfiles).toMatchObject([{ name: 'system', count: 3 }]);
  });

  test('does not take what only AKS writes', async () => {
    const before = await read('csi-off');
    await put({ fqdn: 'elsewhere.example', powerState: { code: 'Stopped' }, provisioningState: 'Failed' });
    await azure.wait(124);
    expect((await read('csi-off')).properties).toEqual(before.properties);
  });

  test.each([
    ['its name in the DNS', { dnsPrefix: 'other' }, {}, 400, { code: 'PropertyChangeNotAllowed' }],
    ['its node group', { nodeResourceGroup: 'other' }, {}, 400, { code: 'PropertyChangeNotAllowed' }],
    ['its place', {}, { location: 'northeurope' }, 409, { error: { code: 'InvalidResourceLocation' } }],
  ])('cannot change %s', async (_, properties, more, status, body) => {
    expect(await put(properties, more)).toMatchObject({ status, body });
  });
});

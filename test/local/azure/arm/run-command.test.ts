import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Workloads } from '../../../../local/azure/arm/providers/container-service/run-command/workloads.ts';
import { INSPECTION_COMMAND } from '../../../../shared/remediate/inspection-command.ts';
import { sightIn } from '../../../../shared/remediate/inspection-sight.ts';
import { CLUSTER, CLUSTER_PUT, GROUP_ID, startTestArm, type TestArm } from '../../../support/local-arm.ts';

const VELERO: Workloads = {
  namespaces: ['velero'],
  deployments: [{ namespace: 'velero', name: 'velero', image: 'velero/velero:v1.15.0' }],
  customResourceDefinitions: [{ metadata: { name: 'backups.velero.io', labels: { 'a.b/c': 'd' } } }],
  persistentVolumes: [{ metadata: { name: 'pv-1' }, spec: { csi: { driver: 'disk.csi.azure.com' } } }],
};

let azure: TestArm;
let runs = 0;

beforeEach(async () => {
  azure = await startTestArm({ recordTo: `.traffic/arm-command-${process.pid}-${++runs}.ndjson` });
  await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
  await azure.send('PUT', CLUSTER, CLUSTER_PUT);
});
afterEach(() => azure.arm.close());

const ask = (command: string, more: object = {}) => azure.send('POST', `${CLUSTER}/runCommand`, { command, ...more });

async function run(command: string) {
  const { headers } = await ask(command);
  await azure.wait(30);
  return azure.send('GET', new URL(headers.get('location') ?? '').pathname);
}

async function logsOf(command: string): Promise<string> {
  const { properties } = (await run(command)).body;
  expect(properties).toMatchObject({ provisioningState: 'succeeded', exitCode: 0 });
  return properties.logs;
}

describe('a command', () => {
  beforeEach(() => azure.wait(280));

  test('is taken, runs for 20 s, and then has a result', async () => {
    const taken = await ask('kubectl get namespaces -o json', { context: '', clusterToken: '' });
    const location = new URL(taken.headers.get('location') ?? '');
    expect(taken.status).toBe(202);
    expect(location.pathname).toMatch(/\/managedClusters\/c1\/commandResults\/[0-9a-f]{32}$/);
    await azure.wait(19);
    const running = await azure.send('GET', location.pathname);
    expect([running.status, running.body, running.headers.get('location')]).toEqual([202, undefined, location.href]);
    await azure.wait(1);
    const { status, body } = await azure.send('GET', location.pathname);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      id: location.pathname.split('/').at(-1),
      properties: { provisioningState: 'succeeded', exitCode: 0, finishedAt: azure.timeline.now().toISOString() },
    });
    const names = JSON.parse(body.properties.logs).items.map(
      (item: { metadata: { name: string } }) => item.metadata.name,
    );
    expect(names).toEqual(['default', 'kube-node-lease', 'kube-public', 'kube-system']);
  });

  test.each([
    ['kubectl get ns -o name', ['namespace/default', 'namespace/velero']],
    [
      'kubectl get crd,pv -A -o name',
      ['customresourcedefinition.apiextensions.k8s.io/backups.velero.io', 'persistentvolume/pv-1'],
    ],
    ['kubectl get deployments.apps -A -o name', ['deployment.apps/coredns', 'deployment.apps/velero']],
    ['kubectl get storageclasses.storage.k8s.io -o name', ['storageclass.storage.k8s.io/managed-csi']],
    [
      'kubectl get deploy -A -o custom-columns=NS:.metadata.namespace,IMAGE:.spec.template.spec.containers[*].image',
      ['NS            IMAGE', 'velero        velero/velero:v1.15.0'],
    ],
    [
      "kubectl get pv --no-headers -o 'custom-columns=N:.metadata.name,D:.spec.csi.driver,X:.none'",
      ['pv-1   disk.csi.azure.com   <none>'],
    ],
    ["kubectl get crds -o custom-columns='L:.metadata.labels.a\\.b/c'", ['L', 'd']],
    [
      'kubectl get deployments --all-namespaces --output wide',
      ['velero        velero           1/1     <unknown>   velero/velero:v1.15.0'],
    ],
    ['kubectl get deployments --namespace velero', ['NAME     READY   AGE', 'velero   1/1     <unknown>']],
    [
      'kubectl get crds --selector a.b/c=d -o name',
      ['customresourcedefinition.apiextensions.k8s.io/backups.velero.io'],
    ],
    ['kubectl get crds --selector a.b/c=e', ['No resources found']],
    ['kubectl get pods,events --namespace shop', ['No resources found in shop namespace.']],
    [
      'kubectl get crds --show-labels',
      ['NAME                AGE         LABELS', 'backups.velero.io   <unknown>   a.b/c=d'],
    ],
    ['kubectl get persistentvolumes --output yaml', ['      name: pv-1']],
  ])('%s', async (command, lines) => {
    azure.arm.setWorkloads(CLUSTER, VELERO);
    expect((await logsOf(command)).trimEnd().split('\n')).toEqual(expect.arrayContaining(lines));
  });

  test('with a namespace sees only what is there', async () => {
    const daemonSets = ['kube-system', 'shop'].map((namespace) => ({
      namespace,
      name: `in-${namespace}`,
      image: 'azurefile:v1',
    }));
    azure.arm.setWorkloads(CLUSTER, { daemonSets });
    const logs = await logsOf(INSPECTION_COMMAND);
    expect(logs).toContain('in-kube-system');
    expect(logs).not.toContain('in-shop');
  });

  test('without -A sees no further than the namespace default', async () => {
    azure.arm.setWorkloads(CLUSTER, VELERO);
    expect(await logsOf('kubectl get deployments -o name')).toBe('');
    expect(JSON.parse(await logsOf('kubectl get deployments -o json'))).toEqual({
      apiVersion: 'v1',
      items: [],
      kind: 'List',
      metadata: { resourceVersion: '' },
    });
  });

  test.each([
    ['kubectl get azurepodidentityexceptions -A -o json', `the server doesn't have a resource type`],
    ['kubectl get ns -o xml', 'unable to match a printer suitable for the output format "xml"'],
    ['kubectl get nodepools -o yaml', `the server doesn't have a resource type`],
    ['kubectl get deployment -A shop', 'deployments "shop" not found'],
    ['kubectl delete crds', 'no name was specified'],
    ['kubectl get ns --watch', 'unknown command'],
    ['kubectl delete ns velero', 'unknown command'],
    ['kubectl get ns -o json | wc -l', 'unknown command'],
    ['kubectl get ns -o json; kubectl delete ns velero', 'unknown command'],
    ['kubectl get ns -o custom-columns=A:.a\\.b', 'unknown command'],
    ['kubectl get ns -o $(ls)', 'unknown command'],
    ['ls', 'unknown command'],
  ])('%s ends with exit code 1', async (command, text) => {
    const { body } = await run(command);
    expect(body.properties).toMatchObject({ provisioningState: 'succeeded', exitCode: 1 });
    expect(body.properties.logs).toMatch(/^(?:error: |Error from server)/m);
    expect(body.properties.logs).toContain(text);
  });

  test('finds exceptions of pod identity where it is set up', async () => {
    const azurePodIdentityExceptions = [{ metadata: { name: 'aks', namespace: 'dataprotection-microsoft' } }];
    azure.arm.setWorkloads(CLUSTER, { azurePodIdentityExceptions });
    expect(JSON.parse(await logsOf('kubectl get azurepodidentityexceptions -A -o json')).items).toMatchObject([
      { kind: 'AzurePodIdentityException', metadata: { name: 'aks', namespace: 'dataprotection-microsoft' } },
    ]);
  });

  test('finds exceptions that the cluster was given by Azure', async () => {
    const userAssignedIdentityExceptions = [{ name: 'backup', namespace: 'shop', podLabels: { app: 'shop' } }];
    const podIdentityProfile = { enabled: true, userAssignedIdentityExceptions };
    const properties = { ...CLUSTER_PUT.properties, podIdentityProfile };
    await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties });
    await azure.wait(300);
    expect(JSON.parse(await logsOf('kubectl get azurepodidentityexceptions -A -o json')).items).toMatchObject([
      { metadata: { name: 'backup', namespace: 'shop' }, spec: { podLabels: { app: 'shop' } } },
    ]);
  });

  test('finds node pools where nodes are provisioned', async () => {
    const properties = { ...CLUSTER_PUT.properties, nodeProvisioningProfile: { mode: 'Auto' } };
    await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties }, { query: 'api-version=2026-05-01' });
    await azure.wait(300);
    expect(await logsOf('kubectl get nodepools --output yaml')).toContain('kubernetes.io/arch');
  });

  test('deletes definitions by a label, and others stay', async () => {
    const other = { metadata: { name: 'others.example' } };
    azure.arm.setWorkloads(CLUSTER, {
      ...VELERO,
      customResourceDefinitions: [...(VELERO.customResourceDefinitions ?? []), other],
    });
    expect(await logsOf('kubectl delete crds --selector a.b/c=d')).toContain('"backups.velero.io" deleted');
    expect(await logsOf('kubectl get crds -o name')).toBe(
      'customresourcedefinition.apiextensions.k8s.io/others.example\n',
    );
    expect(await logsOf('kubectl get deployments -A -o name')).toContain('deployment.apps/velero');
  });

  test("is Backstay's own look, in a line of shell", async () => {
    azure.arm.setWorkloads(CLUSTER, VELERO);
    const logs = await logsOf(INSPECTION_COMMAND);
    expect(sightIn(logs)).toMatchObject({
      velero: ['velero/velero'],
      veleroDefinitions: 1,
      volumes: 1,
      everyVolumeSeen: true,
    });
    expect(logs).not.toContain('coredns');
  });

  test.each([
    'kubectl get pods; rm -rf /',
    'kubectl get namespaces -o json > /tmp/x',
    'echo $(cat /etc/passwd)',
    "echo 'a' && { echo b",
  ])('that this shell does not know fails: %s', async (command) => {
    const { properties } = (await run(command)).body;
    expect(properties).toMatchObject({ exitCode: 1, logs: expect.stringContaining('unknown command') });
  });

  test('writes 512 kB at most', async () => {
    const customResourceDefinitions = [{ metadata: { name: 'large' }, spec: 'ä'.repeat(512 * 1024) }];
    azure.arm.setWorkloads(CLUSTER, { customResourceDefinitions });
    const logs = await logsOf('kubectl get crd -o json');
    expect(logs.length).toBeLessThan(512 * 1024);
    expect(() => JSON.parse(logs)).toThrow(SyntaxError);
  });

  test('whose image cannot be pulled ends failed', async () => {
    azure.arm.setWorkloads(CLUSTER, { commandPod: 'cannotPullItsImage' });
    expect((await run('kubectl get ns -o json')).body.properties).toEqual({
      provisioningState: 'failed',
      reason: 'ImagePullBackoff',
    });
  });

  test('that finds no room in the cluster is abandoned after 30 s', async () => {
    azure.arm.setWorkloads(CLUSTER, { commandPod: 'isNotStarted' });
    const { headers } = await ask('kubectl get ns -o json');
    const { pathname } = new URL(headers.get('location') ?? '');
    await azure.wait(29);
    expect((await azure.send('GET', pathname)).status).toBe(202);
    await azure.wait(1);
    expect(await azure.send('GET', pathname)).toMatchObject({
      status: 400,
      body: { code: 'KubernetesOperationError' },
    });
  });

  test('finds no room on system pools with their taint', async () => {
    const pool = { name: 'system', mode: 'System', count: 1, nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] };
    const properties = { ...CLUSTER_PUT.properties, agentPoolProfiles: [pool] };
    await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties });
    await azure.wait(300);
    const { headers } = await ask('kubectl get ns -o json');
    await azure.wait(30);
    const { pathname } = new URL(headers.get('location') ?? '');
    expect(await azure.send('GET', pathname)).toMatchObject({ body: { code: 'KubernetesOperationError' } });
  });

  test('is forgotten with its cluster, and so is what ran there', async () => {
    azure.arm.setWorkloads(CLUSTER, VELERO);
    const { headers } = await ask('kubectl get ns -o json');
    await azure.send('DELETE', CLUSTER);
    await azure.wait(249);
    const { pathname } = new URL(headers.get('location') ?? '');
    expect((await azure.send('GET', pathname)).status).toBe(404);
    await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    await azure.wait(280);
    expect((await azure.send('GET', pathname)).status).toBe(404);
    expect(await logsOf('kubectl get crd -o name')).toBe('');
  });
});

describe('no command is taken', () => {
  test('while the cluster is being made', async () => {
    expect(await ask('kubectl get ns -o json')).toMatchObject({ status: 409, body: { code: 'OperationNotAllowed' } });
  });

  test('by a stopped cluster', async () => {
    await azure.wait(280);
    await azure.send('POST', `${CLUSTER}/stop`);
    await azure.wait(120);
    expect(await ask('kubectl get ns -o json')).toMatchObject({ status: 409, body: { code: 'OperationNotAllowed' } });
  });

  test.each([
    ['where it is disabled', { apiServerAccessProfile: { disableRunCommand: true } }],
    ['without the token that Microsoft Entra ID wants', { aadProfile: { managed: true } }],
  ])('%s', async (_, properties) => {
    await azure.wait(280);
    await azure.send('PUT', CLUSTER, { location: 'westeurope', properties });
    await azure.wait(60);
    expect(await ask('kubectl get ns -o json')).toMatchObject({ status: 400, body: { code: 'BadRequest' } });
  });

  test('for a cluster that is not there', async () => {
    const answer = await azure.send('POST', `${CLUSTER}x/runCommand`, { command: 'kubectl get ns -o json' });
    expect(answer).toMatchObject({ status: 404, body: { error: { code: 'ResourceNotFound' } } });
  });
});

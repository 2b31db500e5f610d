import { expect, test } from 'vitest';
import { operationOf, recordRequest } from '../../../shared/app/arm-calls.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';

const S = '/subscriptions/5f0c2b1e-8a3d-4c7b-9e21-6d4f8a1b2c3d';
const CLUSTER = `${S}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop`;
const AKS = '/subscriptions/{name}/resourceGroups/{name}/providers/Microsoft.ContainerService/managedClusters/{name}';

test.each([
  [CLUSTER, AKS, 'microsoft.containerservice'],
  [`${CLUSTER}/runCommand`, `${AKS}/runCommand`, 'microsoft.containerservice'],
  [
    `${CLUSTER}/providers/Microsoft.KubernetesConfiguration/extensions/azure-aks-backup`,
    `${AKS}/providers/Microsoft.KubernetesConfiguration/extensions/{name}`,
    'microsoft.kubernetesconfiguration',
  ],
  [
    `${S}/providers/Microsoft.KubernetesConfiguration/register`,
    '/subscriptions/{name}/providers/Microsoft.KubernetesConfiguration/register',
    'microsoft.kubernetesconfiguration',
  ],
  [`${S}/resourceGroups/rg-shop`, '/subscriptions/{name}/resourceGroups/{name}', 'microsoft.resources'],
  [
    '/providers/Microsoft.ResourceGraph/resources',
    '/providers/Microsoft.ResourceGraph/resources',
    'microsoft.resourcegraph',
  ],
  ['/providers/ada@contoso.example/x', '/providers/{namespace}/x', 'other'],
  ["/Bobby'; drop table/x", '/{name}/{name}', 'microsoft.resources'],
  ['/', '/', 'microsoft.resources'],
])('%s is reported as %s', (path, operation, service) => {
  expect(operationOf(path)).toEqual({ operation, service });
});

test.each<[number | undefined, string, boolean, number]>([
  [200, '2xx', false, 0],
  [202, '2xx', false, 0],
  [404, '4xx', false, 0],
  [403, '4xx', true, 0],
  [409, '4xx', true, 0],
  [429, '4xx', true, 1],
  [503, '5xx', true, 0],
  [undefined, 'none', true, 0],
])('an answer of %s counts as %s', async (status, told, failed, throttled) => {
  const telemetry = memoryTelemetry();
  await telemetry.during(async () =>
    recordRequest('management.azure.com', {
      call: `GET ${CLUSTER}`,
      at: '2026-01-01T00:00:00.000Z',
      milliseconds: 12,
      tries: 2,
      requestId: 'r-1',
      ...(status !== undefined && { status }),
    }),
  );
  expect(telemetry.of('backstay.arm.calls')).toEqual([`microsoft.containerservice GET ${told} 1`]);
  expect(telemetry.of('backstay.arm.throttled')).toHaveLength(throttled);
  const [call] = telemetry.spans;
  expect(call).toMatchObject({ name: `GET ${AKS}`, kind: 'client', failed });
  expect(call?.attributes).toMatchObject({ 'http.request.resend_count': 1, 'azure.service.request.id': 'r-1' });
  expect(call?.attributes).toMatchObject({ 'server.address': 'management.azure.com', 'url.template': AKS });
  expect(JSON.stringify(call)).not.toContain('shop');
});

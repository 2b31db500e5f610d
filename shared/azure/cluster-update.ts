import type { ManagedCluster } from '@azure/arm-containerservice';
import type { PipelineResponse } from '@azure/core-rest-pipeline';
import type { Cluster } from '../model/azure.ts';
import type { Arm } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import { UnreadableAnswer } from './ask.ts';
import { readCluster } from './clusters.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { beginWrite } from './long-writes.ts';
import { isRecord, text } from './shapes.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * Read-only properties of a cluster: `*` stands for any key, and lists are gone through item by
 * item. The properties that the specification of this api-version marks `readOnly`.
 * https://github.com/Azure/azure-rest-api-specs/tree/main/specification/containerservice/resource-manager/Microsoft.ContainerService/aks
 */
const READ_ONLY: readonly string[] = [
  'id',
  'name',
  'type',
  'systemData',
  'etag',
  'eTag',
  'identity.principalId',
  'identity.tenantId',
  'identity.userAssignedIdentities.*.principalId',
  'identity.userAssignedIdentities.*.clientId',
  'properties.provisioningState',
  'properties.powerState',
  'properties.maxAgentPools',
  'properties.currentKubernetesVersion',
  'properties.fqdn',
  'properties.privateFQDN',
  'properties.azurePortalFQDN',
  'properties.resourceUID',
  'properties.status',
  'properties.agentPoolProfiles.*.currentOrchestratorVersion',
  'properties.agentPoolProfiles.*.provisioningState',
  'properties.agentPoolProfiles.*.eTag',
  'properties.agentPoolProfiles.*.status',
  'properties.agentPoolProfiles.*.localDNSProfile.state',
  'properties.addonProfiles.*.identity',
  'properties.podIdentityProfile.userAssignedIdentities.*.provisioningState',
  'properties.podIdentityProfile.userAssignedIdentities.*.provisioningInfo',
  'properties.oidcIssuerProfile.issuerURL',
  'properties.privateLinkResources.*.privateLinkServiceID',
  'properties.ingressProfile.webAppRouting.identity',
  'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs',
  'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs',
];

/**
 * A PATCH of a managed cluster takes only tags, so a switch is turned by sending the whole cluster
 * back.
 */
export function clusterUpdateCalls(connection: Connection): Pick<Arm, 'getWritableCluster' | 'turnStorageDriversOn'> {
  const apiVersion = API_VERSIONS.managedClusters;
  return {
    async getWritableCluster(id) {
      const rest = await connection.rest();
      return connection.ask(
        async () => rest.pathUnchecked(id).get({ queryParameters: { 'api-version': apiVersion } }),
        (_, raw) => {
          const body = bodyOf(raw);
          const etag = text(body.eTag) ?? text(body.etag);
          return { cluster: readAnswer(body), body: withoutReadOnly(body), etag };
        },
      );
    },
    turnStorageDriversOn({ clusterId }, { value: { body, etag } }) {
      return beginWrite(connection, {
        method: 'put',
        path: clusterId,
        apiVersion,
        body: withStorageDrivers(body),
        ifMatch: etag,
      });
    },
  };
}

/**
 * The cluster without what only AKS may say; everything else, known to us or not, stays as it is.
 */
export function withoutReadOnly(cluster: Json): Json {
  return READ_ONLY.reduce<Json>((all, path) => without(all, path.split('.')), cluster);
}

function withStorageDrivers(cluster: Json): Json {
  const properties = isRecord(cluster.properties) ? cluster.properties : {};
  const storageProfile = isRecord(properties.storageProfile) ? properties.storageProfile : {};
  const on = { diskCSIDriver: { enabled: true }, snapshotController: { enabled: true } };
  return { ...cluster, properties: { ...properties, storageProfile: { ...storageProfile, ...on } } };
}

function without(value: Json, [first, ...rest]: readonly string[]): Json {
  const { [first ?? '']: found, ...others } = value;
  if (found === undefined) return value;
  return rest.length === 0 ? others : { ...value, [first ?? '']: withoutIn(found, rest) };
}

function withoutIn(value: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first !== '*') return isRecord(value) ? without(value, path) : value;
  if (Array.isArray(value)) return value.map((item: unknown) => withoutIn(item, rest));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutIn(item, rest)]));
}

/** The SDK's model has the properties beside the id. Every field is checked as it is read. */
function readAnswer(body: Json): Cluster {
  return readCluster({ ...(isRecord(body.properties) ? body.properties : {}), ...body } as unknown as ManagedCluster);
}

function bodyOf(raw: PipelineResponse): Json {
  const body = parseJson(raw.bodyAsText ?? '');
  if (!isRecord(body) || !isRecord(body.properties)) throw new UnreadableAnswer('a cluster without properties');
  return body;
}

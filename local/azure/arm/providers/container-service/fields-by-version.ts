import type { Echoed } from '../../state/wire.ts';
import { withoutField } from './without-field.ts';

export const CLUSTER_VERSIONS = ['2026-05-01', '2024-05-01'] as const;

/** Fields below `properties` that 2026-05-01 has and 2024-05-01 has not, by the published types of both. */
const NEWER: readonly string[] = [
  'aiToolchainOperatorProfile',
  'bootstrapProfile',
  'hostedSystemProfile',
  'nodeProvisioningProfile',
  'nodeResourceGroupProfile',
  'schedulerProfile',
  'status',
  'apiServerAccessProfile.enableVnetIntegration',
  'apiServerAccessProfile.subnetId',
  'azureMonitorProfile.appMonitoring',
  'azureMonitorProfile.metrics.controlPlane',
  'httpProxyConfig.enabled',
  'ingressProfile.gatewayAPI',
  'ingressProfile.webAppRouting.gatewayAPIImplementations',
  'ingressProfile.webAppRouting.nginx',
  'networkProfile.advancedNetworking',
  'networkProfile.staticEgressGatewayProfile',
  'securityProfile.customCATrustCertificates',
  'securityProfile.defender.securityGating',
  'serviceMeshProfile.istio.components.proxyRedirectionMechanism',
  ...[
    'artifactStreamingProfile',
    'eTag',
    'gatewayProfile',
    'gpuProfile',
    'localDNSProfile',
    'messageOfTheDay',
    'podIPAllocationMode',
    'securityProfile',
    'status',
    'virtualMachineNodesStatus',
    'virtualMachinesProfile',
  ].map((name) => `agentPoolProfiles.${name}`),
];

/** A cluster's properties as a client of this version sees and sends them. */
export function propertiesAt<T extends Echoed>(apiVersion: string | undefined, properties: T): T {
  if (apiVersion === CLUSTER_VERSIONS[0]) return properties;
  return NEWER.reduce<unknown>((left, path) => withoutField(left, path.split('.')), properties) as T;
}

import { z } from 'zod';
import { gatewayError } from '../../server/errors.ts';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { aksError, invalidParameter } from './aks-error.ts';
import type { ManagedCluster } from './managed-cluster.ts';

const echoed = z.looseObject({}).nullish();

/** Only the relevant parts are checked; the other properties are returned as sent. */
export const clusterRequestSchema = z.object({
  location: locationSchema,
  tags: tagsSchema,
  sku: z.object({ name: z.string().optional(), tier: z.string().optional() }).nullish(),
  identity: z
    .object({ type: z.string().optional(), userAssignedIdentities: z.record(z.string(), z.unknown()).nullish() })
    .nullish(),
  properties: z.looseObject({
    dnsPrefix: z.string().nullish(),
    fqdnSubdomain: z.string().nullish(),
    kubernetesVersion: z
      .string()
      .regex(/^(\d+\.\d+(\.\d+)?)?$/, 'is no Kubernetes version')
      // Without --kubernetes-version the Azure CLI sends an empty one.
      .transform((version) => version || undefined)
      .nullish(),
    nodeResourceGroup: z.string().nullish(),
    agentPoolProfiles: z.array(z.looseObject({ name: z.string(), vnetSubnetID: z.string().nullish() })).nullish(),
    servicePrincipalProfile: z.looseObject({ clientId: z.string() }).nullish(),
    windowsProfile: echoed,
    apiServerAccessProfile: z.looseObject({ enablePrivateCluster: z.boolean().nullish() }).nullish(),
    addonProfiles: z.record(z.string(), z.looseObject({ enabled: z.boolean() })).nullish(),
    networkProfile: echoed,
    storageProfile: echoed,
    oidcIssuerProfile: echoed,
  }),
});

export type ClusterRequest = z.infer<typeof clusterRequestSchema>;

/** Fixed when the cluster is made. */
const UNCHANGEABLE = ['dnsPrefix', 'fqdnSubdomain', 'nodeResourceGroup'] as const;

/**
 * @throws ArmError when no cluster can be made of the request, or `current` cannot become what it
 * says.
 */
export function requireUsable({ identity, location, properties }: ClusterRequest, current?: ManagedCluster): void {
  if (current === undefined) {
    const hasIdentity = identity?.type !== undefined && identity.type.toLowerCase() !== 'none';
    if (hasIdentity || properties.servicePrincipalProfile) return;
    throw invalidParameter('servicePrincipalProfile', 'it is missing (null), and so is identity');
  }
  if (location !== current.location) throw invalidLocation(location, current);
  for (const name of UNCHANGEABLE) {
    const wanted = properties[name] ?? current.properties[name];
    if (String(wanted).toLowerCase() !== String(current.properties[name]).toLowerCase()) throw changeNotAllowed(name);
  }
}

function changeNotAllowed(property: string) {
  return aksError(400, 'PropertyChangeNotAllowed', `Changing property 'properties.${property}' is not allowed.`);
}

function invalidLocation(location: string, { name, location: current }: ManagedCluster) {
  const message =
    `The resource '${name}' already exists in location '${current}'. ` +
    `A resource with the same name cannot be created in location '${location}'. Please select a new resource name.`;
  return gatewayError(409, 'InvalidResourceLocation', message);
}

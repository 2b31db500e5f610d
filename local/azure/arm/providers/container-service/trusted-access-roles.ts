import type { ArmApp } from '../../server/arm-env.ts';
import { readResourceId } from '../../state/resource-id.ts';

interface TrustedAccessRole {
  readonly sourceResourceType: string;
  readonly name: string;
  readonly rules: readonly {
    readonly verbs: readonly string[];
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly resourceNames: readonly string[];
    readonly nonResourceURLs: readonly string[];
  }[];
}

/** The roles that services offer for Trusted Access. */
const ROLES: readonly TrustedAccessRole[] = [
  {
    sourceResourceType: 'Microsoft.DataProtection/backupVaults',
    name: 'backup-operator',
    rules: [
      {
        verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
        apiGroups: ['*'],
        resources: ['*'],
        resourceNames: [],
        nonResourceURLs: [],
      },
    ],
  },
  {
    sourceResourceType: 'Microsoft.MachineLearningServices/workspaces',
    name: 'mlworkload',
    rules: [
      {
        verbs: ['get', 'list', 'watch'],
        apiGroups: [''],
        resources: ['pods', 'services'],
        resourceNames: [],
        nonResourceURLs: [],
      },
    ],
  },
];

/**
 * Whether `role`, such as `Microsoft.DataProtection/backupVaults/backup-operator`, is offered to
 * such a source.
 */
export function isOfferedTo(sourceResourceId: string, role: string): boolean {
  const { namespace, type } = readResourceId(sourceResourceId);
  const sourceType = `${namespace}/${type}`.toLowerCase();
  return ROLES.some(
    ({ sourceResourceType, name }) =>
      sourceResourceType.toLowerCase() === sourceType &&
      `${sourceResourceType}/${name}`.toLowerCase() === role.toLowerCase(),
  );
}

export function routeTrustedAccessRoles(app: ArmApp): void {
  app.get(
    '/subscriptions/:subscriptionId/providers/microsoft.containerservice/locations/:location/trustedaccessroles',
    (c) => c.json({ value: ROLES }),
  );
}

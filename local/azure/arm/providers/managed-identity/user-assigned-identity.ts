import type { TrackedResource } from '../../state/wire.ts';

export interface UserAssignedIdentity extends TrackedResource {
  readonly properties: {
    readonly tenantId: string;
    readonly principalId: string;
    readonly clientId: string;
    readonly isolationScope?: 'None' | 'Regional' | undefined;
  };
}

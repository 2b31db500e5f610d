import type { Echoed, SystemData } from '../../state/wire.ts';

export const LOCK_LEVELS = ['CanNotDelete', 'ReadOnly'] as const;

export interface ManagementLock {
  readonly id: string;
  readonly type: 'Microsoft.Authorization/locks';
  readonly name: string;
  readonly properties: {
    readonly level: (typeof LOCK_LEVELS)[number];
    readonly notes?: string | undefined;
    readonly owners?: readonly Echoed[] | undefined;
  };
  readonly systemData: SystemData;
}

/** The subscription, group or resource that a lock holds, with everything below it. */
export function scopeOfLock({ id }: ManagementLock): string {
  return id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/locks/'));
}

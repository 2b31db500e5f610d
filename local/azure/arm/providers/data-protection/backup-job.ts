import type { UserFacingError } from './service-error.ts';

export interface BackupJob {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.DataProtection/backupVaults/backupJobs';
  readonly properties: Readonly<Record<string, unknown>> & {
    readonly backupInstanceId: string;
    readonly status: 'InProgress' | 'Completed' | 'Failed';
    readonly errorDetails: readonly UserFacingError[] | null;
  };
}

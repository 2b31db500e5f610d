import type { Right } from '../model/caller.ts';

/** Where a route is, and who may call it: all that its door needs to know when the app starts. */
export interface Address {
  /** Below `/api/`. */
  readonly path: string;
  /** Everybody when left out, and then the door takes calls without a key. */
  readonly right?: Right;
}

export const ADDRESSES = {
  scan: { path: 'scan', right: 'Backstay.Scan' },
  scans: { path: 'scans/{id}', right: 'Backstay.Scan' },
  remediate: { path: 'remediate', right: 'Backstay.Remediate' },
  undo: { path: 'undo', right: 'Backstay.Remediate' },
  resume: { path: 'resume', right: 'Backstay.Remediate' },
  approvals: { path: 'approvals/{id}', right: 'Backstay.Approve' },
  targets: { path: 'targets', right: 'Backstay.Read' },
  target: { path: 'targets/{id}', right: 'Backstay.Read' },
  audit: { path: 'audit', right: 'Backstay.Read' },
  auditVerify: { path: 'audit/verify', right: 'Backstay.Read' },
  health: { path: 'health' },
  healthDetails: { path: 'health/details', right: 'Backstay.Read' },
  openapi: { path: 'openapi.json' },
  problems: { path: 'problems/{name}' },
  report: { path: 'report', right: 'Backstay.Read' },
  approvalForm: { path: 'report/approvals/{id}', right: 'Backstay.Approve' },
  undoForm: { path: 'report/undo', right: 'Backstay.Remediate' },
  resumeForm: { path: 'report/resume', right: 'Backstay.Remediate' },
} as const satisfies Readonly<Record<string, Address>>;

export type RouteName = keyof typeof ADDRESSES;

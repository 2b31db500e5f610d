import type { RouteName } from '../addresses.ts';
import type { Route } from '../route.ts';
import { health, healthDetails, openapi, problems, report } from './about.ts';
import { acceptanceEnd, acceptances } from './accept.ts';
import { approvals, remediate, resume, undo } from './change.ts';
import { check } from './check.ts';
import { acceptanceEndForm, acceptForm, approvalForm, checkForm, resumeForm, undoForm } from './forms.ts';
import { audit, auditVerify, target, targets } from './read.ts';
import { scan, scanResults, scans } from './scan.ts';
import { weekly, weeklyCsv } from './weekly.ts';

/** The API. The name of a route is that of its function at the host. */
export const ROUTES = {
  scan,
  scans,
  scanResults,
  check,
  remediate,
  undo,
  resume,
  approvals,
  acceptances,
  acceptanceEnd,
  targets,
  target,
  audit,
  auditVerify,
  health,
  healthDetails,
  openapi,
  problems,
  report,
  weekly,
  weeklyCsv,
  approvalForm,
  acceptForm,
  acceptanceEndForm,
  undoForm,
  resumeForm,
  checkForm,
} as const satisfies { readonly [N in RouteName]: Route };

export const ROUTE_NAMES = Object.keys(ROUTES) as readonly RouteName[];

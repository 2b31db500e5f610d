import type { Handlers } from '../call.ts';
import type { ApiCalls } from '../calls.ts';
import { healthHandler, openapiHandler, problemHandler, reportHandler } from './about.ts';
import { approvalHandler, remediateHandler, resumeHandler, undoHandler } from './change.ts';
import { approvalFormHandler, resumeFormHandler, undoFormHandler } from './forms.ts';
import { auditHandler, targetHandler, targetsHandler, verifyHandler } from './read.ts';
import { scanHandler, scansHandler } from './scan.ts';

/** Which handler each route has. */
export function handlersOf(calls: ApiCalls): Handlers {
  return {
    scan: scanHandler(calls),
    scans: scansHandler(calls),
    remediate: remediateHandler(calls),
    undo: undoHandler(calls),
    resume: resumeHandler(calls),
    approvals: approvalHandler(calls),
    targets: targetsHandler(calls),
    target: targetHandler(calls),
    audit: auditHandler(calls),
    auditVerify: verifyHandler(calls),
    health: healthHandler(calls),
    healthDetails: healthHandler(calls),
    openapi: openapiHandler,
    problems: problemHandler,
    report: reportHandler(calls),
    approvalForm: approvalFormHandler(calls),
    undoForm: undoFormHandler(calls),
    resumeForm: resumeFormHandler(calls),
  };
}

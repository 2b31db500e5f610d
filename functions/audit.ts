import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// The record of one target, and the proof that the whole record is unbroken.
app.http('audit', door('audit'));
app.http('auditVerify', door('auditVerify'));

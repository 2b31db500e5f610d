import { app } from '@azure/functions';
import { door } from '../shared/app/entry-points.ts';

// The page for people, and its forms.
app.http('report', door('report'));
app.http('approvalForm', door('approvalForm'));
app.http('undoForm', door('undoForm'));
app.http('resumeForm', door('resumeForm'));

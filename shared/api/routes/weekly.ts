import { randomBytes } from 'node:crypto';
import { defineRoute } from '../route.ts';

const WEEKLY = { method: 'GET', right: 'Backstay.Read', cost: 20 } as const;

export const weekly = defineRoute({
  ...WEEKLY,
  path: 'report/weekly',
  summary: 'The report of the last seven days, which prints to PDF',
  answers: [{ status: 200, description: 'One self-contained page.', as: 'page' }],
  async handle({ caller, request }, calls) {
    const [{ weeklyPage }, { contentSecurityPolicyOf, documentOf }, report] = await Promise.all([
      import('../../page/weekly-page.ts'),
      import('../../page/layout.ts'),
      calls.weekly(),
    ]);
    const code = caller.caller.kind === 'functionKey' ? new Map(request.query).get('code') : undefined;
    const nonce = randomBytes(18).toString('base64');
    const document = { title: 'Weekly report', main: weeklyPage(report, code), now: report.until, nonce, code };
    const headers = { 'content-security-policy': contentSecurityPolicyOf(nonce), 'referrer-policy': 'same-origin' };
    return { status: 200, text: documentOf(document), mediaType: 'text/html; charset=utf-8', headers };
  },
});

export const weeklyCsv = defineRoute({
  ...WEEKLY,
  path: 'report/weekly.csv',
  summary: 'The report of the last seven days as one table',
  answers: [{ status: 200, description: 'A line for each day, acceptance, change and proof.', as: 'csv' }],
  async handle(_call, calls) {
    const [{ weeklyCsv: toCsv }, report] = await Promise.all([import('../weekly-csv.ts'), calls.weekly()]);
    const headers = { 'content-disposition': `attachment; filename="backstay-${report.until.slice(0, 10)}.csv"` };
    return { status: 200, text: toCsv(report), mediaType: 'text/csv; charset=utf-8', headers };
  },
});

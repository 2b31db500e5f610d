import { stringify } from 'csv-stringify/sync';
import type { WeeklyReport } from '../model/weekly-report.ts';
import { oneLine } from '../wording/one-line.ts';

const COLUMNS = [
  ...['section', 'at', 'clusterId', 'profile', 'rule', 'text', 'owner', 'until', 'outcome', 'auditEntry'],
  ...['targets', 'ready', 'protected'],
];

/** The weekly report as one table by RFC 4180; `section` says what a line is about. */
export function weeklyCsv({ today, trend, accepted, changes, anchor, audit, until }: WeeklyReport): string {
  const days = [...trend, today].map(({ day, ...counts }) => ({ section: 'trend', at: day, ...counts }));
  const acceptances = accepted.map(({ target, ruleId, accepted: { owner, reason, acceptedAt, until: end } }) => ({
    ...{ section: 'accepted', at: acceptedAt, ...target, rule: ruleId, text: oneLine(reason) },
    ...{ owner: oneLine(owner), until: end },
  }));
  const changed = changes.map(({ target, at, sequence, text, outcome }) => ({
    ...{ section: 'change', at, ...target, text: oneLine(text), outcome, auditEntry: sequence },
  }));
  const proof = [
    ...audit,
    ...(anchor === undefined ? [] : [`Anchor ${anchor.number}, root ${anchor.root}, hash ${anchor.hash}`]),
  ].map((text) => ({ section: 'audit', at: until, text: oneLine(text) }));
  return stringify([...days, ...acceptances, ...changed, ...proof], {
    header: true,
    columns: COLUMNS,
    record_delimiter: '\r\n',
    // A cell that begins like a formula is run by spreadsheets: it gets an apostrophe before it.
    // https://owasp.org/www-community/attacks/CSV_Injection
    escape_formulas: true,
  });
}

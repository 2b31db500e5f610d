import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../shared/model/finding.ts';
import type { Profile } from '../../../shared/model/profile.ts';
import type { Confirmation } from '../../../shared/model/protection.ts';
import { withFindings } from '../../../shared/plan/conditions.ts';
import { explainRefusals, withAcceptedCauses } from '../../../shared/plan/explained-refusals.ts';
import { verdictOf } from '../../../shared/plan/verdict.ts';
import { evaluateRules } from '../../../shared/rules/evaluate-rules.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { confirmedByAzureBackup } from '../../../shared/rules/protection/confirmed-by-azure-backup.ts';
import { rulesOfCode, SERVICE_CODES } from '../../../shared/rules/protection/service-codes.ts';
import { anyFacts } from '../../support/any-facts.ts';
import {
  blockedFinding,
  failure,
  manualFinding,
  missingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';
import { CONFIRMED, known, must, PROFILE, PROTECTION } from '../../support/facts.ts';

const CODE = 'KubernetesBackupListExtensionsError';
const inError: Finding = { ...manualFinding('BKS-702'), evidence: { backupInstance: 'id', code: CODE } };
const toBeSynced: readonly Finding[] = [
  blockedFinding('BKS-703', 'BKS-702'),
  { ...missingFinding('BKS-703'), severity: 'recommended', evidence: { backupInstance: 'id', errorCode: CODE } },
];
const found = (findings: readonly Finding[], others: readonly Finding[] = []) =>
  explainRefusals(findings, others).find(({ ruleId }) => ruleId === 'BKS-702');

test.each<[string, readonly Finding[]]>([
  ['Backstay mends', [inError, missingFinding('BKS-411')]],
  ['an operator mends', [inError, manualFinding('BKS-411')]],
  ['comes before the next check', [...toBeSynced, missingFinding('BKS-411')]],
])('an instance in error waits for the finding that explains it: one that %s', (_, findings) => {
  expect(found(findings)).toMatchObject({ outcome: 'blocked', by: ['BKS-411'], severity: 'required' });
});

test('so it does for a finding that was not judged this time', () => {
  expect(found([inError], [missingFinding('BKS-411')])).toMatchObject({ outcome: 'blocked', by: ['BKS-411'] });
  expect(found([inError, satisfiedFinding('BKS-411')], [missingFinding('BKS-411')])).toEqual(inError);
});

test.each<[string, readonly Finding[]]>([
  ['no rule explains it', [inError, satisfiedFinding('BKS-411')]],
  ['its rule could not be checked', [inError, unknownFinding(failure('forbidden'), 'BKS-411')]],
  ['another rule is open', [inError, missingFinding('BKS-414')]],
  [
    'a validation was refused: there is no instance',
    [{ ...inError, evidence: { code: CODE } }, missingFinding('BKS-411')],
  ],
])('it stays as it is: %s', (_, findings) => {
  expect(found(findings)).toBe(findings[0]);
});

const accepted = (finding: Finding): Finding => ({
  ...finding,
  accepted: {
    ...{ id: 'a', reason: 'r', owner: 'o', until: '2026-03-31T23:59:59.999Z', acceptedAt: '2026-01-01T00:00:00.000Z' },
    by: { kind: 'profile', entry: 'e' },
  },
});

test.each<[string, readonly Finding[]]>([
  ['read as in error', [inError, accepted(manualFinding('BKS-411'))]],
  ['before the next check', [...toBeSynced, accepted(manualFinding('BKS-411'))]],
])('an accepted cause of an instance in error leaves the error to an operator: %s', (_, findings) => {
  const explained = explainRefusals(findings);
  const [confirmed] = withAcceptedCauses(explained, explained);
  expect(confirmed).toMatchObject({
    outcome: 'manual',
    reason: 'CauseAccepted',
    severity: 'required',
    evidence: { backupInstance: 'id', code: CODE },
  });
  expect(confirmed?.message).toContain('BKS-411');
  expect('steps' in must(confirmed) && JSON.stringify(confirmed)).toContain('until 2026-03-31');
});

test('a cause that is not accepted, or only one of two, is waited for as before', () => {
  const findings = explainRefusals([inError, manualFinding('BKS-411')]);
  expect(withAcceptedCauses(findings, findings)).toEqual(findings);
  const code = 'UserErrorMissingMSIPermissionsOnSnapshotResourceGroup';
  const two = explainRefusals([
    { ...inError, evidence: { ...inError.evidence, code } },
    accepted(manualFinding('BKS-412')),
    manualFinding('BKS-413'),
  ]);
  expect(withAcceptedCauses(two, two)).toEqual(two);
});

test('with any causes open or accepted, an instance in error is never Ready, and never silent for good', () => {
  let asked = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...SERVICE_CODES.filter((code) => rulesOfCode(code).length > 0)),
      fc.boolean(),
      fc.infiniteStream(fc.constantFrom('satisfied', 'open', 'accepted')),
      (code, isBeforeCheck, how) => {
        const causes = rulesOfCode(code).map((ruleId) => {
          const state = how.next().value;
          const finding = state === 'satisfied' ? satisfiedFinding(ruleId) : manualFinding(ruleId);
          return state === 'accepted' ? accepted(finding) : finding;
        });
        const evidence = { backupInstance: 'id', code };
        const instance: readonly Finding[] = isBeforeCheck
          ? [
              blockedFinding('BKS-703', 'BKS-702'),
              {
                ...missingFinding('BKS-703'),
                severity: 'recommended',
                evidence: { backupInstance: 'id', errorCode: code },
              },
            ]
          : [{ ...manualFinding('BKS-702'), evidence }];
        const explained = explainRefusals([...instance, ...causes]);
        const findings = withAcceptedCauses(explained, explained);
        const { verdict } = verdictOf(withFindings([], findings, { now: CONFIRMED.at, pollSeconds: 10 }));
        expect(verdict).not.toBe('Ready');
        const open = causes.filter(({ outcome }) => outcome !== 'satisfied');
        if (open.length === 0) return;
        // Either another finding asks for someone, or this one does.
        expect(verdict).toBe('NeedsPerson');
        const onlyAccepted = open.every((each) => each.accepted !== undefined);
        const [confirmed] = findings;
        expect(confirmed?.reason === 'CauseAccepted').toBe(onlyAccepted);
        if (onlyAccepted) asked++;
      },
    ),
    { numRuns: 300 },
  );
  expect(asked).toBeGreaterThan(20);
});

/** Asks Azure Backup, and lets Backstay protect. */
const PROTECTING: Profile = { ...PROFILE, mode: 'enforce', confirm: 'service', protection: PROTECTION };

test('never Ready while the last validation was refused and nothing protects the cluster', () => {
  let confirmedOnes = 0;
  fc.assert(
    fc.property(
      anyFacts,
      fc.constantFrom(...SERVICE_CODES, 'UserErrorNewThing'),
      fc.boolean(),
      (any, code, mayPass) => {
        const protection = any.protection.filter(({ vaultId }) => vaultId !== PROTECTING.vaultId);
        const verdictWith = (confirmation: Confirmation) => {
          const facts = known({ ...any, protection, confirmation });
          const findings = explainRefusals(evaluateRules([confirmedByAzureBackup], facts, PROTECTING));
          // All else is in place: only the answer of Azure Backup is left.
          const others = RULES.filter(({ id }) => id !== 'BKS-702').map(({ id }) => satisfiedFinding(id));
          const conditions = withFindings([], [...findings, ...others], { now: CONFIRMED.at, pollSeconds: 10 });
          return { verdict: verdictOf(conditions).verdict, findings };
        };
        const [due] = verdictWith('due').findings;
        const basis =
          due?.outcome === 'missing' && due.remedy.kind === 'backupValidation' ? due.remedy.basis : CONFIRMED.basis;
        expect(verdictWith({ ...CONFIRMED, basis, confirmed: false, mayPass, code }).verdict).not.toBe('Ready');
        confirmedOnes += Number(verdictWith({ ...CONFIRMED, basis }).verdict === 'Ready');
      },
    ),
    { numRuns: 300 },
  );
  // The same clusters can be Ready.
  expect(confirmedOnes).toBeGreaterThan(20);
});

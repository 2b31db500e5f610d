import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NOW,
  SOMEBODY,
  storyEntries,
  storyState,
  storySummaries,
  storyUndo,
} from '../../../scripts/pictures/story-page.ts';
import type { KnownCaller } from '../../../shared/api/caller.ts';
import { type ReportPorts, reportFor } from '../../../shared/api/report.ts';
import type { VerificationNote } from '../../../shared/audit/verification-run.ts';
import type { RecordEntry } from '../../../shared/model/record.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import type { TargetSummary } from '../../../shared/model/summary.ts';
import { targetIdOf } from '../../../shared/model/target-id.ts';
import { RULES } from '../../../shared/rules/index.ts';
import {
  blockedFinding,
  condition,
  failure,
  manualFinding,
  missingFinding,
  satisfiedFinding,
  unknownFinding,
} from '../../support/conditions.ts';

const ALL: KnownCaller = { caller: SOMEBODY, rights: ['Backstay.Read', 'Backstay.Remediate', 'Backstay.Approve'] };

interface Given {
  readonly summaries?: readonly TargetSummary[];
  readonly state?: TargetState;
  readonly entries?: readonly (RecordEntry | undefined)[];
  readonly viewer?: KnownCaller;
  readonly undo?: ReportPorts['undo'];
  readonly verification?: VerificationNote;
  readonly portal?: string;
}

async function pageOf(query: Readonly<Record<string, string>>, given: Given = {}): Promise<string> {
  const { summaries = [], state = storyState(), entries = storyEntries(), viewer = ALL } = given;
  const report = reportFor({
    now: () => new Date(NOW),
    summaries: async () => ({ summaries }),
    target: async () => state,
    chain: async () => ({ target: state.target, entries, head: undefined }),
    acceptable: ({ conditions }) =>
      conditions.filter(({ outcome }) => outcome === 'manual').map(({ ruleId }) => ({ ruleId, basis: 'c'.repeat(64) })),
    undo: given.undo ?? (async () => ({ kind: 'shown', plan: storyUndo() })),
    rules: new Map(RULES.map((rule) => [rule.id, rule])),
    coverage: async () => [],
    verification: async () => given.verification ?? {},
    portal: given.portal,
    onUnreadable() {},
  });
  const { html } = await report(viewer, query, { make: async (_, { form, about }) => `token:${form}:${about ?? ''}` });
  return html;
}

const TARGET = { target: targetIdOf(storyState().target) };

/** Text between tags and in attributes may be anything, and may only look like this. */
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    '</style><style>*{display:none}',
    '</main><main>',
    '<!--',
    ']]>',
    '&lt;b&gt;',
    '\u202eevil',
    'javascript:alert(1)',
    '\ud800',
  ),
);
/** All markup of a page, without the text in it. */
function markupOf(html: string): readonly string[] {
  const names = html.match(/<\/?[a-zA-Z!][^>\s]*/g) ?? [];
  return names.map((name) => name.toLowerCase());
}

test('shows commands for the shell that the address names, and the way to the other', async () => {
  const state = storyState();
  const steps = ["az role assignment create --role 'It'\"'\"'s a role'"];
  const conditions = state.conditions.map((each) => (each.outcome === 'manual' ? { ...each, steps } : each));
  const given = { state: { ...state, conditions } };
  const forSh = await pageOf(TARGET, given);
  expect(forSh).toContain('--role &#39;It&#39;&quot;&#39;&quot;&#39;s a role&#39;</code>');
  expect(forSh).toMatch(/href="\/api\/report\?target=[^"]+&amp;shell=pwsh">Show them for PowerShell</);
  const forPowerShell = await pageOf({ ...TARGET, shell: 'pwsh' }, given);
  expect(forPowerShell).toContain('--role &#39;It&#39;&#39;s a role&#39;</code>');
  expect(forPowerShell).toMatch(/href="\/api\/report\?target=[^"&]+">Show them for a POSIX shell</);
});

describe('words of others never become markup', () => {
  test('on the page of a target', async () => {
    const calm = markupOf(
      await pageOf({ ...TARGET, undo: 'show' }, { state: withWords('calm'), entries: entriesWith('calm') }),
    );
    await fc.assert(
      fc.asyncProperty(HOSTILE, async (word) => {
        const undo: ReportPorts['undo'] = async () => ({ kind: 'shown', plan: storyUndo() });
        const html = await pageOf(
          { ...TARGET, undo: 'show' },
          { state: withWords(word), entries: entriesWith(word), undo },
        );
        expect(markupOf(html)).toEqual(calm);
        expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
      }),
      { numRuns: 150 },
    );
  });

  test('on the page of the fleet, also from its address', async () => {
    const pageWith = (word: string) => {
      const [one] = storySummaries(1);
      const summaries =
        one === undefined ? [] : [{ ...one, reason: `R${word}`, target: { ...one.target, profile: `p${word}` } }];
      // These filter nothing away, so that both pages have the same rows.
      return Promise.all([
        pageOf({}, { summaries }),
        pageOf({ q: `zq9zq9 ${word}`, verdict: word, target: '' }, { summaries }),
      ]);
    };
    const calm = (await pageWith('calm')).map(markupOf);
    await fc.assert(
      fc.asyncProperty(HOSTILE, async (word) => {
        expect((await pageWith(word)).map(markupOf)).toEqual(calm);
      }),
      { numRuns: 150 },
    );
  });
});

test('2,000 targets stay far below a megabyte, page by page', async () => {
  const summaries = storySummaries(2000);
  const seen = new Set<string>();
  for (let page = 1; page <= 10; page++) {
    const html = await pageOf({ page: String(page) }, { summaries });
    expect(html.length).toBeLessThan(300_000);
    for (const [, id] of html.matchAll(/target=([0-9a-f-]{36}-[a-z]+)/g)) if (id !== undefined) seen.add(id);
  }
  expect(seen.size).toBe(2000);
});

test.each([
  [{ page: '99' }, 'Page 2 of 2'],
  [{ page: '-1' }, 'Page 1 of 2'],
  [{ verdict: 'Nonsense' }, '300 of 300 targets'],
  [{ q: 'SHOP-prod' }, '1 of 300 targets'],
  [{ q: 'shop production' }, '1 of 300 targets'],
  [{ q: 'nowhere' }, 'No target passes this filter.'],
])('the filter %j', async (query, words) => {
  expect(await pageOf(query, { summaries: storySummaries(300) })).toContain(words);
});

test('the fleet is filtered by protection, which each row shows', async () => {
  const [one, ...others] = storySummaries(20);
  if (one === undefined) throw new Error('no summary');
  const summaries = [
    { ...one, protection: 'inError' as const },
    ...others.map((each) => ({ ...each, protection: 'protected' as const })),
  ];
  const page = await pageOf({ protection: 'inError' }, { summaries });
  expect(page).toContain('1 of 20 targets');
  expect(page).toMatch(/<td class="protection">In error<\/td>/);
  expect(page).toMatch(/<option value="inError" selected>/);
  expect(await pageOf({ q: 'in error' }, { summaries })).toContain('1 of 20 targets');
  expect(await pageOf({ protection: 'nonsense' }, { summaries })).toContain('20 of 20 targets');
  // A row of an older version has no such word.
  const { protection: _, ...old } = one;
  expect(await pageOf({ protection: 'notKnown' }, { summaries: [old] })).toContain('1 of 1 target');
});

describe('the fleet is filtered', () => {
  const [one, other, old] = storySummaries(3);
  if (one === undefined || other === undefined || old === undefined) throw new Error('no summary');
  const summaries: readonly TargetSummary[] = [
    { ...one, openRules: ['BKS-601', 'BKS-411'], since: '2026-01-01T10:00:00.000Z' },
    {
      ...{ ...other, verdict: 'Ready', openRules: ['BKS-603'], since: '2026-01-05T09:00:00.000Z' },
      accepted: { count: 1, until: '2026-02-01T00:00:00.000Z', owners: ['team "a" & <b>'] },
    },
    // A row of an older version has neither.
    { ...old, verdict: 'Unknown', since: '2025-11-05T10:00:00.000Z', accepted: { count: 1, until: NOW } },
  ];

  test.each([
    [{ owner: 'approver' }, 1, 'Approver'],
    [{ owner: 'none' }, 1, 'None'],
    [{ owner: 'backstay' }, 1, 'Backstay'],
    [{ owner: 'operator' }, 0, 'Operator'],
    [{ owner: 'team:team "a" & <b>' }, 1, 'team &quot;a&quot; &amp; &lt;b&gt;'],
    [{ owner: 'team:b' }, 0, undefined],
    [{ owner: 'nonsense' }, 3, undefined],
    [{ age: '1' }, 2, '1 day or more'],
    [{ age: '3' }, 2, '3 days or more'],
    [{ age: '7' }, 1, '7 days or more'],
    [{ age: '30' }, 1, '30 days or more'],
    [{ age: '31' }, 3, undefined],
    [{ rule: 'BKS-601' }, 1, 'BKS-601 '],
    [{ rule: 'BKS-603' }, 1, 'BKS-603 '],
    [{ rule: 'BKS-999' }, 0, undefined],
    [{ rule: '<script>' }, 3, undefined],
    [{ owner: 'approver', age: '7' }, 0, undefined],
  ])('by %j to %i', async (query, count, chosen) => {
    const page = await pageOf(query, { summaries });
    expect(page).toContain(`${count} of 3 targets`);
    const selected = [...page.matchAll(/<option value="[^"]+" selected>([^<]*)/g)].map(([, text]) => text);
    if (chosen !== undefined) expect(selected).toEqual([expect.stringContaining(chosen)]);
    // A number leads to its targets with the same filter.
    const [, link = ''] = /<a class="count Ready" href="([^"]+)"/.exec(page) ?? [];
    const kept = Object.fromEntries(new URLSearchParams(link.replaceAll('&amp;', '&').split('?')[1]));
    if (chosen !== undefined) expect(kept).toEqual({ ...query, verdict: 'Ready' });
  });

  test('by a rule, which it explains, with the way to Microsoft', async () => {
    const page = await pageOf({ rule: 'BKS-601' }, { summaries });
    const rule = RULES.find(({ id }) => id === 'BKS-601');
    expect(page).toContain(`<h3>BKS-601 ${rule?.title}</h3>`);
    expect(page).toContain(`<a href="${rule?.docs}" rel="noreferrer">`);
    expect(await pageOf({ rule: 'BKS-999' }, { summaries })).not.toContain('id="rule"');
  });
});

test('a finding leads to the page of its rule, and ids in its evidence to the portal', async () => {
  const page = await pageOf(TARGET, { portal: 'https://portal.azure.com/#@' });
  expect(page).toContain('<a href="/api/report?rule=BKS-601">BKS-601</a>');
  expect(page).toMatch(/<dt>scope<\/dt><dd><a href="https:\/\/portal\.azure\.com\/#@\/resource\/subscriptions\//);
  expect(page).toMatch(/<dt>holder<\/dt><dd>contoso-vault<\/dd>/);
});

test('a reason on the fleet has its rule beside it', async () => {
  expect(await pageOf({}, { summaries: storySummaries(1) })).toContain('<small>BKS-601: Egress closed</small>');
});

test('the timeline has days, and one line for an intent and its outcome', async () => {
  const page = await pageOf(TARGET);
  expect(page).toContain('<h3 class="day">Monday, 2026-01-05</h3>');
  expect(page).toMatch(
    /<summary><span class="entry">3–4<\/span> done \(applied\): [^<]+<span class="took">in 1 min<\/span>/,
  );
  expect(page).not.toContain('>intends:');
  expect(page.match(/<h3 class="day">/g)).toHaveLength(1);
});

describe('the protection of a cluster', () => {
  const VAULT = '/subscriptions/s/resourceGroups/g/providers/Microsoft.DataProtection/backupVaults/bv-one';
  const instance = {
    backupInstance: `${VAULT}/backupInstances/shop`,
    vault: VAULT,
    policy: `${VAULT}/backupPolicies/daily`,
    protectionState: 'ProtectionError',
    errorCode: 'KubernetesBackupListExtensionsError',
  };
  const inError = [
    condition(satisfiedFinding('BKS-411'), NOW),
    condition(
      { ...manualFinding('BKS-702'), evidence: { ...instance, code: instance.errorCode, innerError: 'why' } },
      NOW,
    ),
    condition(blockedFinding('BKS-702', 'BKS-703'), NOW),
    condition({ ...satisfiedFinding('BKS-704'), evidence: { latestRecoveryPoint: '2026-01-02T02:00:00Z' } }, NOW),
  ];
  const partOf = async (conditions: TargetState['conditions']) =>
    /<div id="protection"[\s\S]*?<\/div>/.exec(await pageOf(TARGET, { state: storyState({ conditions }) }))?.[0] ?? '';

  test('shows vault, policy, instance, recovery point, and the error with its rule', async () => {
    const part = await partOf(inError);
    for (const words of ['In error', 'bv-one', 'daily', 'shop (ProtectionError)', 'datetime="2026-01-02T02:00:00'])
      expect(part).toContain(words);
    expect(part).toMatch(
      /KubernetesBackupListExtensionsError\. The vault lacks Reader on the cluster\. See <a href="#BKS-411">/,
    );
  });

  test('a disagreement has a sentence and a text for the report; a refusal that a rule explains has none', async () => {
    const part = await partOf(inError);
    expect(part).toContain('and Backstay finds BKS-411 in place');
    expect(part).toMatch(/<pre class="command"><code>Azure Backup and Backstay .* disagree/);
    const explained = [condition(missingFinding('BKS-411'), NOW), ...inError.slice(1)];
    expect(await partOf(explained)).not.toContain('Disagreement');
  });

  test('nothing is said of a cluster that was not assessed', async () => {
    expect(await partOf([])).toBe('<div id="protection" data-live></div>');
  });
});

test('a fleet without targets says how one gets there', async () => {
  expect(await pageOf({})).toContain('No target yet');
});

test('forms are for those with the right, and hold tokens for what they do', async () => {
  const onHold = { state: storyState({ onHoldSince: NOW }) };
  const html = await pageOf({ ...TARGET, undo: 'show' }, onHold);
  for (const token of ['token:approval:grant-reader', 'token:resume:', `token:undo:${'b'.repeat(64)}`]) {
    expect(html).toContain(`value="${token}"`);
  }
  for (const [rights, tokens] of [
    [['Backstay.Read'], []],
    [['Backstay.Read', 'Backstay.Scan'], ['token:check:']],
  ] as const) {
    const page = await pageOf({ ...TARGET, undo: 'show' }, { ...onHold, viewer: { caller: SOMEBODY, rights } });
    expect(page.match(/token:\w+:/g) ?? []).toEqual(tokens);
    expect(page).not.toContain('Show the undo plan');
  }
});

test('a cluster that is to be checked now is followed, and says so', async () => {
  const query = { ...TARGET, done: 'check' };
  const asked = await pageOf(query, { state: storyState({ dirty: true }) });
  expect(asked).toContain('Backstay checks this cluster now.');
  expect(asked).toContain(`data-poll="${TARGET.target}"`);
  expect(asked).toMatch(/<dt>Next check<\/dt><dd>now<\/dd>/);
  const checked = await pageOf(query, { state: storyState() });
  expect(checked).toContain('Checked at 2026-01-05 09:41 UTC.');
  expect(checked).toContain('data-poll=""');
});

test('the portal is linked where the cloud has one', async () => {
  const link = `href="https://portal.azure.com/#@/resource${storyState().target.clusterId}" rel="noreferrer"`;
  expect(await pageOf(TARGET, { portal: 'https://portal.azure.com/#@' })).toContain(link);
  expect(await pageOf(TARGET)).not.toContain('Azure portal');
});

test('the form of a viewer with a function key carries it on', async () => {
  const viewer: KnownCaller = { caller: { kind: 'functionKey' }, rights: ['Backstay.Read', 'Backstay.Scan'] };
  const page = await pageOf({ ...TARGET, code: 'a key&' }, { viewer });
  expect(page).toContain('action="/api/report/check?code=a+key%26"');
});

test('an approval that was answered, or expired, has no form', async () => {
  const [approval] = storyState().approvals ?? [];
  if (approval === undefined) throw new Error('The story asks for an approval.');
  const answered = { ...approval, answer: { given: 'declined', at: NOW, by: SOMEBODY } } as const;
  const html = await pageOf(TARGET, { state: storyState({ approvals: [answered, { ...approval, expiresAt: NOW }] }) });
  expect(html).toContain('Declined at 2026-01-05 10:00 UTC by user o-1');
  expect(html).toContain('could be answered until');
  expect(html).not.toContain('token:approval');
});

test.each<readonly [ReportPorts['undo'], string]>([
  [async () => ({ kind: 'busy' }), 'at work on this target'],
  [async () => ({ kind: 'notPossible', why: 'The vault is gone.' }), 'The vault is gone.'],
  [
    async () => ({ kind: 'refused', why: 'Cluster shop is protected.' }),
    'Nothing can be undone here. Cluster shop is protected.',
  ],
])('an undo that cannot be shown says why', async (undo, why) => {
  expect(await pageOf({ ...TARGET, undo: 'show' }, { undo })).toContain(why);
});

test('an altered record is reported', async () => {
  expect(await pageOf(TARGET, { entries: [undefined, ...storyEntries()] })).toContain(
    '1 row of the audit log cannot be read',
  );
});

test('links carry the function key on, for callers without another way in', async () => {
  const byKey: KnownCaller = { caller: { kind: 'functionKey' }, rights: ['Backstay.Read'] };
  const query = { code: 'a key&' };
  expect(await pageOf(query, { viewer: byKey, summaries: storySummaries(3) })).toContain('&amp;code=a+key%26');
  expect(await pageOf(query, { summaries: storySummaries(3) })).not.toContain('a+key');
});

test('nothing comes from elsewhere, and nothing is run but what the page brings', async () => {
  for (const html of [await pageOf({}, { summaries: storySummaries(30) }), await pageOf({ ...TARGET, undo: 'show' })]) {
    expect(html).not.toMatch(/<(?:link|img|iframe|object|script src)/);
    expect(html).not.toMatch(/\s(?:on\w+|style)=/);
    expect(html.match(/<script/g)).toHaveLength(1);
  }
});

function withWords(word: string): TargetState {
  const state = storyState();
  const [approval] = state.approvals ?? [];
  const failure = { class: 'permanent', code: word, message: word } as const;
  const conditions = state.conditions.map((each) => ({
    ...each,
    ...{ message: word, evidence: { named: word, list: [word, word] }, sources: [{ call: word, at: word }] },
    ...(each.outcome === 'manual' && { steps: [`az ${word}`, `Step ${word}`] }),
    ...(each.progress?.state === 'running' && { progress: { ...each.progress, unseen: failure } }),
  })) as TargetState['conditions'];
  const action = approval && { ...approval.action, text: word };
  return {
    ...state,
    conditions,
    verdictReason: 'Unlike',
    approvals: approval && action ? [{ ...approval, id: 'id', action }] : [],
  };
}

function entriesWith(word: string): readonly RecordEntry[] {
  return storyEntries().map((entry) =>
    entry.body.type === 'verdictChanged' ? { ...entry, at: word, body: { ...entry.body, reason: word } } : entry,
  );
}

test('rules that wait for one cause are one line, with the rules a click away', async () => {
  const waiting = RULES.slice(2, 6).map(({ id }) => condition(blockedFinding('BKS-201', id), NOW));
  const html = await pageOf(TARGET, { state: { ...storyState(), conditions: waiting } });
  expect(html).toContain('waits for BKS-201: 4 rules');
  expect(html).toMatch(/<details class="waiting"><summary>4 rules that wait<\/summary>/);
});

test('a ready cluster shows what was not checked', async () => {
  const unread = { ...unknownFinding(failure('forbidden'), 'BKS-209'), severity: 'recommended' as const };
  const state = { ...storyState(), verdict: 'Ready' as const, conditions: [condition(unread, NOW)] };
  expect(await pageOf(TARGET, { state })).toContain('Not checked: BKS-209.');
});

test('the fleet page says when the audit log was verified, and how far the verification is that runs', async () => {
  expect(await pageOf({})).toContain('Audit log: not verified yet.');
  const run = { chains: 3, entries: 1200, brokenCount: 0, broken: [] };
  const [began, finishedAt] = ['2026-01-02T03:23:00.000Z', '2026-01-02T03:25:00.000Z'];
  const last = { ...run, extent: 'new', shards: 256, startedAt: began, finishedAt } as const;
  const broken = [{ why: 'it is gone' }];
  const startedAt = '2026-02-01T03:23:00.000Z';
  const running = { ...run, extent: 'all', startedAt, shards: 7, brokenCount: 1, broken } as const;
  const html = await pageOf({}, { verification: { last, running } });
  const found = '3 chains with 1,200 entries';
  expect(html).toContain(`Audit log: the chains that changed verified at 2026-01-02 03:25 UTC, ${found}, none broken.`);
  expect(html).toContain(`Verification began at 2026-02-01 03:23 UTC: 7 of 256 parts, ${found}, 1 broken.`);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { answerApproval } from '../../../shared/commands/answer-approval.ts';
import { secondsLater } from '../../../shared/lib/iso-time.ts';
import type { Approval } from '../../../shared/model/approval.ts';
import type { Answered } from '../../../shared/model/command.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import type { Target } from '../../../shared/model/target.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore, type TargetStore } from '../../../shared/storage/target-store.ts';
import { memoryChainRows, memoryTargetRows } from '../../support/memory-rows.ts';
import { ACTION, TARGET } from '../../support/record.ts';

const ASKED_AT = '2026-01-01T00:00:00.000Z';
const NOW = '2026-01-02T00:00:00.000Z';
const CALLER = { kind: 'user', objectId: 'o', tenantId: 't' } as const;
const QUESTION: Approval = { id: 'a', action: ACTION, askedAt: ASKED_AT, expiresAt: '2026-01-08T00:00:00.000Z' };
const OTHER: Approval = { ...QUESTION, id: 'b', action: { ...ACTION, key: 'another-key' } };
const GIVEN = { given: 'approved', at: NOW, by: CALLER } as const;

let targets: TargetStore;
let chains: ReturnType<typeof memoryChainRows>;
let sent: (readonly [Target, number])[];
let now: string;

beforeEach(async () => {
  targets = createTargetStore(memoryTargetRows());
  chains = memoryChainRows();
  sent = [];
  now = NOW;
  await targets.markDirty(TARGET, new Date(ASKED_AT));
  await put(QUESTION, OTHER);
});

/** Leaves these questions, and no others, on the target. */
const put = (...approvals: readonly Approval[]) => targets.changeApprovals(TARGET, new Date(ASKED_AT), () => approvals);
const kept = async () => (await targets.get(TARGET))?.state.approvals ?? [];
const bodies = (): readonly RecordBody[] => chains.chainOf(TARGET).entries.map(({ body }) => body);

/** Answers; `before` and `after` happen right before and right after the answer is noted. */
function answer(
  approvalId = 'a',
  happens: { readonly before?: () => Promise<void>; readonly after?: () => Promise<void> } = {},
  given: 'approved' | 'declined' = 'approved',
  target = TARGET,
): Promise<Answered> {
  const clock = { now: () => new Date(now) };
  let changes = 0;
  const watched: TargetStore = {
    ...targets,
    async changeApprovals(target, at, change) {
      const isFirst = ++changes === 1;
      if (isFirst) await happens.before?.();
      await targets.changeApprovals(target, at, change);
      if (isFirst) await happens.after?.();
    },
  };
  return answerApproval(
    { target, approvalId, given, caller: CALLER },
    {
      targets: watched,
      trail: createTrail(chains, clock, 'test'),
      queue: { send: async (target, delaySeconds) => void sent.push([target, delaySeconds]) },
      clock,
    },
  );
}

describe('an answer in time', () => {
  test.each(['approved', 'declined'] as const)('%s: counts, is on record, and wakes the target', async (given) => {
    const approval = { ...QUESTION, answer: { ...GIVEN, given } };
    expect(await answer('a', {}, given)).toEqual({ kind: 'answered', approval });
    expect(await kept()).toEqual([approval, OTHER]);
    expect(bodies()).toEqual([
      { type: 'approvalAnswered', approvalId: 'a', actionKey: ACTION.key, given, caller: CALLER },
    ]);
    expect(sent).toEqual([[TARGET, 0]]);
  });

  test('does not count before it is on record', async () => {
    let meanwhile: readonly Approval[] = [];
    const after = async () => {
      meanwhile = await kept();
    };
    await answer('a', { after });
    expect(meanwhile).toEqual([{ ...QUESTION, answer: { ...GIVEN, unrecorded: true } }, OTHER]);
  });

  test('comes until the last moment', async () => {
    now = '2026-01-07T23:59:59.999Z';
    expect((await answer()).kind).toBe('answered');
  });
});

describe('nothing is noted, recorded or woken', () => {
  const afterwards = async () => ({ approvals: await kept(), bodies: bodies(), sent });

  test('for a question that there is not', async () => {
    expect(await answer('c')).toEqual({ kind: 'unknown' });
    expect(await afterwards()).toEqual({ approvals: [QUESTION, OTHER], bodies: [], sent: [] });
  });

  test('for a target that is not known', async () => {
    expect(await answer('a', {}, 'approved', { ...TARGET, profile: 'unknown' })).toEqual({ kind: 'unknown' });
    expect(await afterwards()).toEqual({ approvals: [QUESTION, OTHER], bodies: [], sent: [] });
  });

  test('where nothing was ever asked', async () => {
    await put();
    expect(await answer()).toEqual({ kind: 'unknown' });
    expect(await afterwards()).toEqual({ approvals: [], bodies: [], sent: [] });
  });

  test('when it was answered already: the first answer stands', async () => {
    const declined: Approval = { ...QUESTION, answer: { given: 'declined', at: ASKED_AT, by: CALLER } };
    await put(declined);
    expect(await answer()).toEqual({
      kind: 'tooLate',
      because: 'AlreadyAnswered',
      why: `It was declined at ${ASKED_AT} already.`,
    });
    expect(await afterwards()).toEqual({ approvals: [declined], bodies: [], sent: [] });
  });

  test('when another person answers at the same time', async () => {
    const first: Approval = { ...QUESTION, answer: { given: 'declined', at: NOW, by: CALLER } };
    expect(await answer('a', { before: () => put(first) })).toMatchObject({ because: 'AlreadyAnswered' });
    expect(await afterwards()).toEqual({ approvals: [first], bodies: [], sent: [] });
  });

  test.each([0, 3600])('%i s after its time is over', async (seconds) => {
    now = secondsLater(QUESTION.expiresAt, seconds);
    expect(await answer()).toEqual({
      kind: 'tooLate',
      because: 'Expired',
      why: `It could be answered until ${QUESTION.expiresAt}.`,
    });
    expect(await afterwards()).toEqual({ approvals: [QUESTION, OTHER], bodies: [], sent: [] });
  });

  test.each([
    ['lapses', [OTHER]],
    ['lapses and is asked again', [{ ...QUESTION, askedAt: NOW }, OTHER]],
  ])('when the question %s right before', async (_, then) => {
    expect(await answer('a', { before: () => put(...then) })).toMatchObject({ kind: 'tooLate', because: 'Lapsed' });
    expect(await afterwards()).toEqual({ approvals: then, bodies: [], sent: [] });
  });
});

test.each([
  ['lapses', [OTHER]],
  ['lapses and is asked again', [{ ...QUESTION, askedAt: NOW }, OTHER]],
])(
  'a question that %s after the answer was noted: it is on record who answered, and the answer does not count',
  async (_, then) => {
    const said = await answer('a', { after: () => put(...then) });
    expect(said).toMatchObject({ kind: 'tooLate', because: 'Lapsed', why: expect.stringContaining('changed') });
    expect(await kept()).toEqual(then);
    expect(bodies()).toMatchObject([{ type: 'approvalAnswered', approvalId: 'a' }]);
    expect(sent).toEqual([[TARGET, 0]]);
  },
);

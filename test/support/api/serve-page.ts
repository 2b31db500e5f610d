import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { closeServer } from '../../../local/azure/close-server.ts';
import {
  NOW,
  SHOP,
  storyEntries,
  storyState,
  storySummaries,
  storyUndo,
} from '../../../scripts/pictures/story-page.ts';
import type { ApiCalls } from '../../../shared/api/calls.ts';
import { reportFor } from '../../../shared/api/report.ts';
import { weeklyReport } from '../../../shared/api/weekly-report.ts';
import type { Right } from '../../../shared/model/caller.ts';
import type { TargetState } from '../../../shared/model/state.ts';
import { RULES } from '../../../shared/rules/index.ts';
import { testApi } from './test-api.ts';

const BASIS = 'c'.repeat(64);

/** The reader of the site, and what it shows. */
export interface Scene {
  readonly rights: readonly Right[];
  readonly targets: number;
}

/**
 * The API over HTTP with an example fleet, for a browser whose user is signed in with the rights of
 * the scene.
 */
export async function servePage() {
  const asked: unknown[] = [];
  let scene: Scene = { rights: [], targets: 0 };
  let state: TargetState = storyState();
  const page: Pick<ApiCalls, 'summaries' | 'target' | 'chain' | 'undo' | 'acceptable'> = {
    acceptable: ({ conditions }) =>
      conditions.filter(({ outcome }) => outcome === 'manual').map(({ ruleId }) => ({ ruleId, basis: BASIS })),
    summaries: async () => ({ summaries: storySummaries(scene.targets) }),
    target: async () => state,
    chain: async () => ({ target: SHOP, entries: storyEntries(), head: undefined }),
    undo: async (_target, what, planId) => {
      if (planId === undefined) return { kind: 'shown', plan: storyUndo() };
      asked.push({ undo: what, planId });
      return { kind: 'done', plan: storyUndo(), results: [] };
    },
  };
  const report = reportFor({
    ...page,
    now: () => new Date(NOW),
    rules: new Map(RULES.map((rule) => [rule.id, rule])),
    coverage: async () => [],
    verification: async () => ({}),
    portal: 'https://portal.azure.com/#@',
    onUnreadable() {},
  });
  const api = await testApi(
    {
      ...page,
      report,
      weekly: () =>
        weeklyReport({
          ...{ now: () => new Date(NOW), target: async () => state },
          chain: async () => ({ target: SHOP, entries: storyEntries(), head: undefined }),
          async *allSummaries() {
            yield* storySummaries(scene.targets).map((one, at) => (at === 0 ? { ...one, wroteAt: NOW } : one));
          },
          history: async () => [{ day: '2026-01-04', targets: 40, ready: 30, protected: 20 }],
          verification: async () => ({}),
          anchorEnd: async () => ({
            before: { hash: 'a'.repeat(64), number: 3, root: 'b'.repeat(64) },
            day: undefined,
            bytes: 0,
          }),
        }),
      check: async () => {
        asked.push('check');
        state = { ...state, dirty: true };
      },
      resume: async () => {
        asked.push('resume');
        return 'resumed';
      },
      acceptFinding: async ({ target: _, caller, ...wish }) => {
        asked.push({ accept: wish });
        return { kind: 'accepted', acceptance: { ...wish, id: BASIS, acceptedAt: NOW, by: caller } };
      },
      withdrawAcceptance: async (_target, id) => {
        asked.push({ end: id });
        return { kind: 'withdrawn' };
      },
      answerApproval: async (_target, id, given, by) => {
        asked.push({ approval: id, given });
        const [approval] = storyState().approvals ?? [];
        if (approval === undefined) return { kind: 'unknown' };
        return { kind: 'answered', approval: { ...approval, answer: { given, at: NOW, by } } };
      },
    },
    { points: 10_000 },
  );
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/^\/api/, '');
    const body = await text(request);
    const names = ['accept', 'content-type', 'origin', 'sec-fetch-site', 'host'];
    const headers = Object.fromEntries(
      names.flatMap((name) => [[name, request.headers[name]]].filter(([, value]) => value)),
    );
    const answer = await api.send(request.method ?? 'GET', path, {
      rights: scene.rights,
      headers,
      ...(body !== '' && { body }),
    });
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(answer.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/report`,
    /** The requests that the forms sent. */
    asked,
    /** Starts again. */
    play(next: Scene) {
      scene = next;
      state = storyState();
      asked.length = 0;
    },
    become(more: Partial<TargetState>) {
      state = storyState(more);
    },
    close: () => closeServer(server),
  };
}

import { reportFor } from '../../shared/api/report.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { targetIdOf } from '../../shared/model/target-id.ts';
import { summaryOf } from '../../shared/plan/summary.ts';
import { RULES } from '../../shared/rules/index.ts';
import { ruleBookOf } from '../../shared/rules/rule-book.ts';
import { must } from '../support/facts.ts';
import { CONTEXT } from './other-cards.ts';
import type { Pictures } from './world.ts';

const VIEWER = {
  caller: { kind: 'user', objectId: 'o-1', tenantId: 't-1' },
  rights: ['Backstay.Read', 'Backstay.Scan', 'Backstay.Remediate', 'Backstay.Approve'],
} as const;

/** The report over the fleet of the pictures. */
export function reportOf({ fleet, now }: Pictures) {
  const found = (id: string) => must(fleet.find(({ state }) => targetIdOf(state.target) === id));
  const report = reportFor({
    now: () => now,
    summaries: async () => ({ summaries: fleet.map(({ state }) => summaryOf(state)) }),
    target: async (id) => found(id).state,
    chain: async (target) => ({ target, entries: found(targetIdOf(target)).entries, head: undefined }),
    acceptable: () => [],
    undo: () => Promise.reject(new Error('No picture shows an undo.')),
    rules: ruleBookOf(RULES),
    coverage: async () => [],
    verification: async () => ({}),
    portal: CONTEXT.portal,
    onUnreadable() {},
  });
  return {
    /** The query of the page of one cluster. */
    queryOf(clusterId: string | undefined): Readonly<Record<string, string>> {
      const wanted = parseClusterId(clusterId ?? '');
      const { state } = must(fleet.find((one) => one.state.target.clusterId === wanted));
      return { target: targetIdOf(state.target) };
    },
    async pageOf(query: Readonly<Record<string, string>>): Promise<string> {
      return (await report(VIEWER, query, { make: async () => 'token' })).html;
    },
  };
}

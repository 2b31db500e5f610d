import type { Durations } from '../durations.ts';
import type { Timeline } from '../timeline.ts';
import type { Fault } from './fault.ts';
import { type CompleteFaultRule, type FaultRule, readFaultRule } from './fault-rule.ts';
import { matchesPath } from './path-pattern.ts';

/** The faults of the local Azure. */
export interface FaultControl {
  /** Answers the rule's id. @throws Error that says what is wrong with the rule, and where. */
  add(rule: FaultRule): string;
  /** Whether there was such a rule. */
  remove(id: string): boolean;
  clear(): void;
  list(): readonly ListedRule[];
}

export interface ListedRule extends CompleteFaultRule {
  readonly id: string;
  /** Calls that the rule met, whether or not they were to go wrong. */
  readonly met: number;
  /** Calls that it made go wrong. */
  readonly fired: number;
}

export interface Call {
  readonly method: string;
  readonly path: string;
}

/** A rule that matches a call. */
export interface MatchingRule {
  readonly fault: Fault;
  /** Counts the call, and says whether it is to go wrong. */
  meet(): boolean;
}

/** What is to go wrong, for the server and the providers. */
export interface Faults extends FaultControl {
  /** Those that match, in the order in which they were added. */
  matching(call: Call): readonly MatchingRule[];
  /** The fault of one kind that a provider is to work into what it does now, if there is one. */
  take<K extends Fault['kind']>(kind: K, call: Call): Extract<Fault, { kind: K }> | undefined;
}

interface Entry {
  readonly id: string;
  readonly rule: CompleteFaultRule;
  /** Undefined until the time starts to run. */
  startedAt: number | undefined;
  met: number;
  fired: number;
}

export function createFaults(timeline: Timeline, { speed }: Durations): Faults {
  const entries = new Map<string, Entry>();
  let added = 0;
  const now = () => timeline.now().getTime();

  function isDue({ rule: { when }, met, startedAt = 0 }: Entry): boolean {
    switch (when.kind) {
      case 'always':
        return true;
      case 'nth':
        return met === when.n;
      case 'next':
        return met <= when.count;
      case 'forSeconds':
        return now() < startedAt + (when.seconds * 1000) / speed;
    }
  }

  function meet(entry: Entry): boolean {
    entry.met += 1;
    entry.startedAt ??= now();
    if (!isDue(entry)) return false;
    entry.fired += 1;
    return true;
  }

  function matching({ method, path }: Call): readonly MatchingRule[] {
    return [...entries.values()]
      .filter(({ rule }) => (rule.method === undefined || rule.method === method) && matchesPath(rule.path, path))
      .map((entry) => ({ fault: entry.rule.fault, meet: () => meet(entry) }));
  }

  return {
    add(given) {
      const { rule, problems } = readFaultRule(given);
      if (problems !== undefined) throw new Error(problems.map(({ at, problem }) => `${at}: ${problem}`).join('; '));
      added += 1;
      const waits = rule.when.kind === 'forSeconds' && rule.when.from === 'firstMatch';
      const entry: Entry = { id: String(added), rule, startedAt: waits ? undefined : now(), met: 0, fired: 0 };
      entries.set(entry.id, entry);
      return entry.id;
    },
    remove: (id) => entries.delete(id),
    clear: () => entries.clear(),
    list: () => [...entries.values()].map(({ id, rule, met, fired }) => ({ id, ...rule, met, fired })),
    matching,
    take<K extends Fault['kind']>(kind: K, call: Call) {
      const isOfKind = (fault: Fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind;
      for (const { fault, meet } of matching(call)) if (isOfKind(fault) && meet()) return fault;
      return undefined;
    },
  };
}

/**
 * The one composition of Backstay: for the functions, the command line, and every world of the
 * tests.
 */
import type { ChainRows } from '../audit/chain-rows.ts';
import { loggedTrail } from '../audit/logged-trail.ts';
import type { Trail } from '../audit/trail.ts';
import type { ConnectionOptions } from '../azure/connection.ts';
import { createArm } from '../azure/create-arm.ts';
import { remembering } from '../azure/remember.ts';
import type { ScanPorts } from '../commands/scan-cluster.ts';
import type { Log } from '../lib/log.ts';
import type { Profile } from '../model/profile.ts';
import type { Outbox } from '../notify/outbox.ts';
import type { Arm } from '../ports/arm.ts';
import type { Notes } from '../ports/notes.ts';
import type { TargetRows } from '../ports/target-rows.ts';
import type { Ports } from '../reconcile/ports.ts';
import { createRunActions } from '../remediate/run-actions.ts';
import type { AnyRule } from '../rules/define-rule.ts';
import { RULES } from '../rules/index.ts';
import { createTrail } from '../storage/table-trail.ts';
import { createTargetStore, type TargetStore } from '../storage/target-store.ts';

/** Everything outside of Backstay that it is made with. */
export interface Adapters {
  /** The clock, the credential and the transport of requests to Azure. */
  readonly azure: ConnectionOptions;
  readonly storage: Storage;
  /** Takes what people and other systems receive. */
  notifier(own: { readonly log: Log; readonly trail: Trail }): Outbox;
  readonly telemetry: Pick<Ports, 'eventOrigin'>;
  /** Wraps what was composed, in worlds that watch it or let it die. */
  readonly around?: Around;
}

export interface Storage extends Pick<Ports, 'queue' | 'fanOuts' | 'discoveries'> {
  readonly targets: TargetRows;
  readonly chains: ChainRows;
  readonly notes: Notes;
}

export interface Around {
  arm?(arm: Arm): Arm;
  targets?(targets: TargetStore): TargetStore;
  trail?(trail: Trail): Trail;
}

/** The settings that the work depends on. */
export interface AppSettings extends Pick<Ports, 'publicUrl' | 'portal' | 'pollSeconds' | 'driftSeconds'> {
  /** All rules, unless a test asks for some. */
  readonly rules?: readonly AnyRule[];
}

export interface App extends Pick<Ports, 'targets' | 'trail'> {
  readonly arm: Arm;
  /** The ports of one call: with the profiles that are active, and its own log. */
  portsFor(own: { readonly profiles: readonly Profile[]; readonly log: Log }): Ports;
}

export function composeApp(adapters: Adapters, settings: AppSettings): App {
  const { azure, storage, notifier, telemetry, around = {} } = adapters;
  const { clock, version } = azure;
  const { rules = RULES, publicUrl, portal, pollSeconds, driftSeconds } = settings;
  const wrap = <T>(made: T, by: ((made: T) => T) | undefined) => by?.(made) ?? made;
  const remembered = remembering(wrap(createArm(azure), around.arm), clock);
  const targets = wrap(createTargetStore(storage.targets), around.targets);
  const trail = wrap(createTrail(storage.chains, clock, `backstay/${version}`), around.trail);
  const { queue, fanOuts, discoveries, notes } = storage;
  const runActions = createRunActions(remembered.arm);
  const shared = { ...remembered, ...telemetry, runActions, targets, queue, fanOuts, discoveries, notes, rules, clock };
  return {
    arm: remembered.arm,
    targets,
    trail,
    portsFor({ profiles, log }) {
      const own = { log, trail: loggedTrail(trail, log) };
      return { ...shared, ...own, profiles, publicUrl, portal, pollSeconds, driftSeconds, outbox: notifier(own) };
    },
  };
}

/**
 * For scans that start by themselves: nothing is stored and nothing is written, and no answer is
 * older than the scan.
 */
export function composeScan(
  azure: ConnectionOptions,
  { profiles, pollSeconds, rules = RULES }: Pick<ScanPorts, 'profiles' | 'pollSeconds'> & Pick<AppSettings, 'rules'>,
): ScanPorts {
  const { clock } = azure;
  const reader = remembering(createArm(azure), clock).readerSince(clock.now().toISOString());
  return { reader, profiles, rules, clock, pollSeconds };
}

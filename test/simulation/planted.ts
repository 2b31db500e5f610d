import type fc from 'fast-check';
import { SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import type { Arm } from '../../shared/ports/arm.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import {
  accepted,
  changedAndNoticed,
  decidedDuringWrite,
  deployed,
  shortWaits,
  tagged,
  vaultTouched,
  type WorldCommand,
  waits,
} from './commands.ts';

/**
 * A fault that is planted into every process of a world, and what the simulation has to say of it.
 */
export interface Planted {
  readonly name: string;
  readonly found: RegExp;
  /** The commands that make it matter; all when left out. */
  readonly commands?: readonly fc.Arbitrary<WorldCommand>[];
  plant(ports: Ports): Ports;
}

const TEN_MINUTES_MS = 600_000;

export const PLANTED: readonly Planted[] = [
  {
    name: 'a next step may be due at once',
    found: /takes more than 2 steps in 10 s/,
    plant: (ports) => ({ ...ports, pollSeconds: 0 }),
  },
  {
    name: 'a step does not see that another holds the target',
    found: /two steps hold .* at once|takes more than 2 steps in 10 s/,
    commands: [waits, tagged, vaultTouched],
    plant: (ports) => ({
      ...ports,
      targets: {
        ...ports.targets,
        // As if the lease of the other were over.
        claim: (target, owner, now, seconds) =>
          ports.targets.claim(target, owner, new Date(now.getTime() + TEN_MINUTES_MS), seconds),
      },
    }),
  },
  {
    name: 'what waits for an approval is carried out without one',
    found: /which no person has approved/,
    commands: [waits, deployed],
    plant: (ports) => ({ ...ports, profiles: ports.profiles.map((profile) => ({ ...profile, approve: [] })) }),
  },
  {
    name: 'the graph sweep writes',
    found: /is written by the graph sweep/,
    commands: [waits],
    plant: (ports) => ({
      ...ports,
      arm: {
        ...ports.arm,
        // Only the graph sweep asks by this.
        async queryResourceGraph(...query) {
          await (ports.arm as Arm).registerProvider(SUBSCRIPTION_ID, 'Microsoft.DataProtection');
          return ports.arm.queryResourceGraph(...query);
        },
      },
    }),
  },
  {
    name: 'a profile in mode "observe" acts',
    found: /is intended in mode "observe"/,
    plant: (ports) => ({ ...ports, profiles: ports.profiles.map((profile) => ({ ...profile, mode: 'enforce' })) }),
  },
  {
    name: 'a cached answer counts, however old its cause makes it',
    found: /is said to be Ready, and lacks a way through the firewall/,
    commands: [shortWaits, changedAndNoticed],
    plant: (ports) => ({ ...ports, readerSince: () => ports.readerSince('2000-01-01T00:00:00.000Z') }),
  },
  {
    name: 'a target does not wait for the write lock of its cluster',
    found: /is intended while .* holds the cluster/,
    commands: [decidedDuringWrite],
    plant: (ports) => ({
      ...ports,
      notes: {
        read: async (name) => (isLease(name) ? undefined : ports.notes.read(name)),
        write: async (name, ...rest) => (isLease(name) ? 'taken' : ports.notes.write(name, ...rest)),
      },
    }),
  },
  {
    name: 'the end of an acceptance is not on the audit log',
    found: /never end on its audit log|accepted so before/,
    commands: [waits, accepted],
    plant: (ports) => ({
      ...ports,
      trail: {
        ...ports.trail,
        async append(target, bodies) {
          const kept = bodies.filter(({ type }) => type !== 'acceptanceEnded');
          if (kept.length > 0) await ports.trail.append(target, kept);
        },
      },
    }),
  },
  {
    name: 'an acceptance counts before it is on the audit log',
    found: /by its audit log it is not/,
    commands: [shortWaits, accepted],
    plant: (ports) => ({
      ...ports,
      trail: {
        ...ports.trail,
        async append(target, bodies) {
          const kept = bodies.filter(({ type }) => type !== 'findingAccepted');
          if (kept.length > 0) await ports.trail.append(target, kept);
        },
      },
    }),
  },
  {
    name: 'a write is sent before its intent is stored',
    found: /without an intent/,
    plant: (ports) => ({
      ...ports,
      trail: {
        ...ports.trail,
        async append(target, bodies) {
          if (!bodies.some(({ type }) => type === 'actionIntended')) await ports.trail.append(target, bodies);
        },
      },
    }),
  },
];

function isLease(name: string): boolean {
  return name.startsWith('lease-');
}

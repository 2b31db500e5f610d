import type fc from 'fast-check';
import type { ArmReader } from '../../shared/azure/arm.ts';
import type { Ports } from '../../shared/ports.ts';
import type { Notes } from '../../shared/state/notes.ts';
import { deployed, firewall, tagged, vaultTouched, type WorldCommand, waitsOf } from './commands.ts';
import type { ProfileSettings } from './setting.ts';

/** A fault that is planted into every process of a world, and what the simulation has to say of it. */
export interface Planted {
  readonly name: string;
  readonly found: RegExp;
  /** What has to happen for it to matter; everything when left out. */
  readonly commands?: readonly fc.Arbitrary<WorldCommand>[];
  readonly profiles?: readonly ProfileSettings[];
  plant(ports: Ports): Ports;
}

const ENFORCED: readonly ProfileSettings[] = [{ name: 'standard', mode: 'enforce', without: [], approve: [] }];
const TEN_MINUTES_MS = 600_000;

export const PLANTED: readonly Planted[] = [
  {
    name: 'a next step may be due at once',
    found: /takes more than 2 steps in 10 s/,
    plant: (ports) => ({ ...ports, pollSeconds: 0 }),
  },
  {
    name: 'an answer of up to ten minutes ago counts as fresh',
    found: /is said to be Ready, and lacks/,
    profiles: ENFORCED,
    commands: [waitsOf(60, 1800), firewall, vaultTouched],
    plant: (ports) => ({ ...ports, readerSince: (since) => rememberAccounts(ports, ports.readerSince(since)) }),
  },
  {
    name: 'a step does not see that another holds the target',
    found: /two steps hold .* at once|takes more than 2 steps in 10 s/,
    commands: [waitsOf(3, 60), tagged, vaultTouched],
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
    name: 'the write lock of a cluster is free for everybody',
    found: /holds the cluster/,
    commands: [waitsOf(3, 60, 300), deployed],
    plant: (ports) => ({ ...ports, notes: withoutLeases(ports.notes) }),
  },
  {
    name: 'what waits for an approval is carried out without one',
    found: /which no person has approved/,
    commands: [waitsOf(3, 60, 300), deployed],
    plant: (ports) => ({ ...ports, profiles: ports.profiles.map((profile) => ({ ...profile, approve: [] })) }),
  },
  {
    name: 'a profile in mode "observe" acts',
    found: /is intended in mode "observe"/,
    plant: (ports) => ({ ...ports, profiles: ports.profiles.map((profile) => ({ ...profile, mode: 'enforce' })) }),
  },
  {
    name: 'the tag of a cluster is not read',
    found: /whose tag says "off"|and should be OptedOut/,
    profiles: ENFORCED,
    commands: [waitsOf(60, 300), tagged],
    plant: (ports) => ({ ...ports, readerSince: (since) => untagged(ports.readerSince(since)) }),
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

const accounts = new WeakMap<object, Map<string, { readonly until: number; readonly answer: unknown }>>();

/** Remembers within one process, as its reader did before it knew how fresh an answer has to be. */
function rememberAccounts({ arm, clock }: Ports, reader: ArmReader): ArmReader {
  const known = accounts.get(arm) ?? new Map<string, { readonly until: number; readonly answer: unknown }>();
  accounts.set(arm, known);
  return {
    ...reader,
    async getStorageAccount(id) {
      const before = known.get(id);
      if (before !== undefined && before.until > clock.now().getTime()) {
        return before.answer as Awaited<ReturnType<ArmReader['getStorageAccount']>>;
      }
      const answer = await reader.getStorageAccount(id);
      known.set(id, { until: clock.now().getTime() + TEN_MINUTES_MS, answer });
      return answer;
    },
  };
}

function withoutLeases(notes: Notes): Notes {
  return {
    read: async (name) => (name.startsWith('lease-') ? undefined : notes.read(name)),
    write: async (name, value, over) => (name.startsWith('lease-') ? 'etag' : notes.write(name, value, over)),
  };
}

function untagged(reader: ArmReader): ArmReader {
  return {
    ...reader,
    async getCluster(id) {
      const answer = await reader.getCluster(id);
      return answer.ok ? { ...answer, value: { ...answer.value, tags: {} } } : answer;
    },
  };
}

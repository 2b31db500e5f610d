import { AsyncLocalStorage } from 'node:async_hooks';
import type { Trail } from '../../shared/audit/trail.ts';
import { waitingBy } from '../../shared/lib/backoff.ts';
import type { Clock } from '../../shared/lib/clock.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { type DeliverPorts, deliver } from '../../shared/notify/deliver.ts';
import { sweepOutbox } from '../../shared/notify/sweep-outbox.ts';
import type { DeliveryOrder } from '../../shared/ports/outbox-queue.ts';
import type { Ports } from '../../shared/reconcile/ports.ts';
import type { TargetStore } from '../../shared/storage/target-store.ts';
import { bootProcess, type WorldStorage } from '../worlds/boot-process.ts';
import type { InProcessArm } from '../worlds/in-process-arm.ts';
import type { VirtualTime } from '../worlds/virtual-time.ts';
import type { Call, Watch } from './watch.ts';

/** Shared by all hosts; it outlives them. */
export interface Shared extends WorldStorage {
  readonly time: VirtualTime;
  readonly arm: InProcessArm;
  readonly watch: Watch;
  /** A number from 0 up to 1; the next of the run. */
  random(): number;
  isStorageDown(): boolean;
  note(line: string): void;
  /** Something was changed in Azure that a target may have relied on. */
  foreignChange(): void;
  /** A fault that a test plants into the ports, so as to see that it is found. */
  plant?(ports: Ports): Ports;
}

/** How work on a host ended; `died` when its process was killed over it. */
export type Ended<T> =
  | { readonly how: 'done'; readonly value: T }
  | { readonly how: 'failed'; readonly error: unknown }
  | { readonly how: 'died' };

export interface Host {
  skewSeconds: number;
  /** Does something in the process as it is now. */
  run<T>(call: Omit<Call, 'host' | 'profiles'>, work: (ports: Ports) => Promise<T>): Promise<Ended<T>>;
  /** Delivers messages of the outbox, in the process as it is now. */
  deliver(order: DeliveryOrder): Promise<Ended<void>>;
  sweepOutbox(): Promise<Ended<void>>;
  /** Ends the process at once, and begins another one: with these profiles, if they are given. */
  restart(profiles?: readonly Profile[]): void;
}

const calls = new AsyncLocalStorage<Call>();

export function createHost(index: number, skewSeconds: number, first: readonly Profile[], shared: Shared): Host {
  const { time } = shared;
  const waiting = { pause: time.pause, random: shared.random };
  let life = 0;
  let profiles = first;
  let died = Promise.withResolvers<void>();
  const clock: Clock = { now: () => new Date(time.now() + host.skewSeconds * 1000) };
  const host: Host = {
    skewSeconds,
    async run(call, work) {
      const known = { ...call, host: index, profiles };
      const process = ports;
      const done = calls.run(known, () =>
        waitingBy(waiting, () => work(process)).then(
          (value) => ({ how: 'done', value }) as const,
          (error: unknown) => ({ how: 'failed', error }) as const,
        ),
      );
      const ended = await Promise.race([done, died.promise.then(() => ({ how: 'died' }) as const)]);
      shared.watch.ended(known);
      return ended;
    },
    deliver: (order) => host.run({ kind: 'timer' }, () => deliver(order, delivery)),
    sweepOutbox: () => host.run({ kind: 'timer' }, () => sweepOutbox(delivery)),
    restart(next = profiles) {
      life++;
      profiles = next;
      died.resolve();
      died = Promise.withResolvers();
      ports = boot();
    },
  };
  let delivery: DeliverPorts;
  let ports = boot();
  return host;

  function boot(): Ports {
    const process = life;
    const isAlive = () => life === process;
    const booted = bootProcess({
      time,
      clock,
      random: shared.random,
      httpClient: shared.arm.clientFor(() => travel(shared), {
        isAlive,
        onExchange(exchange) {
          const { method, path, status } = exchange;
          shared.note(`host ${index}: ${method} ${path} ${status ?? 'no answer'}`);
          if (method === 'DELETE') shared.foreignChange();
          shared.watch.exchanged(exchange, calls.getStore());
        },
      }),
      storage: shared,
      profiles,
      guard: (name, part) => (name === 'teams' ? part : slowAndMortal(part, isAlive, shared)),
      around: {
        targets: (targets) => watchedTargets(targets, shared.watch),
        trail: (trail) => watchedTrail(trail, shared.watch),
      },
    });
    delivery = booted.delivery;
    return shared.plant?.(booted.ports) ?? booted.ports;
  }
}

/** Milliseconds there and back: a request is either long on its way or is long answered. */
function travel({ random }: Shared): { there: number; back: number } {
  const milliseconds = 20 + random() * 400;
  return random() < 0.5 ? { there: milliseconds, back: 0 } : { there: 0, back: milliseconds };
}

/**
 * The same object; each call takes its time, fails while the storage is down, and never ends once
 * its process has died.
 */
function slowAndMortal<T extends object>(
  target: T,
  isAlive: () => boolean,
  { time, random, isStorageDown }: Shared,
): T {
  return new Proxy(target, {
    get(object, property) {
      const value: unknown = Reflect.get(object, property);
      if (typeof value !== 'function') return value;
      if (value.constructor.name === 'AsyncGeneratorFunction') {
        return (...parameters: readonly unknown[]) => {
          if (isStorageDown()) throw new StorageDown();
          return Reflect.apply(value, object, parameters) as unknown;
        };
      }
      return async (...parameters: readonly unknown[]) => {
        if (!isAlive()) return never();
        const milliseconds = 2 + random() * 20;
        const isLate = random() < 0.5;
        if (!isLate) await time.pause(milliseconds);
        if (!isAlive()) return never();
        if (isStorageDown()) throw new StorageDown();
        const answer: unknown = await Reflect.apply(value, object, parameters);
        if (isLate) await time.pause(milliseconds);
        return isAlive() ? answer : never();
      };
    },
  });
}

export class StorageDown extends Error {
  override readonly name = 'StorageDown';
}

function watchedTargets(store: TargetStore, watch: Watch): TargetStore {
  return {
    ...store,
    async markDirty(target, at, event) {
      const marked = await store.markDirty(target, at, event);
      const call = calls.getStore();
      if (marked === 'marked' && call !== undefined) watch.marked(target, call);
      return marked;
    },
    async changeApprovals(target, ...rest) {
      await store.changeApprovals(target, ...rest);
      const call = calls.getStore();
      if (call !== undefined) watch.marked(target, call);
    },
    async changeAcceptances(target, ...rest) {
      await store.changeAcceptances(target, ...rest);
      const call = calls.getStore();
      if (call !== undefined) watch.marked(target, call);
    },
    async claim(target, ...rest) {
      const claim = await store.claim(target, ...rest);
      const call = calls.getStore();
      if (claim.claimed && call !== undefined) watch.claimed(claim.stored.state, call);
      return claim;
    },
    async release(stored, next, at) {
      const call = calls.getStore();
      // From the moment of the write on, others may take it, before this step hears of it.
      if (call !== undefined) watch.ended(call);
      const released = await store.release(stored, next, at);
      if (released !== undefined && call !== undefined) watch.released(stored.state, released, call);
      return released;
    },
  };
}

function watchedTrail(trail: Trail, watch: Watch): Trail {
  return {
    ...trail,
    async append(target, bodies) {
      const call = calls.getStore();
      if (call !== undefined) watch.recording(target, bodies, call);
      await trail.append(target, bodies);
    },
  };
}

function never(): Promise<never> {
  return new Promise(() => {});
}

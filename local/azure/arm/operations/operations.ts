import type { DurationName, Durations } from '../durations.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';

export interface OperationFailure {
  readonly code: string;
  readonly message: string;
  /** Details of some services, in a form of their own. */
  readonly additionalInfo?: readonly object[];
}

/**
 * A long-running operation. Each service has its own spelling of `status` and its own path to it.
 */
export interface Operation {
  readonly id: string;
  /** The resource that is worked on. */
  readonly resourceId: string;
  readonly startTime: Date;
  readonly endTime?: Date;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed';
  readonly error?: OperationFailure;
  /** Details of the operation beside its state. */
  readonly properties?: object;
}

export interface OperationPlan {
  readonly resourceId: string;
  readonly duration: DurationName;
  /** The id, for services that form their own; a new uuid otherwise. */
  readonly id?: string;
  readonly properties?: object;
  /** Runs at the end; what it returns is why the operation failed. */
  readonly finish: () => OperationFailure | undefined;
}

/**
 * Everything that takes longer than an answer: it starts now and ends when the timeline gets there.
 */
export class Operations {
  readonly #timeline: Timeline;
  readonly #durations: Durations;
  readonly #random: Random;
  readonly #byId = new Map<string, Operation>();

  constructor(timeline: Timeline, durations: Durations, random: Random) {
    this.#timeline = timeline;
    this.#durations = durations;
    this.#random = random;
  }

  start(plan: OperationPlan): Operation {
    const startTime = this.#timeline.now();
    const running: Operation = {
      id: plan.id ?? this.#random.uuid(),
      resourceId: plan.resourceId,
      startTime,
      status: 'InProgress',
      ...(plan.properties && { properties: plan.properties }),
    };
    this.#byId.set(running.id, running);
    this.#timeline.at(new Date(startTime.getTime() + this.#durations.ms(plan.duration)), () => {
      const error = plan.finish();
      const endTime = this.#timeline.now();
      const ended: Operation =
        error === undefined
          ? { ...running, endTime, status: 'Succeeded' }
          : { ...running, endTime, status: 'Failed', error };
      this.#byId.set(running.id, ended);
    });
    return running;
  }

  get(id: string): Operation | undefined {
    return this.#byId.get(id);
  }
}

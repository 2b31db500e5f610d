import { ROOT_CONTEXT, SpanStatusCode } from '@opentelemetry/api';
import { expect, test } from 'vitest';
import { createRecorder, type Exporter, type Recorder, type Stopwatch } from '../../../shared/telemetry/recorder.ts';

const MEASURED = { metric: 'backstay.heartbeat', value: 1, attributes: {} } as const;
/** A span that begins and ends at once. */
function end({ tracer }: Recorder, failed = false): void {
  const span = tracer.startSpan('x');
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** A stopwatch that moves when it is asked to. */
function virtualStopwatch() {
  let now = 0;
  let due: { at: number; callback: () => void }[] = [];
  const stopwatch: Stopwatch = {
    now: () => now,
    after(milliseconds, callback) {
      const one = { at: now + milliseconds, callback };
      due.push(one);
      return {
        stop() {
          due = due.filter((other) => other !== one);
        },
      };
    },
  };
  return {
    stopwatch,
    waiting: () => due.length,
    async pass(milliseconds: number) {
      now += milliseconds;
      const over = due.filter(({ at }) => at <= now);
      due = due.filter(({ at }) => at > now);
      for (const { callback } of over) callback();
      await settle();
    },
  };
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function recorderWith(send: Exporter['send'], { ratio = 1, failingLoads = 0 } = {}) {
  const time = virtualStopwatch();
  const warnings: unknown[] = [];
  let loads = 0;
  let closed = 0;
  const recorder = createRecorder({
    ratio,
    stopwatch: time.stopwatch,
    async load() {
      if (++loads <= failingLoads) throw new TypeError('no such module');
      return {
        send,
        async close() {
          closed++;
        },
      };
    },
  });
  const log = { info() {}, error() {}, warn: (message: string, fields: unknown) => warnings.push([message, fields]) };
  return { recorder, time, warnings, flush: () => recorder.flush(log), loads: () => loads, closed: () => closed };
}

test('nothing is loaded before something is to be sent; what came before goes with it', async () => {
  const sent: number[] = [];
  const { recorder, flush, loads } = recorderWith(async ({ spans, measurements }) => {
    sent.push(spans.length, measurements.length);
  });
  await flush();
  end(recorder);
  recorder.measured(MEASURED);
  expect(loads()).toBe(0);
  await flush();
  expect([loads(), ...sent]).toEqual([1, 1, 1]);
});

test('it is sent at most once in 15 s; what is left then goes out by itself', async () => {
  let sendings = 0;
  const { recorder, time, flush } = recorderWith(async () => {
    sendings++;
  });
  for (let times = 0; times < 5; times++) {
    end(recorder);
    await flush();
  }
  expect(sendings).toBe(1);
  await time.pass(15_000);
  expect(sendings).toBe(2);
  await time.pass(60_000);
  expect(sendings).toBe(2);
});

test('an endpoint that never answers holds an invocation for a second, once, and is not asked again meanwhile', async () => {
  let sendings = 0;
  const { recorder, time, flush } = recorderWith(() => {
    sendings++;
    return new Promise(() => undefined);
  });
  end(recorder);
  let done = false;
  const flushed = flush().then(() => {
    done = true;
  });
  await time.pass(900);
  expect(done).toBe(false);
  await time.pass(100);
  await flushed;
  end(recorder);
  await flush();
  await time.pass(60_000);
  expect(sendings).toBe(1);
});

test('what cannot be loaded or sent is reported with the next invocation, and tried again', async () => {
  const sent: number[] = [];
  const { recorder, time, flush, warnings, loads } = recorderWith(
    async ({ spans }) => {
      sent.push(spans.length);
    },
    { failingLoads: 1 },
  );
  end(recorder);
  await flush();
  await time.pass(15_000);
  recorder.measured(MEASURED);
  await flush();
  expect(loads()).toBe(2);
  // The signals gathered while nothing could be loaded are still there.
  expect(sent).toEqual([1]);
  expect(warnings).toEqual([['Telemetry not delivered', { why: 'TypeError' }]]);
});

test('at the ratio 0 only what failed is kept, and every measurement', async () => {
  const sent: unknown[] = [];
  const { recorder, flush } = recorderWith(
    async ({ spans, measurements }) => {
      sent.push(
        spans.map(({ status }) => status.code),
        measurements.length,
      );
    },
    { ratio: 0 },
  );
  for (const failed of [false, true, false]) end(recorder, failed);
  recorder.measured(MEASURED);
  await flush();
  expect(sent).toEqual([[SpanStatusCode.ERROR], 1]);
});

test('however much there is, no more than 5,000 of a kind wait', async () => {
  const sent: number[] = [];
  const { recorder, flush } = recorderWith(async ({ spans }) => {
    sent.push(spans.length);
  });
  for (let times = 0; times < 6_000; times++) end(recorder);
  await flush();
  expect(sent).toEqual([5_000]);
});

test('the end of the process sends what is left, and no timer remains', async () => {
  let sendings = 0;
  const { recorder, time, flush, closed } = recorderWith(async () => {
    sendings++;
  });
  end(recorder);
  await flush();
  end(recorder);
  await flush();
  await recorder.close();
  expect([sendings, closed(), time.waiting()]).toEqual([2, 1, 0]);
});

test('a process that had nothing to send loads nothing at its end', async () => {
  const { recorder, loads, closed } = recorderWith(async () => undefined);
  await recorder.close();
  expect([loads(), closed()]).toEqual([0, 0]);
});

const line = (level: 'info' | 'warn') => ({ level, line: '{}', at: new Date(0), context: ROOT_CONTEXT });

test('lines of the log that come before the distribution is loaded are sent with the rest', async () => {
  const sent: string[] = [];
  const { recorder, flush } = recorderWith(async ({ lines }) => {
    sent.push(...lines.map(({ level }) => level));
  });
  recorder.logged(line('info'));
  await flush();
  expect(sent).toEqual(['info']);
});

test('a warning is sent at the end of its invocation, unless the endpoint is down', async () => {
  let sendings = 0;
  let isDown = false;
  const { recorder, time, flush } = recorderWith(async () => {
    sendings++;
    if (isDown) throw new Error('Refused');
  });
  recorder.logged(line('info'));
  await flush();
  recorder.logged(line('info'));
  await flush();
  expect(sendings).toBe(1);
  isDown = true;
  recorder.logged(line('warn'));
  await flush();
  await settle();
  expect(sendings).toBe(2);
  recorder.logged(line('warn'));
  await flush();
  await settle();
  expect(sendings).toBe(2);
  await time.pass(15_000);
  expect(sendings).toBe(3);
});

import type { InvocationContext } from '@azure/functions';
import type { Log } from '../lib/log.ts';
import { traceparentIn } from '../storage/message.ts';
import type { Recorder } from '../telemetry/recorder.ts';
import type { Backstay } from './backstay.ts';
import { type Invocation, observed } from './invocation.ts';

/** Backstay without its end, which the observer owns. */
export type Working = Omit<Backstay, 'close'>;

/** Each invocation as a span, from its entry point on; its log lines have the id of its trace. */
export function observedBackstay(
  backstay: Working,
  recorder: Recorder,
  logOf: (context: InvocationContext) => Log,
): Backstay {
  const run = <T>(context: InvocationContext, invocation: Invocation, work: () => Promise<T>) =>
    observed(recorder, context, logOf(context), invocation, work);
  const named = (name: string, work: (context: InvocationContext) => Promise<void>) => (context: InvocationContext) =>
    run(context, { name }, () => work(context));

  return {
    acceptEvent: (event, context) => run(context, { name: 'accept event' }, () => backstay.acceptEvent(event, context)),
    deadLetterEvent: (event, context) =>
      run(context, { name: 'dead-letter event' }, () => backstay.deadLetterEvent(event, context)),
    reconcile: (message, context) =>
      run(context, { name: 'reconcile', traceparent: traceparentIn(message) }, () =>
        backstay.reconcile(message, context),
      ),
    deadLetter: (message, context) =>
      run(context, { name: 'dead-letter message', traceparent: traceparentIn(message) }, () =>
        backstay.deadLetter(message, context),
      ),
    deliver: (message, context) =>
      run(context, { name: 'deliver', traceparent: traceparentIn(message) }, () => backstay.deliver(message, context)),
    deadLetterDelivery: (message, context) =>
      run(context, { name: 'dead-letter delivery', traceparent: traceparentIn(message) }, () =>
        backstay.deadLetterDelivery(message, context),
      ),
    scanStep: (message, context) =>
      run(context, { name: 'scan step', traceparent: traceparentIn(message) }, () =>
        backstay.scanStep(message, context),
      ),
    deadLetterScan: (message, context) =>
      run(context, { name: 'dead-letter scan', traceparent: traceparentIn(message) }, () =>
        backstay.deadLetterScan(message, context),
      ),
    sweep: named('sweep', backstay.sweep),
    sendBurstDigest: named('send burst digest', backstay.sendBurstDigest),
    sendDailyDigest: named('send daily digest', backstay.sendDailyDigest),
    anchor: named('anchor', backstay.anchor),
    census: named('measure fleet', backstay.census),
    sweepGraph: named('sweep graph', backstay.sweepGraph),
    discover: named('discover', backstay.discover),
    verify: named('verify', backstay.verify),
    answer: (route, request, context) =>
      run(context, { name: 'answer', attributes: { 'http.route': route }, hasty: true }, () =>
        backstay.answer(route, request, context),
      ),
    close: recorder.close,
  };
}

import type { InvocationContext } from '@azure/functions';
import type { RouteName } from '../api/addresses.ts';
import type { ApiRequest, ApiResponse } from '../api/http.ts';

/** Backstay as its entry points use it. */
export interface Backstay {
  acceptEvent(event: unknown, context: InvocationContext): Promise<void>;
  /** Takes an event from the queue that the host has dead-lettered. */
  deadLetterEvent(event: unknown, context: InvocationContext): Promise<void>;
  reconcile(message: unknown, context: InvocationContext): Promise<void>;
  /** Takes what the host has dead-lettered. */
  deadLetter(message: unknown, context: InvocationContext): Promise<void>;
  /** Delivers messages of the outbox. */
  deliver(message: unknown, context: InvocationContext): Promise<void>;
  /** Takes note of a delivery that failed as often as the host allows. */
  deadLetterDelivery(message: unknown, context: InvocationContext): Promise<void>;
  /** Scans one cluster of a scan of many. */
  scanStep(message: unknown, context: InvocationContext): Promise<void>;
  /** Takes what of a scan the host has dead-lettered. */
  deadLetterScan(message: unknown, context: InvocationContext): Promise<void>;
  /** Requeues every overdue target. */
  sweep(context: InvocationContext): Promise<void>;
  /** Requeues targets that have changed in Resource Graph. */
  sweepGraph(context: InvocationContext): Promise<void>;
  /** Finds the clusters without an event. */
  discover(context: InvocationContext): Promise<void>;
  /** Sends what came in a burst as one card. */
  sendBurstDigest(context: InvocationContext): Promise<void>;
  /** Sends the digest of the day, if it is still to be sent. */
  sendDailyDigest(context: InvocationContext): Promise<void>;
  /** Anchors the current end of every chain of the audit log. */
  anchor(context: InvocationContext): Promise<void>;
  /** Counts the targets by their verdicts, and logs which are not ready. */
  census(context: InvocationContext): Promise<void>;
  /** Verifies the whole audit log. */
  verify(context: InvocationContext): Promise<void>;
  /** Answers one call of the HTTP API. */
  answer(route: RouteName, request: ApiRequest, context: InvocationContext): Promise<ApiResponse>;
  /** The process ends: sends the telemetry that is left. */
  close(): Promise<void>;
}

/** The one place that builds everything. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { InvocationContext } from '@azure/functions';
import type { SignIn } from '../api/caller.ts';
import type { ApiCalls } from '../api/calls.ts';
import type { Api } from '../api/create-api.ts';
import { createFormTokens } from '../api/form-token.ts';
import { createHealth } from '../api/health.ts';
import { platformSignsIn } from '../api/registration.ts';
import { SIGN_IN_IS_MISSING, signInState } from '../api/sign-in-state.ts';
import { readAuditPage } from '../audit/audit-page.ts';
import { loggedTrail } from '../audit/logged-trail.ts';
import { verifyRecord } from '../audit/verify-record.ts';
import { cloudOf, portalIn, storageSuffixOf } from '../azure/clouds.ts';
import { managedIdentity } from '../azure/credential.ts';
import { withinSeconds } from '../azure/step-time.ts';
import { acceptableFindings, acceptFinding, withdrawAcceptance } from '../commands/accept-finding.ts';
import { answerApproval } from '../commands/answer-approval.ts';
import { beginScan, deadLetterScan, listStep, scanStep } from '../commands/bulk-scan.ts';
import { remediateShownPlan } from '../commands/remediate-shown-plan.ts';
import { resume } from '../commands/resume-target.ts';
import { type ScanPorts, scanCluster } from '../commands/scan-cluster.ts';
import { planUndo, runUndo } from '../commands/undo-target.ts';
import { acceptEvent, deadLetterEvent } from '../jobs/accept-event.ts';
import { anchorHourly } from '../jobs/anchor-hourly.ts';
import { sendBurstDigest } from '../jobs/burst-digest.ts';
import { sendDailyDigest } from '../jobs/daily-digest.ts';
import { discover } from '../jobs/discover.ts';
import { FLEET_HISTORY_NOTE, fleetHistoryIn } from '../jobs/fleet-history.ts';
import { measureFleet } from '../jobs/fleet-metrics.ts';
import { sweepGraph } from '../jobs/graph-sweep.ts';
import { measureCoverage, readCoverage } from '../jobs/measure-coverage.ts';
import { notifyRefusedProfiles } from '../jobs/notify-refused-profiles.ts';
import { carryOut, deadLetterWork, parseQueueWork } from '../jobs/queue-work.ts';
import { sweep } from '../jobs/sweep.ts';
import { createTimerWatch } from '../jobs/timer-watch.ts';
import { VERIFICATION_NOTE, verificationIn } from '../jobs/verification-note.ts';
import { beginVerification, verifyStep } from '../jobs/verify-audit.ts';
import { systemClock } from '../lib/clock.ts';
import { jsonLog, type Log } from '../lib/log.ts';
import { VERSION } from '../lib/version.ts';
import { MAX_GRAPH_SECONDS, MAX_JOB_SECONDS, MAX_TRIES, STEP_SECONDS } from '../model/limits.ts';
import type { Target } from '../model/target.ts';
import { deliver } from '../notify/deliver.ts';
import { readDeliveryHealth } from '../notify/delivery-health.ts';
import { createOutbox } from '../notify/outbox.ts';
import { sweepOutbox } from '../notify/sweep-outbox.ts';
import { createActiveProfiles } from '../profiles/active-profiles.ts';
import type { Ports } from '../reconcile/ports.ts';
import { wake } from '../reconcile/reconcile.ts';
import { RULES } from '../rules/index.ts';
import { ruleBookOf } from '../rules/rule-book.ts';
import { parseSettings } from '../settings/settings.ts';
import { anchorsIn } from '../storage/blob-anchor-store.ts';
import { createDiscoveryQueue } from '../storage/discovery-queue.ts';
import { createFanOutQueue } from '../storage/fan-out-queue.ts';
import {
  EVENT_QUEUE,
  NOTES_TABLE,
  OUTBOX_QUEUE,
  OUTBOX_TABLE,
  RECORD_TABLE,
  SCAN_QUEUE,
  SCANS_TABLE,
  SECRETS_TABLE,
  TARGETS_TABLE,
  WAKE_QUEUE,
} from '../storage/names.ts';
import { createOutboxQueue, parseDeliveryOrder } from '../storage/outbox-queue.ts';
import { createWakeQueue } from '../storage/queue.ts';
import { createScanQueue, parseScanMessage } from '../storage/scan-queue.ts';
import { createSecretRow } from '../storage/secret-row.ts';
import { connectStorage } from '../storage/storage-connection.ts';
import { createSweepOrders, isSweepOrder } from '../storage/sweep-order.ts';
import { createTableChainRows } from '../storage/table-chain-rows.ts';
import { createTableNotes } from '../storage/table-notes.ts';
import { createTableOutbox } from '../storage/table-outbox.ts';
import { createTableScans } from '../storage/table-scans.ts';
import { createTableTargetRows } from '../storage/table-target-rows.ts';

import { createVerifyOrders, parseVerifyOrder } from '../storage/verify-order.ts';

import { logged, measure, traceId, traceparent } from '../telemetry/at-work.ts';
import { createTelemetry } from '../telemetry/create-telemetry.ts';
import { recordRequest } from './arm-calls.ts';
import type { Backstay } from './backstay.ts';
import { composeApp } from './compose-app.ts';
import { consumersOf } from './consumers.ts';
import { observedBackstay, type Working } from './observed-backstay.ts';

const RULE_BOOK = ruleBookOf(RULES);

/** @throws ConfigurationError when the settings or the profile file are wrong. */
export async function wire(environment: NodeJS.ProcessEnv): Promise<Backstay> {
  const settings = parseSettings(environment);

  const cloud = cloudOf(settings.cloud);
  const portal = portalIn(cloud, settings.api.tenantId);
  const credential = managedIdentity(cloud, settings.identityClientId);
  const telemetry = createTelemetry({
    environment,
    ratio: settings.traceRatio,
    version: VERSION,
    credentialFor: (clientId) => managedIdentity(cloud, clientId),
  });
  const storage = connectStorage(environment, credential, storageSuffixOf(cloud));
  const writer = `backstay/${VERSION}`;
  const rows = createTableChainRows(storage.table(RECORD_TABLE));
  const anchors = anchorsIn(storage);
  const scans = createTableScans(storage.table(SCANS_TABLE));
  const scanQueue = createScanQueue(storage.queue(SCAN_QUEUE));
  const notes = createTableNotes(storage.table(NOTES_TABLE));
  const outbox = {
    rows: createTableOutbox(storage.table(OUTBOX_TABLE)),
    queue: createOutboxQueue(storage.queue(OUTBOX_QUEUE)),
    consumers: consumersOf(settings, credential, notes),
    clock: systemClock,
  };
  const inForce = createActiveProfiles(resolve(settings.profilesPath), notes, systemClock);
  await inForce();
  const app = composeApp(
    {
      azure: {
        cloud,
        credential,
        clock: systemClock,
        version: VERSION,
        onRequest: (request) => recordRequest(new URL(cloud.resourceManager).hostname, request),
      },
      storage: {
        targets: createTableTargetRows(storage.table(TARGETS_TABLE)),
        chains: rows,
        notes,
        queue: createWakeQueue(storage.queue(WAKE_QUEUE)),
        fanOuts: createFanOutQueue(storage.queue(WAKE_QUEUE)),
        discoveries: createDiscoveryQueue(storage.queue(WAKE_QUEUE)),
      },
      notifier: ({ log }) => createOutbox({ ...outbox, log }),
      telemetry: {
        // In Azure the address of the app is set; elsewhere its name will do.
        eventOrigin: () => ({
          source: settings.publicUrl ?? `urn:backstay:${environment.WEBSITE_SITE_NAME ?? 'local'}`,
          traceparent: traceparent(),
        }),
      },
    },
    { ...settings, portal },
  );
  let isSignInMissing = signInState(environment, settings.api.tenantId) === 'missing';
  const portsFor = async (context: InvocationContext): Promise<Ports> => {
    const { profiles } = await inForce();
    const log = logOf(context);
    // Once for each instance: a function app without its sign-in would otherwise look as if it had
    // been set up so.
    if (isSignInMissing) log.error('Sign-in is missing', { why: SIGN_IN_IS_MISSING });
    isSignInMissing = false;
    return app.portsFor({ profiles, log });
  };

  const signIn: SignIn = platformSignsIn(environment) ? { by: 'platform', ...settings.api } : { by: 'functionKey' };
  const health = createHealth({
    targets: app.targets,
    arm: app.arm,
    inForce,
    clock: systemClock,
    signIn: signInState(environment, settings.api.tenantId),
    consumers: outbox.consumers,
    delivery: (consumer) => readDeliveryHealth(consumer, notes),
    outbox: () => outbox.rows.count(),
    coverage: () => readCoverage(notes),
  });
  const formTokens = createFormTokens(createSecretRow(storage.table(SECRETS_TABLE)), systemClock);
  const callsFor = (own: Ports, owner: string): ApiCalls => {
    const calls: Omit<ApiCalls, 'report'> = {
      profiles: own.profiles,
      now: systemClock.now,
      getCluster: own.arm.getCluster,
      scanCluster: (target) => scanCluster(target, scanPorts(own)),
      beginScan: (over) => beginScan(over, { ...own, scans, queue: scanQueue, newId: randomUUID }),
      scanOf: scans.read,
      scanParts: scans.page,
      async format(format, report, shell) {
        const { FORMATS } = await import('../scan/formats/index.ts');
        return FORMATS[format](report, undefined, shell);
      },
      remediate: (target, planId, caller) => remediateShownPlan({ target, planId, owner }, caller, own),
      undo: (target, what, planId, caller) =>
        planId === undefined ? planUndo(target, what, own) : runUndo({ target, what, planId, owner }, caller, own),
      resume: (target, caller) => resume({ target, owner }, caller, own),
      async check(target) {
        await wake(target, undefined, own);
      },
      acceptFinding: (order) => acceptFinding(order, own),
      withdrawAcceptance: (target, id, caller) => withdrawAcceptance({ target, id, caller }, own),
      acceptable: (state) => acceptableFindings(state, own),
      answerApproval: (target, approvalId, given, caller) => answerApproval({ target, approvalId, given, caller }, own),
      summaries: app.targets.summaries,
      target: app.targets.byId,
      auditPage: (target, after, limit) => readAuditPage(target, after, limit, rows),
      chain: rows.chain,
      verify: () => verifyRecord(rows, anchors, systemClock.now().toISOString()),
      health,
      async weekly() {
        const { weeklyReport } = await import('../api/weekly-report.ts');
        const onUnreadable = (why: string) => own.log.error('State left out', { why });
        return weeklyReport({
          ...{ now: systemClock.now, target: app.targets.byId, chain: rows.chain, anchorEnd: anchors.end },
          allSummaries: () => app.targets.allSummaries(onUnreadable),
          history: async () => fleetHistoryIn((await notes.read(FLEET_HISTORY_NOTE))?.value),
          verification: async () => verificationIn((await notes.read(VERIFICATION_NOTE))?.value),
        });
      },
      formTokens,
      async description() {
        const { openapiDocument } = await import('../api/openapi.ts');
        return openapiDocument();
      },
    };
    return {
      ...calls,
      async report(known, query, tokens) {
        const { reportFor } = await import('../api/report.ts');
        const onUnreadable = (why: string) => own.log.error('State left out', { why });
        const verificationState = async () => verificationIn((await notes.read(VERIFICATION_NOTE))?.value);
        const reads = { verification: verificationState, coverage: () => readCoverage(notes) };
        return reportFor({ ...calls, rules: RULE_BOOK, portal, onUnreadable, ...reads })(known, query, tokens);
      },
    };
  };
  const verification = { rows, anchors, goOn: createVerifyOrders(storage.queue(WAKE_QUEUE)) };
  const timers = createTimerWatch(notes, systemClock, createSweepOrders(storage.queue(WAKE_QUEUE)));
  const sweepAll = async (context: InvocationContext, by: 'timer' | 'request'): Promise<void> => {
    const own = await portsFor(context);
    await sweep(own, by);
    await notifyRefusedProfiles(await inForce(), own);
    await sweepOutbox({ ...outbox, log: own.log });
    const forgotten = await scans.forget(systemClock.now());
    if (forgotten > 0) own.log.info('Scans forgotten', { scans: forgotten });
  };
  let api: Promise<Api> | undefined;

  const working: Working = {
    async answer(route, request, context) {
      api ??= import('../api/create-api.ts').then(({ createApi }) => createApi(signIn));
      const answer = await api;
      const own = await portsFor(context);
      const invocation = { invocationId: context.invocationId, log: own.log };
      return withinSeconds(STEP_SECONDS, () => answer(route, request, invocation, callsFor(own, context.invocationId)));
    },
    async acceptEvent(event, context) {
      await acceptEvent(event, await portsFor(context));
      await timers.check(logOf(context));
    },
    async deadLetterEvent(event, context) {
      measure('backstay.messages.dead_lettered', 1, { 'messaging.destination.name': EVENT_QUEUE });
      await deadLetterEvent(event, logOf(context));
    },
    async reconcile(message, context) {
      if (isSweepOrder(message)) return sweepAll(context, 'request');
      await timers.check(logOf(context));
      const run = parseVerifyOrder(message);
      if (run !== undefined) return verifyStep(run, { ...(await portsFor(context)), ...verification });
      const work = parseQueueWork(message);
      if (work === undefined) return logOf(context).warn('Message dropped', { because: 'InvalidRunMessage' });
      await carryOut(work, ownerOf(context), await portsFor(context));
    },
    async deliver(message, context) {
      const order = parseDeliveryOrder(message);
      if (order === undefined) return logOf(context).warn('Message dropped', { because: 'InvalidDeliveryMessage' });
      const log = logOf(context);
      await deliver(order, { ...outbox, log, trail: loggedTrail(app.trail, log) });
    },
    async deadLetterDelivery(_message, context) {
      measure('backstay.messages.dead_lettered', 1, { 'messaging.destination.name': OUTBOX_QUEUE });
      logOf(context).error('Delivery dead-lettered until the next sweep', { tries: MAX_TRIES });
    },
    async scanStep(message, context) {
      const order = parseScanMessage(message);
      if (order === undefined) return logOf(context).warn('Message dropped', { because: 'InvalidScanMessage' });
      const own = await portsFor(context);
      const ports = { ...own, scans, queue: scanQueue };
      if ('list' in order) return withinSeconds(MAX_JOB_SECONDS, () => listStep(order, ports));
      const scan = (target: Target) => scanCluster(target, scanPorts(own));
      await withinSeconds(STEP_SECONDS, () => scanStep(order, { ...ports, scan }));
    },
    async deadLetterScan(message, context) {
      measure('backstay.messages.dead_lettered', 1, { 'messaging.destination.name': SCAN_QUEUE });
      const order = parseScanMessage(message);
      if (order === undefined) return logOf(context).error('Message dropped', { because: 'InvalidScanMessage' });
      await deadLetterScan(order, MAX_TRIES, { ...(await portsFor(context)), scans, queue: scanQueue });
    },
    async deadLetter(message, context) {
      measure('backstay.messages.dead_lettered', 1, { 'messaging.destination.name': WAKE_QUEUE });
      // The timer lets it go on the next night.
      if (parseVerifyOrder(message) !== undefined) return logOf(context).error('Verification dead-lettered');
      const work = parseQueueWork(message);
      if (work === undefined) return logOf(context).error('Message dropped', { because: 'InvalidRunMessage' });
      await deadLetterWork(work, await portsFor(context));
    },
    async sweep(context) {
      await sweepAll(context, 'timer');
      await timers.swept();
    },
    sweepGraph: async (context) => {
      const own = await portsFor(context);
      await withinSeconds(MAX_GRAPH_SECONDS, () => sweepGraph(own));
    },
    discover: async (context) => discover(await portsFor(context)),
    sendBurstDigest: async (context) => sendBurstDigest(await portsFor(context)),
    sendDailyDigest: async (context) => sendDailyDigest(settings.digestHour, await portsFor(context)),
    anchor: async (context) => anchorHourly({ rows, store: anchors, clock: systemClock, writer }, logOf(context)),
    census: async (context) => {
      const own = await portsFor(context);
      await measureFleet(own);
      await measureCoverage(own);
    },
    verify: async (context) => beginVerification({ ...(await portsFor(context)), ...verification }),
  };
  return observedBackstay(working, telemetry, logOf);
}

/** A person relies on what a scan shows: nothing in it is remembered. */
function scanPorts(ports: Ports): ScanPorts {
  const { arm: reader, trail, targets } = ports;
  const state = async (target: Target) => (await targets.get(target))?.state;
  return { ...ports, reader, known: { trail, state } };
}

/**
 * Each line goes to the log stream of the functions host, and to Application Insights with the ids
 * of its span. `host.json` keeps the host from sending it there as well.
 */
function logOf(context: InvocationContext): Log {
  const write = (level: 'info' | 'warn' | 'error', line: string) => {
    context[level](line);
    logged(level, line);
  };
  return jsonLog(
    {
      info: (line) => write('info', line),
      warn: (line) => write('warn', line),
      error: (line) => write('error', line),
    },
    traceId,
  );
}

/** The id of the queue message: it stays the same when the message is delivered again. */
function ownerOf({ triggerMetadata, invocationId }: InvocationContext): string {
  return typeof triggerMetadata?.id === 'string' ? triggerMetadata.id : invocationId;
}

import type { RouteName } from '../../../shared/api/addresses.ts';
import type { SignIn } from '../../../shared/api/caller.ts';
import type { ApiCalls } from '../../../shared/api/calls.ts';
import { createFormTokens } from '../../../shared/api/form-token.ts';
import { openapiDocument } from '../../../shared/api/openapi.ts';
import { createRateLimit } from '../../../shared/api/rate-limit.ts';
import { ROUTE_NAMES, ROUTES } from '../../../shared/api/routes/index.ts';
import { serve } from '../../../shared/api/serve.ts';
import { readAuditPage } from '../../../shared/audit/audit-page.ts';
import { verifyRecord } from '../../../shared/audit/verify-record.ts';
import { systemClock } from '../../../shared/lib/clock.ts';
import type { Log } from '../../../shared/lib/log.ts';
import type { Right } from '../../../shared/model/caller.ts';
import type { ScanResult } from '../../../shared/model/scan.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { createTargetStore } from '../../../shared/storage/target-store.ts';
import { condition, manualFinding, missingFinding, satisfiedFinding } from '../conditions.ts';
import { PROFILE } from '../facts.ts';
import { memoryAnchors } from '../memory-anchors.ts';
import { memoryChainRows, memoryTargetRows } from '../memory-rows.ts';
import { ACTION, TARGET } from '../record.ts';
import { conformance, type OpenApi, type WireAnswer } from './conforms.ts';

export const TENANT = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';
export const AUDIENCE = 'api://backstay';
export const PLATFORM: SignIn = { by: 'platform', tenantId: TENANT, audiences: [AUDIENCE] };
const SINCE = '2026-01-01T00:00:00.000Z';
export const PLAN_ID = 'a'.repeat(64);

export const SCAN: ScanResult = {
  target: TARGET,
  scannedAt: SINCE,
  verdict: 'Remediating',
  reason: 'NotRegistered',
  findings: [missingFinding(), manualFinding('BKS-102'), satisfiedFinding('BKS-103')],
  plan: { actions: [ACTION], skipped: [{ action: ACTION, reason: 'ChangeNotAllowed' }], hash: 'h' },
  planId: PLAN_ID,
};

export const SCANNING = {
  ...{ startedAt: SCAN.scannedAt, expiresAt: SCAN.scannedAt, total: 1 },
  ...{ isListed: true, unlisted: [] },
};

/** The header that the platform sets for a person with these roles. */
export function principal(
  roles: readonly string[],
  claims: Readonly<Record<string, string>> = { aud: AUDIENCE, tid: TENANT, oid: 'o-1', scp: 'user_impersonation' },
): string {
  const all = [...Object.entries(claims), ...roles.map((role) => ['roles', role] as const)];
  return Buffer.from(JSON.stringify({ claims: all.map(([typ, val]) => ({ typ, val })) })).toString('base64');
}

export interface SendOptions {
  readonly rights?: readonly Right[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Answered extends WireAnswer {
  // Tests look freely into what they asked for.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly json: any;
}

/** The API in memory: real but for what other parts of Backstay do, which `calls` may replace. */
export async function testApi(
  calls: Partial<ApiCalls> = {},
  { signIn = PLATFORM, points }: { readonly signIn?: SignIn; readonly points?: number } = {},
) {
  const rows = memoryTargetRows();
  const targets = createTargetStore(rows);
  const chains = memoryChainRows();
  const anchors = memoryAnchors();
  const trail = createTrail(chains, systemClock, 'test');
  await rows.write(
    {
      ...{ schemaVersion: 1, target: TARGET, verdict: 'NeedsPerson', verdictReason: 'Why', dirty: false },
      ...{ verdictSince: SINCE, attempts: {}, seenEvents: [] },
      conditions: [condition(missingFinding(), SINCE), condition(manualFinding('BKS-102'), SINCE)],
    },
    undefined,
  );
  await trail.append(TARGET, [
    { type: 'eventAccepted', operation: 'write', eventId: 'e1' },
    { type: 'actionIntended', action: ACTION },
    { type: 'calledByHand', call: 'undo', caller: { kind: 'user', objectId: 'o', tenantId: 't' } },
  ]);

  const plan = { planId: PLAN_ID, actions: [ACTION], kept: [{ sequence: 4, what: 'a', because: 'b' }] };
  const results = [{ action: ACTION, result: { status: 'alreadyDone', after: {} } }] as const;
  const formTokens = createFormTokens(async () => Buffer.alloc(32, 7), systemClock);
  const all: ApiCalls = {
    profiles: [PROFILE],
    now: systemClock.now,
    getCluster: async () => {
      throw new Error('No cluster is read here.');
    },
    scanCluster: async () => SCAN,
    beginScan: async () => ({ id: 'scan-1' }),
    scanOf: async (id) => (id.startsWith('scan') ? { ...SCANNING, id, done: id === 'scan-done' ? 1 : 0 } : undefined),
    scanParts: async () => ({ parts: [{ kind: 'result', result: SCAN }] }),
    format: (format, { results: all }) => `${format} of ${all.length}`,
    remediate: async () => ({ kind: 'done', results }),
    undo: async (_target, _what, planId) =>
      planId === undefined ? { kind: 'shown', plan } : { kind: 'done', plan, results },
    resume: async () => 'resumed',
    async check() {},
    acceptFinding: async ({ target: _, caller, ...wish }) => ({
      kind: 'accepted',
      acceptance: { ...wish, id: PLAN_ID, acceptedAt: SCAN.scannedAt, by: caller },
    }),
    withdrawAcceptance: async () => ({ kind: 'withdrawn' }),
    acceptable: () => [{ ruleId: 'BKS-102', basis: PLAN_ID }],
    answerApproval: async (_target, id, given, by) => {
      const [askedAt, expiresAt, at] = [SCAN.scannedAt, SCAN.scannedAt, SCAN.scannedAt];
      return { kind: 'answered', approval: { id, action: ACTION, askedAt, expiresAt, answer: { given, at, by } } };
    },
    summaries: targets.summaries,
    target: targets.byId,
    auditPage: (about, after, limit) => readAuditPage(about, after, limit, chains),
    chain: chains.chain,
    verify: () => verifyRecord(chains, anchors, systemClock.now().toISOString()),
    health: async () => [{ name: 'storage', ok: true, needed: true, detail: 'fine' }],
    weekly: async () => ({
      ...{ from: SINCE, until: SINCE, trend: [], accepted: [], changes: [], clustersLeftOut: 0, audit: [] },
      ...{ today: { day: '2026-01-01', targets: 1, ready: 0, protected: 0 }, anchor: undefined },
    }),
    report: async () => ({ html: '<!doctype html>', contentSecurityPolicy: "default-src 'none'; style-src 'nonce-a'" }),
    formTokens,
    description: async () => openapiDocument(),
    ...calls,
  };
  const logged: string[] = [];
  const note = (message: string, fields?: object) => void logged.push(JSON.stringify({ message, ...fields }));
  const log: Log = { info: note, warn: note, error: note };
  const ports = { calls: all, signIn, rateLimit: createRateLimit(points) };
  const check = conformance(openapiDocument() as unknown as OpenApi);

  /** Sends one call; an answer that the document does not describe throws. */
  async function send(method: string, path: string, options: SendOptions = {}): Promise<Answered> {
    const url = new URL(`https://app.example/api${path}`);
    const { name, params } = routeFor(url.pathname.slice('/api/'.length));
    const { rights, headers = {}, body } = options;
    const request = new Request(url, {
      method,
      headers: {
        ...(rights !== undefined && { 'x-ms-client-principal': principal(rights) }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body),
      }),
    });
    const response = await serve(
      name,
      Object.assign(request, { query: url.searchParams, params }),
      { invocationId: '0f9f6a53-3c6b-4d8e-9a0e-5c1b2d3e4f50', log },
      ports,
    );
    const { status, body: text = '' } = response;
    const answer = { status, headers: new Headers(response.headers), text };
    const wrong = method === 'OPTIONS' ? [] : check(method, path, answer);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
    const isJson = answer.headers.get('content-type')?.startsWith('application/x-ndjson') !== true;
    return { ...answer, json: isJson && text.startsWith('{') ? JSON.parse(text) : undefined };
  }

  return { send, rows, trail, logged, formTokens };
}

function routeFor(path: string): { readonly name: RouteName; readonly params: Readonly<Record<string, string>> } {
  const fits = ROUTE_NAMES.flatMap((name) => {
    const pattern = ROUTES[name].path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
    const found = new RegExp(`^${pattern}$`).exec(path);
    return found === null ? [] : [{ name, params: { ...found.groups } }];
  });
  const exact = fits.find(({ params }) => Object.keys(params).length === 0) ?? fits[0];
  if (exact === undefined) throw new Error(`No route has the path ${path}`);
  return exact;
}

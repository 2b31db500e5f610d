import * as z from 'zod';
import { type Clock, secondsAfter } from '../lib/clock.ts';
import { uuid5 } from '../lib/uuid5.ts';
import { VERSION } from '../lib/version.ts';
import type { Consumer, Delivery } from '../model/consumer.ts';
import { changeNote, type Notes } from '../ports/notes.ts';
import { isUnresolvedReference } from '../settings/key-vault-reference.ts';
import { NOT_RESOLVED, noAnswer, type Posted, receiverUrl, refusal, request } from './http-receiver.ts';
import type { ClusterIssue } from './issue.ts';
import { oneByOne } from './one-by-one.ts';

export interface GithubOptions {
  /** `owner/name`. */
  readonly repository: string;
  /** A fine-grained token with the right "Issues: read and write" on this one repository. */
  readonly token: string;
  /** `https://api.github.com`, or the `/api/v3` of a GitHub Enterprise Server. */
  readonly api: string;
  /** Hosts that requests may go to; see `ReceiverAddress`. */
  readonly allowedHosts: readonly string[];
  readonly notes: Notes;
  readonly clock: Clock;
}

/** The issue of a cluster. */
const noteSchema = z.object({
  number: z.int().positive().optional(),
  /** The target that it was last opened for; not set while it is closed. */
  openFor: z.string().optional(),
  /** An instance that makes the issue holds the note until then, ISO 8601: two would make two. */
  busyUntil: z.string().optional(),
});
type IssueNote = z.infer<typeof noteSchema>;

const LABEL = 'backstay';
/** Longer than the requests of one delivery may take. */
const LEASE_SECONDS = 60;
const RETRY_SECONDS = 15;
const PAGE = 100;
/** More open issues than this, and a lost note means a second issue. */
const MAX_PAGES = 10;

/**
 * Keeps one issue for each cluster: opens it while a person is needed, updates it, and closes it
 * when the cluster is ready. Which issue that is stands in a note; an issue whose note was lost is
 * found by the mark in its text.
 * https://docs.github.com/rest/issues/issues
 * @throws Error when the address is not one that requests may go to.
 */
export function createGithubConsumer(options: GithubOptions): Consumer<ClusterIssue> {
  const { api, allowedHosts, token, notes, clock } = options;
  const base = receiverUrl({
    setting: 'BACKSTAY_GITHUB_API',
    hostsSetting: 'its allowed hosts',
    address: api,
    allowedHosts,
  });
  return oneByOne(async (issue) => {
    if (base === undefined || isUnresolvedReference(token)) return NOT_RESOLVED;
    const name = `github-issue-${uuid5(issue.clusterId)}`;
    const held = await take(name, issue, notes, clock);
    if (held === 'done') return { status: 'accepted' };
    if (held === 'busy') return { status: 'failed', retry: true, retryAfterSeconds: RETRY_SECONDS, why: 'IssueLocked' };
    const calls = callsTo(base, options);
    let outcome: Outcome;
    try {
      outcome = await deliverIssue(issue, held.number, calls);
    } catch (error) {
      outcome = { delivery: noAnswer(error), number: held.number };
    }
    await giveBack(name, issue, outcome, notes);
    return outcome.delivery;
  });
}

interface Outcome {
  readonly delivery: Delivery;
  readonly number: number | undefined;
}

type Call = (path: string, posted: Posted) => Promise<Response>;

function callsTo(base: URL, { repository, token }: GithubOptions): Call {
  const root = `${base.href.replace(/\/$/, '')}/repos/${repository}/issues`;
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': `backstay/${VERSION}`,
    'x-github-api-version': '2022-11-28',
  };
  return (path, posted) => request(new URL(`${root}${path}`), { ...posted, headers });
}

async function deliverIssue(issue: ClusterIssue, known: number | undefined, call: Call): Promise<Outcome> {
  const found = known === undefined ? await findIssue(issue, call) : { number: known };
  if ('refused' in found) return { delivery: found.refused, number: undefined };
  const { number } = found;
  if (number === undefined) return issue.open ? createIssue(issue, call) : { delivery: { status: 'accepted' }, number };

  const response = await call(`/${number}`, { method: 'PATCH', body: JSON.stringify(patchOf(issue)) });
  await response.body?.cancel();
  // It was deleted, or moved to another repository.
  const isLost = [301, 404, 410].includes(response.status);
  return isLost && known !== undefined
    ? deliverIssue(issue, undefined, call)
    : { delivery: deliveryOf(response), number };
}

async function createIssue(issue: ClusterIssue, call: Call): Promise<Outcome> {
  const response = await call('', { body: JSON.stringify({ ...contentOf(issue), labels: [LABEL] }) });
  if (response.ok) {
    return { delivery: { status: 'accepted' }, number: numberSchema.parse(await response.json()).number };
  }
  await response.body?.cancel();
  return { delivery: deliveryOf(response), number: undefined };
}

const numberSchema = z.object({ number: z.int().positive() });
const listSchema = z.array(z.object({ number: z.int().positive(), body: z.string().nullish() }));

/** The number of the open issue with the mark of this cluster. */
async function findIssue(
  issue: ClusterIssue,
  call: Call,
): Promise<{ readonly number: number | undefined } | { readonly refused: Delivery }> {
  for (let page = 1; page <= MAX_PAGES; page++) {
    const response = await call(`?labels=${LABEL}&state=open&per_page=${PAGE}&page=${page}`, { method: 'GET' });
    if (!response.ok) {
      await response.body?.cancel();
      return { refused: deliveryOf(response) };
    }
    const issues = listSchema.parse(await response.json());
    const found = issues.find(({ body }) => body?.includes(markOf(issue)));
    if (found !== undefined || issues.length < PAGE) return { number: found?.number };
  }
  return { number: undefined };
}

function patchOf(issue: ClusterIssue): object {
  return issue.open
    ? { ...contentOf(issue), state: 'open' }
    : { ...contentOf(issue), state: 'closed', state_reason: 'completed' };
}

function contentOf(issue: ClusterIssue): { readonly title: string; readonly body: string } {
  return { title: issue.title, body: `${issue.body}\n\n${markOf(issue)}` };
}

/**
 * Not shown; names the cluster without its id, since a repository may have other readers than the
 * cluster.
 */
function markOf({ clusterId }: ClusterIssue): string {
  return `<!-- backstay:${uuid5(clusterId)} -->`;
}

/**
 * A token that has expired, or a right that is missing, can come back; what GitHub calls invalid
 * stays so.
 */
function deliveryOf(response: Response): Delivery {
  if (response.ok) return { status: 'accepted' };
  const delivery = refusal(response);
  const mayPass = [401, 403, 404].includes(response.status);
  if (delivery.status === 'accepted' || !mayPass) return delivery;
  const after = Number(response.headers.get('retry-after'));
  return { ...delivery, retry: true, ...(after > 0 && { retryAfterSeconds: Math.min(after, 3600) }) };
}

/**
 * The note, held for this delivery; `busy` while another delivery holds it, `done` when there is
 * nothing to write.
 */
function take(name: string, issue: ClusterIssue, notes: Notes, clock: Clock): Promise<IssueNote | 'busy' | 'done'> {
  const now = clock.now();
  return changeNote<IssueNote | 'busy' | 'done'>(notes, name, (value) => {
    const note = noteIn(value);
    if (!issue.open && note.openFor !== issue.targetId) return { answer: 'done' };
    if ((note.busyUntil ?? '') > now.toISOString()) return { answer: 'busy' };
    return { write: { ...note, busyUntil: secondsAfter(now, LEASE_SECONDS).toISOString() }, answer: note };
  });
}

function giveBack(name: string, issue: ClusterIssue, { delivery, number }: Outcome, notes: Notes): Promise<void> {
  const found = number === undefined ? {} : { number };
  return changeNote<void>(notes, name, (value) => {
    const { busyUntil: _, ...before } = noteIn(value);
    const after = issue.open ? { ...found, openFor: issue.targetId } : found;
    return { write: delivery.status === 'accepted' ? after : { ...before, ...found }, answer: undefined };
  });
}

function noteIn(value: unknown): IssueNote {
  const parsed = noteSchema.safeParse(value ?? {});
  return parsed.success ? parsed.data : {};
}

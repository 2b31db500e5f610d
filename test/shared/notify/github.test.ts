import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../../shared/model/consumer.ts';
import { createGithubConsumer } from '../../../shared/notify/github.ts';
import type { ClusterIssue } from '../../../shared/notify/issue.ts';
import { startGithub } from '../../support/github-stand-in.ts';
import { memoryNotes } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const TOKEN = 'github_pat_SECRET';
const REPOSITORY = 'contoso/clusters';
const OPEN: ClusterIssue = {
  clusterId: TARGET.clusterId,
  targetId: 'target-1',
  open: true,
  title: 'Azure Backup: AKS cluster shop',
  body: 'Two findings.',
};
const CLOSED = { ...OPEN, open: false, body: 'It is ready.' };

let github: Awaited<ReturnType<typeof startGithub>>;
let notes: ReturnType<typeof memoryNotes>;
let now: Date;

beforeEach(async () => {
  now = new Date('2026-01-01T00:00:00Z');
  notes = memoryNotes();
  github = await startGithub({ token: TOKEN, repository: REPOSITORY });
});
afterEach(() => github.close());

function send(issue: ClusterIssue, { token = TOKEN, kept = notes } = {}): Promise<Delivery> {
  const clock = { now: () => now };
  const options = { repository: REPOSITORY, api: github.origin, allowedHosts: [github.host], clock };
  return createGithubConsumer({ ...options, token, notes: kept }).send([issue]);
}
const ACCEPTED = { status: 'accepted' };
const shown = () => github.issues.map(({ number, state, title, body }) => ({ number, state, title, body }));

test('an issue opens, is updated, closes, and is the same one when it opens again', async () => {
  expect(await send(OPEN)).toEqual(ACCEPTED);
  expect(shown()).toMatchObject([{ number: 1, state: 'open', title: OPEN.title }]);
  expect(await send({ ...OPEN, body: 'One finding.' })).toEqual(ACCEPTED);
  expect(shown()).toMatchObject([{ number: 1, state: 'open', body: expect.stringContaining('One finding.') }]);
  expect(await send(CLOSED)).toEqual(ACCEPTED);
  expect(shown()).toMatchObject([{ number: 1, state: 'closed', body: expect.stringContaining('It is ready.') }]);
  expect(await send(OPEN)).toEqual(ACCEPTED);
  expect(shown()).toMatchObject([{ number: 1, state: 'open' }]);
});

test('a delivery that is repeated makes no second issue', async () => {
  await send(OPEN);
  await send(OPEN);
  expect(github.issues).toHaveLength(1);
});

test('nothing is asked of GitHub for a cluster that never had an issue', async () => {
  expect(await send(CLOSED)).toEqual(ACCEPTED);
  expect(github.received).toHaveLength(0);
});

test('an issue whose number was lost is found by its mark, on whichever page it is', async () => {
  await send(OPEN);
  for (let other = 0; other < 120; other++) await send({ ...OPEN, clusterId: `${OPEN.clusterId}-${other}` });
  expect(await send({ ...OPEN, body: 'New.' }, { kept: memoryNotes() })).toEqual(ACCEPTED);
  expect(github.issues).toHaveLength(121);
  expect(github.issues[0]?.body).toContain('New.');
});

test('an issue that was deleted is created again', async () => {
  await send(OPEN);
  github.remove(1);
  expect(await send(OPEN)).toEqual(ACCEPTED);
  expect(github.issues).toHaveLength(1);
});

test('the issue of a cluster that another profile has taken over stays open', async () => {
  await send(OPEN);
  await send({ ...OPEN, targetId: 'target-2' });
  expect(await send(CLOSED)).toEqual(ACCEPTED);
  expect(shown()).toMatchObject([{ state: 'open' }]);
});

test('of two deliveries at once, one waits', async () => {
  const both = await Promise.all([send(OPEN), send(OPEN)]);
  expect(both).toContainEqual(ACCEPTED);
  expect(github.issues).toHaveLength(1);
  const waits = { status: 'failed', retry: true, retryAfterSeconds: 15, why: 'IssueLocked' };
  expect(both).toContainEqual(waits);
});

test('a delivery that died in between holds nothing for longer than a minute', async () => {
  const clock = { now: () => now };
  const options = { repository: REPOSITORY, api: github.origin, allowedHosts: [github.host], clock, token: TOKEN };
  const died = { ...notes, read: notes.read };
  let writes = 0;
  const dying = {
    ...died,
    write: (...given: Parameters<typeof notes.write>) =>
      ++writes > 1 ? Promise.reject(new Error('died')) : notes.write(...given),
  };
  await expect(createGithubConsumer({ ...options, notes: dying }).send([OPEN])).rejects.toThrow('died');
  expect(await send(OPEN)).toMatchObject({ why: 'IssueLocked' });
  now = new Date(now.getTime() + 61_000);
  expect(await send(OPEN)).toEqual(ACCEPTED);
  expect(github.issues).toHaveLength(1);
});

test.each([
  [401, {}, { retry: true, why: 'HTTP 401' }],
  [403, { 'retry-after': '60' }, { retry: true, why: 'HTTP 403', retryAfterSeconds: 60 }],
  [404, {}, { retry: true, why: 'HTTP 404' }],
  [422, {}, { retry: false, why: 'HTTP 422' }],
  [429, { 'retry-after': '5' }, { retry: true, why: 'HTTP 429', retryAfterSeconds: 5 }],
  [502, {}, { retry: true, why: 'HTTP 502' }],
])('GitHub answers %d %j', async (status, headers, delivery) => {
  github.answerNext({ status, headers });
  expect(await send(OPEN)).toEqual({ status: 'failed', ...delivery });
  // Nothing is held by what failed.
  expect(await send(OPEN)).toEqual(ACCEPTED);
});

test('a redirect is not followed, and the token goes nowhere else', async () => {
  github.answerNext({ status: 307, headers: { location: 'http://169.254.169.254/' } });
  expect(await send(OPEN)).toEqual({ status: 'failed', retry: false, why: 'HTTP 307' });
  expect(github.received).toHaveLength(1);
});

test('an answer that is none of GitHub is a failure, and says nothing of the token', async () => {
  github.answerNext({ status: 200, body: 'welcome to the hotel' });
  const delivery = await send(OPEN);
  expect(delivery).toMatchObject({ status: 'failed', retry: true });
  expect(JSON.stringify(delivery)).not.toContain('SECRET');
});

test('while the Key Vault reference of its token is not resolved nothing is sent', async () => {
  const token = '@Microsoft.KeyVault(SecretUri=https://x.vault.azure.net/secrets/github-token)';
  expect(await send(OPEN, { token })).toMatchObject({ retry: true, why: 'KeyVaultReferenceNotResolved' });
  expect(github.received).toHaveLength(0);
});

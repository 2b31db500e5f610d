import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestArm, type TestArm, VAULT, VAULT_PUT } from '../../../../support/local-arm.ts';

let folder: string;
let azure: TestArm;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backstay-faults-'));
  azure = await startTestArm({ overNetwork: true, recordTo: join(folder, 'traffic.ndjson') });
  await azure.furnish();
});
afterEach(async () => {
  await azure.arm.close();
  await rm(folder, { recursive: true });
});

/** Asks as anybody can: without a token, an api-version or a helper. */
async function control(method: string, path = '', body?: unknown, type = 'application/json') {
  const response = await fetch(`${azure.arm.url}/_local/faults${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': type } }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

const recorded = async () =>
  (await readFile(join(folder, 'traffic.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('over HTTP', () => {
  test('rules are added, listed with how often they fired, and removed', async () => {
    const rule = {
      method: 'GET',
      path: VAULT,
      when: { kind: 'nth', n: 2 },
      fault: { kind: 'throttled', retryAfterSeconds: 120 },
    };
    expect(await control('POST', '', rule)).toEqual({ status: 201, body: { id: '1' } });
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await azure.send('GET', VAULT)).status);
    expect(statuses).toEqual([200, 429, 200]);
    expect(await control('GET')).toEqual({ status: 200, body: { value: [{ id: '1', ...rule, met: 3, fired: 1 }] } });
    expect(await control('DELETE', '/1')).toEqual({ status: 204, body: undefined });
    expect(await control('DELETE', '/1')).toMatchObject({ status: 404, body: { problems: [{ at: 'id' }] } });
    await control('POST', '', rule);
    expect(await control('DELETE')).toEqual({ status: 204, body: undefined });
    expect(await control('GET')).toEqual({ status: 200, body: { value: [] } });
  });

  test.each([
    ['{', 'rule', /is no JSON/],
    [[], 'rule', /expected object/],
    [{ fault: { kind: 'emptyBody' } }, 'path', /./],
    [{ path: 'a', fault: { kind: 'emptyBody' } }, 'path', /must start with '\/' or '\*\*'/],
    [{ path: '**', metod: 'GET', fault: { kind: 'emptyBody' } }, 'rule', /metod/],
    [{ path: '**', method: 'get', fault: { kind: 'emptyBody' } }, 'method', /GET/],
    [{ path: '**', fault: { kind: 'thunder' } }, 'fault.kind', /connectionReset.*registrationHangs/],
    [{ path: '**', fault: { kind: 'throttled' } }, 'fault.retryAfterSeconds', /./],
    [{ path: '**', fault: { kind: 'emptyBody', after: 1 } }, 'fault', /after/],
    [{ path: '**', fault: { kind: 'foreignOperationUrl', origin: 'ftp://x' } }, 'fault.origin', /./],
    [{ path: '**', when: { kind: 'nth', n: 0 }, fault: { kind: 'emptyBody' } }, 'when.n', /./],
    [{ path: '**', when: { kind: 'often' }, fault: { kind: 'emptyBody' } }, 'when.kind', /always/],
  ])('%j is refused at %s', async (rule, at, problem) => {
    const { status, body } = await control('POST', '', rule);
    expect(status).toBe(400);
    expect(body.problems).toEqual([{ at, problem: expect.stringMatching(problem) }]);
    expect(azure.arm.faults.list()).toEqual([]);
  });

  test('a page in a browser cannot set rules unasked', async () => {
    const rule = { path: '**', fault: { kind: 'emptyBody' } };
    expect(await control('POST', '', rule, 'text/plain')).toMatchObject({ status: 415 });
  });
});

describe('the record', () => {
  test('has what faults answered, marked, and nothing of their control', async () => {
    const before = (await recorded()).length;
    const next = (fault: object) => control('POST', '', { path: '**', when: { kind: 'next', count: 1 }, fault });
    await next({ kind: 'throttled', retryAfterSeconds: 1 });
    await azure.send('GET', VAULT);
    await next({ kind: 'truncatedBody' });
    await azure.sendRaw('GET', VAULT);
    await next({ kind: 'connectionReset', moment: 'afterEffect' });
    await azure.send('PUT', VAULT, VAULT_PUT).catch(() => undefined);
    await azure.send('GET', VAULT);

    const [throttled, truncated, reset, right, ...others] = (await recorded()).slice(before);
    expect(throttled).toMatchObject({ status: 429, injected: true, fault: 'throttled', answer: 'wellFormed' });
    expect(truncated).toMatchObject({ status: 200, injected: true, fault: 'truncatedBody', answer: 'broken' });
    expect(truncated.responseBody).toMatch(/^\{"id":/);
    expect(reset).toMatchObject({ method: 'PUT', requestBody: VAULT_PUT, status: 0, injected: true, answer: 'none' });
    expect(reset).not.toHaveProperty('responseBody');
    expect(right).toMatchObject({ method: 'GET', status: 200 });
    expect(right).not.toHaveProperty('injected');
    expect(others).toEqual([]);
  });
});

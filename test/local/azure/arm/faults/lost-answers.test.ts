import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startTestArm, type TestArm, VAULT, VAULT_PUT } from '../../../../support/local-arm.ts';

const NEW_VAULT = `${VAULT}-new`;

let azure: TestArm;
beforeEach(async () => {
  azure = await startTestArm({ overNetwork: true, recordTo: `.traffic/arm-faults-lost-${process.pid}.ndjson` });
  await azure.furnish();
});
afterEach(() => azure.arm.close());

const MOMENTS = [
  { moment: 'beforeEffect', hasEffect: false },
  { moment: 'afterEffect', hasEffect: true },
] as const;

describe.each(MOMENTS)('$moment', ({ moment, hasEffect }) => {
  const vault = () => azure.arm.state.backupVaults.get(NEW_VAULT);

  test('a reset ends the connection', async () => {
    azure.arm.faults.add({ method: 'PUT', path: NEW_VAULT, fault: { kind: 'connectionReset', moment } });
    await expect(azure.send('PUT', NEW_VAULT, VAULT_PUT)).rejects.toThrow('fetch failed');
    expect(vault() !== undefined).toBe(hasEffect);
    expect(azure.arm.faults.list()).toMatchObject([{ met: 1, fired: 1 }]);
  });

  test('silence lasts until the client gives up', async () => {
    azure.arm.faults.add({ method: 'PUT', path: NEW_VAULT, fault: { kind: 'noAnswer', moment } });
    const deadLetter = new AbortController();
    const asked = azure
      .send('PUT', NEW_VAULT, VAULT_PUT, { signal: deadLetter.signal })
      .catch((error: Error) => error.name);
    await expect.poll(() => azure.arm.faults.list()).toMatchObject([{ fired: 1 }]);
    // Another call is answered meanwhile, and the silent one is still without an answer then.
    expect((await azure.send('GET', VAULT)).status).toBe(200);
    expect(await Promise.race([asked, 'no answer yet'])).toBe('no answer yet');
    deadLetter.abort();
    expect(await asked).toBe('AbortError');
    expect(vault() !== undefined).toBe(hasEffect);
  });
});

test('what was not done is not lost afterwards', async () => {
  azure.arm.faults.add({ path: '**', fault: { kind: 'connectionReset', moment: 'afterEffect' } });
  expect((await azure.send('GET', NEW_VAULT)).status).toBe(404);
  expect(azure.arm.faults.list()).toMatchObject([{ met: 0, fired: 0 }]);
});

test('a silent call does not keep the server from ending', async () => {
  azure.arm.faults.add({ path: '**', fault: { kind: 'noAnswer', moment: 'beforeEffect' } });
  const asked = azure.send('GET', VAULT).catch((error: Error) => error.message);
  await expect.poll(() => azure.arm.faults.list()).toMatchObject([{ fired: 1 }]);
  await azure.arm.close();
  expect(await asked).toBe('fetch failed');
  azure = await startTestArm({ overNetwork: true });
});

test('a reset is ECONNRESET to Node', async () => {
  azure.arm.faults.add({ path: '**', fault: { kind: 'connectionReset', moment: 'afterEffect' } });
  const error = await new Promise((resolve) => {
    const asked = request(`${azure.arm.url}${VAULT}?api-version=2024-04-01`, {
      rejectUnauthorized: false,
      headers: azure.authorization,
    });
    asked.once('error', resolve).end();
  });
  expect(error).toMatchObject({ code: 'ECONNRESET' });
});

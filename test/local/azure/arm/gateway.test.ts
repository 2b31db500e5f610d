import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { createRealTimeline, createVirtualTimeline } from '../../../../local/azure/arm/timeline.ts';
import { SUBSCRIPTION_ID } from '../../../../local/demo/world.ts';
import {
  CLUSTER,
  CLUSTER_PUT,
  GROUP_ID,
  startTestArm,
  type TestArm,
  VAULT,
  VAULT_PUT,
} from '../../../support/local-arm.ts';

let azure: TestArm | undefined;
afterEach(async () => {
  await azure?.arm.close();
  azure = undefined;
});

describe('time', () => {
  test('passes only when it is let pass, and work falls due in its order', async () => {
    const timeline = createVirtualTimeline(new Date(0));
    const done: string[] = [];
    timeline.at(new Date(2000), () => void done.push(`late at ${timeline.now().getTime()}`));
    timeline.at(new Date(1000), () => {
      done.push(`early at ${timeline.now().getTime()}`);
      timeline.at(new Date(1500), () => void done.push('between'));
    });
    expect(timeline.nextDue()).toEqual(new Date(1000));
    await timeline.advanceTo(new Date(1999));
    expect(done).toEqual(['early at 1000', 'between']);
    await timeline.advanceTo(new Date(5000));
    expect(done.at(-1)).toBe('late at 2000');
    expect(timeline.now()).toEqual(new Date(5000));
  });

  test('real time does what is due, and forgets the rest when it is closed', async () => {
    const timeline = createRealTimeline();
    const done: string[] = [];
    await new Promise<void>((due) => timeline.at(new Date(Date.now() + 5), () => due(void done.push('due'))));
    timeline.at(new Date(Date.now() + 20), () => void done.push('was to be forgotten'));
    timeline.close();
    // A timer that is due later fires later: on a slow machine too, what was not forgotten has been
    // done by now.
    await wait(100);
    expect(done).toEqual(['due']);
  });
});

describe('throttling', () => {
  test('says what is left, refuses when nothing is, and fills up again', async () => {
    azure = await startTestArm();
    const read = () => azure?.send('GET', `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups`);
    const first = await read();
    expect(first?.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('249');
    for (let index = 0; index < 249; index++) await read();
    const refused = await read();
    expect(refused).toMatchObject({ status: 429 });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    await azure.wait(2);
    expect((await read())?.headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBe('49');
  });
});

describe('vaults', () => {
  test('count their calls for themselves', async () => {
    azure = await startTestArm();
    await azure.furnish();
    const { headers } = await azure.send('GET', VAULT);
    expect(headers.get('x-ms-ratelimit-remaining-subscription-resource-requests')).toBe('499');
    expect(headers.get('x-ms-ratelimit-remaining-subscription-reads')).toBeNull();
  });

  test('say nothing but 406 to a wrong request with an unusual Accept header', async () => {
    azure = await startTestArm();
    await azure.furnish();
    const odd = { headers: { accept: 'application/json;charset=utf-8' } };
    expect(await azure.send('PUT', VAULT, {}, odd)).toMatchObject({ status: 406, body: undefined });
    expect((await azure.send('PUT', VAULT, VAULT_PUT, odd)).status).toBe(200);
  });
});

describe('lists', () => {
  test('come in pages, each with the link to the next', async () => {
    azure = await startTestArm({ pageSize: 2, recordTo: `.traffic/arm-pages-${process.pid}.ndjson` });
    for (const name of ['a', 'b', 'c'])
      await azure.send('PUT', GROUP_ID.replace('/rg', `/${name}`), { location: 'westeurope' });
    const first = await azure.send('GET', `/subscriptions/${SUBSCRIPTION_ID}/resourcegroups`);
    expect(first.body.value).toHaveLength(2);
    const { pathname, search } = new URL(first.body.nextLink);
    const second = await azure.send('GET', pathname, undefined, { query: search.slice(1) });
    expect(second.body.value.map((group: { name: string }) => group.name)).toEqual(['c']);
    expect(second.body.nextLink).toBeUndefined();
  });
});

describe('the record of the traffic', () => {
  test('holds each exchange, without tokens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'backstay-traffic-'));
    const file = join(folder, 'traffic.ndjson');
    azure = await startTestArm({ recordTo: file });
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    await azure.send('GET', `${GROUP_ID}x`);
    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { method: 'PUT', status: 201, requestBody: { location: 'westeurope' }, responseBody: { location: 'westeurope' } },
      { method: 'GET', status: 404, responseBody: { error: { code: 'ResourceGroupNotFound' } } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/bearer/i);
    rmSync(folder, { recursive: true });
  });
});

describe('events', () => {
  interface Heard {
    readonly type: string | undefined;
    readonly event: { id: string; subject: string; eventType: string; data: { operationName: string } };
  }

  async function listen(answers: (tries: number) => number) {
    const heard: Heard[] = [];
    const server = createServer(async (request, response) => {
      const [event] = (await json(request)) as Heard['event'][];
      const type = request.headers['aeg-event-type'] as string | undefined;
      if (type === 'SubscriptionValidation') {
        const { validationCode } = (event as unknown as { data: { validationCode: string } }).data;
        return response
          .setHeader('content-type', 'application/json')
          .end(JSON.stringify({ validationResponse: validationCode }));
      }
      if (event !== undefined) heard.push({ type, event });
      return response.writeHead(answers(heard.length)).end();
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return {
      heard,
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      close: () => new Promise((closed) => server.close(closed)),
    };
  }

  const wanted = ['microsoft.containerservice/MANAGEDCLUSTERS/write'];

  test('report what was asked for, when it has succeeded, and no other operations', async () => {
    azure = await startTestArm();
    const { heard, url, close } = await listen(() => 200);
    await azure.arm.subscribe({ name: 's', url, includedOperationNames: wanted, schema: 'EventGridSchema' });
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    await azure.wait(279);
    expect(heard).toEqual([]);
    await azure.wait(10);
    expect(heard).toMatchObject([
      {
        type: 'Notification',
        event: {
          eventType: 'Microsoft.Resources.ResourceWriteSuccess',
          data: { operationName: 'Microsoft.ContainerService/managedClusters/write' },
        },
      },
    ]);
    expect(heard[0]?.event.subject.toLowerCase()).toBe(CLUSTER.toLowerCase());
    await close();
  });

  test('come sometimes twice, as the same event', async () => {
    azure = await startTestArm({ duplicateEvents: 1 });
    const { heard, url, close } = await listen(() => 200);
    await azure.arm.subscribe({ name: 's', url, includedOperationNames: wanted, schema: 'EventGridSchema' });
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    await azure.wait(300);
    expect(heard).toHaveLength(2);
    expect(new Set(heard.map(({ event }) => event.id)).size).toBe(1);
    await close();
  });

  test('come again until they are taken', async () => {
    azure = await startTestArm();
    const { heard, url, close } = await listen((tries) => (tries < 3 ? 500 : 202));
    await azure.arm.subscribe({ name: 's', url, includedOperationNames: wanted, schema: 'EventGridSchema' });
    await azure.send('PUT', GROUP_ID, { location: 'westeurope' });
    await azure.send('PUT', CLUSTER, CLUSTER_PUT);
    await azure.wait(281);
    expect(heard).toHaveLength(1);
    await azure.wait(10);
    expect(heard).toHaveLength(2);
    await azure.wait(30);
    expect(heard).toHaveLength(3);
    await azure.wait(3600);
    expect(heard).toHaveLength(3);
    await close();
  });

  test('an endpoint that does not answer the validation is refused', async () => {
    azure = await startTestArm();
    const subscribing = azure.arm.subscribe({
      name: 's',
      url: 'http://127.0.0.1:9',
      includedOperationNames: wanted,
      schema: 'EventGridSchema',
    });
    await expect(subscribing).rejects.toThrow('validation');
  });
});

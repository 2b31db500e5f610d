/**
 * The storage under Backstay fails, hangs, or holds what is not Backstay's: nothing is lost,
 * nothing is done twice.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { HostProcess } from '../../local/demo/host-process.ts';
import type { Stage } from '../../local/demo/stage.ts';
import { BOT, CLUSTER_ID } from '../../local/demo/world.ts';
import { TARGETS_TABLE, WAKE_QUEUE } from '../../shared/storage/names.ts';
import { auditOf, onStage, recordedIn } from '../support/on-stage.ts';
import { storageAt, untilReady } from '../support/stored-targets.ts';

test.concurrent.each([
  ['is taken down and comes back', (stage: Stage) => stage.withoutStorage(() => sleep(3000))],
  [
    'hangs for a while',
    (stage: Stage, { url }: HostProcess) =>
      stage.withHaltedStorage(async () => {
        // An answer that waited for storage would not come before storage goes on.
        const { status } = await fetch(`${url}/api/health`);
        expect(status).toBe(503);
        await sleep(6000);
      }),
  ],
])('storage that %s in the middle: the cluster becomes ready all the same, and the chain is unbroken', (_, trouble) =>
  onStage({ keepStorage: true }, async (stage) => {
    const begun = Promise.withResolvers<void>();
    const host = await stage.startHost((line) => {
      if (recordedIn(line)?.type === 'actionIntended') begun.resolve();
    });
    await stage.prepare();
    await stage.createCluster();
    await begun.promise;
    await trouble(stage, host);
    await untilReady(stage.storage);
    await host.stop();
    expect(await auditOf(stage, 'verify')).toMatch(/chains 1, entries \d+, broken 0/);
    expectEachGrantOnce(stage);
  }),
);

test.concurrent('two hosts on the same storage do everything once', () =>
  onStage({}, async (stage) => {
    const lines: string[][] = [[], []];
    const hosts = [
      await stage.startHost((line) => lines[0]?.push(line)),
      await stage.startHost((line) => lines[1]?.push(line)),
    ];
    await stage.prepare();
    await stage.createCluster();
    // Event Grid delivers to the one or the other. So that both take part, each gets an event of
    // its own as well.
    for (const [index, host] of hosts.entries()) await deliverEvent(host, `of-host-${index}`);
    await untilReady(stage.storage);
    for (const host of hosts) await host.stop();
    for (const [index, own] of lines.entries()) {
      const accepted = own.map(recordedIn).flatMap((body) => (body?.type === 'eventAccepted' ? body.eventId : []));
      expect(accepted).toContain(`of-host-${index}`);
    }

    expect(await auditOf(stage, 'verify')).toMatch(/chains 1, entries \d+, broken 0/);
    expectEachGrantOnce(stage);
    // A grant that Azure refused for a while is intended again; nothing is done twice.
    const done = lines.flat().flatMap((line) => {
      const body = recordedIn(line);
      return body?.type === 'actionSucceeded' ? body.actionKey : [];
    });
    expect(new Set(done).size).toBe(done.length);
  }));

test.concurrent('rows of other versions and messages of others are left alone, and reported in the log', () =>
  onStage({}, async (stage) => {
    const storage = storageAt(stage.storage);
    const table = storage.table(TARGETS_TABLE);
    await table.createTable();
    const foreign = [
      { partitionKey: 'from-the-future', rowKey: 'standard', schemaVersion: 99, clusterId: `${CLUSTER_ID}-99` },
      { partitionKey: 'from-the-past', rowKey: 'standard', schemaVersion: 0, clusterId: `${CLUSTER_ID}-0` },
      { partitionKey: 'of-others', rowKey: 'standard', something: 'else' },
      { partitionKey: 'torn', rowKey: 'standard', schemaVersion: 1, json0: '{"target":' },
    ];
    for (const row of foreign) await table.createEntity(row);
    const queue = storage.queue(WAKE_QUEUE);
    await queue.createIfNotExists();
    const messages = ['not JSON', '{"v":2}', '{"v":1,"clusterId":"/subscriptions/x","profile":"standard"}', '[]', '""'];
    for (const message of messages) await queue.sendMessage(Buffer.from(message).toString('base64'));

    const lines: string[] = [];
    const host = await stage.startHost((line) => lines.push(line));
    await stage.prepare();
    await stage.createCluster();
    await untilReady(stage.storage);
    await host.stop();

    const dropped = lines.filter((line) => line.includes('InvalidRunMessage'));
    expect(dropped).toHaveLength(messages.length);
    const kept = [];
    for await (const { partitionKey } of table.listEntities()) kept.push(partitionKey);
    expect(kept).toEqual(expect.arrayContaining(foreign.map(({ partitionKey }) => partitionKey)));
    expect(await auditOf(stage, 'verify')).toMatch(/chains 1, entries \d+, broken 0/);
  }));

/** Brings an event to this host, without Event Grid. */
async function deliverEvent({ url, eventGridKey }: HostProcess, id: string): Promise<void> {
  const event = {
    id,
    topic: CLUSTER_ID.split('/').slice(0, 3).join('/'),
    subject: CLUSTER_ID,
    eventType: 'Microsoft.Resources.ResourceWriteSuccess',
    eventTime: '2026-01-01T00:00:00Z',
    data: { resourceUri: CLUSTER_ID, operationName: 'Microsoft.ContainerService/managedClusters/write' },
    dataVersion: '2',
    metadataVersion: '1',
  };
  const address = `${url}/runtime/webhooks/EventGrid?functionName=clusterWritten&code=${eventGridKey}`;
  const headers = { 'content-type': 'application/json', 'aeg-event-type': 'Notification' };
  const { status } = await fetch(address, { method: 'POST', headers, body: JSON.stringify([event]) });
  expect(status).toBe(202);
}

function expectEachGrantOnce({ arm: { state } }: Stage): void {
  const grants = state.roleAssignments
    .all()
    // The grants of Backstay were deployed with it.
    .filter(({ properties }) => properties.principalId !== BOT.objectId)
    .map(({ properties: { scope, principalId, roleDefinitionId } }) =>
      [scope, principalId, roleDefinitionId].join('|').toLowerCase(),
    );
  expect(grants).toHaveLength(7);
  expect(new Set(grants).size).toBe(7);
  expect(state.extensions.all()).toHaveLength(1);
  expect(state.trustedAccessRoleBindings.all()).toHaveLength(1);
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import RIGHTS from '../../local/demo/rights.json' with { type: 'json' };
import type { RecordBody } from '../../shared/model/record.ts';
import { onStage, recordedIn } from '../support/on-stage.ts';
import { untilReady } from '../support/stored-targets.ts';
import { untilTrue } from '../support/until.ts';

interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
}

const exchangesIn = (traffic: string): readonly Exchange[] =>
  readFileSync(traffic, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The rights of the story but for the role of this title. */
function without(title: string) {
  const role = RIGHTS.predictedResources.find(({ properties }) => properties.roleName === `Backstay ${title} (story)`);
  const left = RIGHTS.predictedResources.filter(({ properties }) => properties.roleDefinitionId !== role?.id);
  if (role === undefined || left.length !== RIGHTS.predictedResources.length - 1) throw new Error(`No role ${title}.`);
  return { predictedResources: left };
}

/** The reading role alone, as profiles in mode `observe` have it. */
function observing() {
  const role = RIGHTS.predictedResources.find(({ properties }) => properties.roleName === 'Backstay Observer (story)');
  return {
    predictedResources: RIGHTS.predictedResources.filter(
      (each) => each === role || each.properties.roleDefinitionId === role?.id,
    ),
  };
}

test.concurrent('the built package makes a cluster ready under exactly the rights that are deployed: nothing is refused', () =>
  onStage({}, async (stage, traffic) => {
    const host = await stage.startHost(() => {});
    await stage.prepare();
    await stage.createCluster();
    await untilReady(stage.storage);
    await host.stop();

    const seen = exchangesIn(traffic);
    expect(seen.filter(isOwnWrite).length).toBeGreaterThan(8);
    expect(seen.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
  }));

test.concurrent.each([
  // Seen before anything is sent.
  ['Container Creator', 'lacks Microsoft.Storage/storageAccounts/blobServices/containers/write'],
  // Conditions cannot be seen before: by the Cluster Granter, who is at the subscription here,
  // Reader may be granted below it, and only that.
  [
    'Snapshot Group Granter',
    "ABAC condition not fulfilled to perform action 'Microsoft.Authorization/roleAssignments/write'",
  ],
])(
  'without the role %s what it is for is refused and on record, a person is notified, and the rest is done',
  (title, told) =>
    onStage({ rights: without(title) }, async (stage) => {
      const bodies: RecordBody[] = [];
      const host = await stage.startHost((line) => {
        const body = recordedIn(line);
        if (body !== undefined) bodies.push(body);
      });
      await stage.prepare();
      await stage.createCluster();
      const verdict = () => bodies.findLast(({ type }) => type === 'verdictChanged');
      await untilTrue(
        () => verdict()?.type === 'verdictChanged' && /NeedsPerson|Failed/.test(JSON.stringify(verdict())),
      );
      await host.stop();
      expect(JSON.stringify(bodies)).toContain(told);
      expect(bodies.some(({ type }) => type === 'actionSucceeded')).toBe(true);
    }),
);

test.concurrent('with the rights to observe alone nothing is written, however the profile is set', () =>
  onStage({ rights: observing() }, async (stage, traffic) => {
    const bodies: RecordBody[] = [];
    const host = await stage.startHost((line) => {
      const body = recordedIn(line);
      if (body !== undefined) bodies.push(body);
    });
    await stage.prepare();
    await stage.createCluster();
    await untilTrue(() => bodies.some((body) => body.type === 'verdictChanged' && /NeedsPerson|Failed/.test(body.to)));
    await host.stop();
    expect(bodies.filter(({ type }) => type === 'actionSucceeded')).toEqual([]);
    const written = exchangesIn(traffic).filter((each) => isOwnWrite(each) && each.status < 400);
    expect(written.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
  }));

/** A change by Backstay itself; a query to Resource Graph is a POST and changes nothing. */
function isOwnWrite({ method, url, requestHeaders }: Exchange): boolean {
  const isOwn = (requestHeaders['user-agent'] ?? '').startsWith('backstay/');
  return isOwn && method !== 'GET' && !url.includes('/Microsoft.ResourceGraph/');
}

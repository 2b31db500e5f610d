import { afterEach, expect, test } from 'vitest';
import { CLUSTER_BODY, CLUSTER_ID } from '../../../local/demo/world.ts';
import { kindOf } from '../../../shared/steps/step.ts';
import { atLeastOne } from '../../support/at-least-one.ts';
import { must } from '../../support/facts.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';
import { stepsOf } from '../printed-commands.ts';
import type { Azure } from './azure.ts';
import { changes } from './carry-out.ts';
import { INSIDE_WORLDS } from './inside-worlds.ts';
import { runAz } from './run-az.ts';
import { runKubectl } from './run-kubectl.ts';

/** Backstay inspects a cluster once a day. */
const HOURS = 50;

let world: VirtualWorld;
afterEach(() => world.close());

test.each(atLeastOne(INSIDE_WORLDS))('the steps of $ruleId do what they are for: $name', async (inside) => {
  world = await createVirtualWorld({ profile: { inspectCluster: true } });
  await world.prepare();
  for (const [id, apiVersion, body] of inside.before ?? []) await send('PUT', id, apiVersion, body);
  const properties = { ...CLUSTER_BODY.properties, ...inside.cluster };
  await world.createCluster({ properties });
  if (inside.workloads) world.arm.setWorkloads(CLUSTER_ID, inside.workloads);
  await world.pass(() => false, 6);

  const found = await condition(inside.ruleId);
  expect(found.outcome).toBe('manual');
  const steps = stepsOf(found);
  expect(steps.filter(changes)).not.toEqual([]);
  let printed = '';
  for (const step of steps) {
    if (kindOf(step) === 'kubectl') printed += runKubectl(step, world.arm.state, CLUSTER_ID);
    else if (kindOf(step) === 'az') await runAz(step, azure);
  }
  expect(printed).toContain(inside.shows ?? '');
  await world.pass(() => false, HOURS);
  expect(await condition(inside.ruleId), steps.join('\n')).toMatchObject({ outcome: 'satisfied' });
});

async function condition(ruleId: string) {
  return must(must(await world.state()).conditions.find((one) => one.ruleId === ruleId));
}

async function send(method: string, path: string, apiVersion: string, body?: object) {
  const [id = '', query] = path.split('?');
  const response = await world.send(method, id, query === undefined ? apiVersion : `${apiVersion}&${query}`, body);
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  await world.pass(() => world.timeline.nextDue() === undefined, 1);
  return text === '' ? undefined : JSON.parse(text);
}

const azure: Azure = {
  send,
  find: (path, apiVersion) => send('GET', path, apiVersion).catch(() => undefined),
  newGuid: () => '0c0ffee0-0000-4000-8000-0000000000b1',
};

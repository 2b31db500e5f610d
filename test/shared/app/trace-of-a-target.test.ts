import { afterEach, expect, test } from 'vitest';
import { reconcile } from '../../../shared/reconcile/reconcile.ts';
import type { Story } from '../../../shared/storage/message.ts';
import { memoryTelemetry } from '../../support/telemetry.ts';
import { createVirtualWorld, type VirtualWorld } from '../../support/virtual-world.ts';

let world: VirtualWorld;
afterEach(() => world.close());

/**
 * A bare cluster that becomes ready, each step under telemetry; `stories` is how each next wake was
 * sent.
 */
async function watched() {
  world = await createVirtualWorld();
  await world.prepare();
  await world.createCluster();
  const telemetry = memoryTelemetry();
  const stories: Story[] = [];
  const { queue } = world.ports;
  const ports = {
    ...world.ports,
    queue: {
      async send(target: typeof world.target, seconds: number, story: Story = 'goesOn') {
        stories.push(story);
        await queue.send(target, seconds);
      },
    },
  };
  const began = world.timeline.now().getTime();
  let at = 0;
  const isReady = async () => (await world.state())?.verdict === 'Ready';
  // The first wake comes of the event; from then on each step is one of ours.
  await world.pass(async () => (await world.state()) !== undefined);
  for (; at < 500 && !(await isReady()); at++) {
    const next = [world.timeline.nextDue(), (await world.state())?.wakeAt].flatMap((time) => time ?? []);
    await world.timeline.advanceTo(new Date(Math.min(...next.map((time) => new Date(time).getTime()))));
    await telemetry.during(() => reconcile(world.target, `m${at}`, ports));
  }
  return { telemetry, stories, seconds: (world.timeline.now().getTime() - began) / 1000 };
}

test('the time to ready is measured once, from the first sight; wakes on the way go on with the story, the next begins a new one', async () => {
  const { telemetry, stories, seconds } = await watched();
  const [measured, ...more] = telemetry.measurements.filter(({ metric }) => metric === 'backstay.time_to_ready');
  expect(more).toEqual([]);
  expect(measured?.value).toBeGreaterThan(60);
  expect(measured?.value).toBeLessThanOrEqual(seconds);
  expect(await world.state()).not.toHaveProperty('unreadySince');
  expect(stories.at(-1)).toBe('new');
  expect(new Set(stories.slice(0, -1))).toEqual(new Set(['goesOn']));
});

test('each action is a span with its kind and outcome, and is counted', async () => {
  const { telemetry } = await watched();
  const actions = telemetry.spans.filter(({ name }) => name === 'action').map(({ attributes }) => attributes);
  expect(actions).toContainEqual({ 'backstay.action.kind': 'backupExtension', 'backstay.action.outcome': 'running' });
  const counted = telemetry.of('backstay.actions');
  expect(counted).toContain('backupExtension running 1');
  expect(counted).toContain('backupExtension applied 1');
  expect(counted).toContain('roleGrant applied 1');
});

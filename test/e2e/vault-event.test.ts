/**
 * An event about a vault is answered before its targets are handled: Event Grid waits 30 s, and a
 * vault can have thousands of clusters.
 */
import { expect, test } from 'vitest';
import { PROFILES, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { systemClock } from '../../shared/lib/clock.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import { TARGETS_TABLE } from '../../shared/storage/names.ts';
import { createTableTargetRows } from '../../shared/storage/table-target-rows.ts';
import { createTargetStore } from '../../shared/storage/target-store.ts';
import { must } from '../support/facts.ts';
import { onStage, recordedIn } from '../support/on-stage.ts';
import { storageAt } from '../support/stored-targets.ts';
import { untilTrue } from '../support/until.ts';

/** More than one message handles. */
const TARGETS = 105;
const PAGE = 100;
const VAULT_WRITTEN = 'microsoft.dataprotection/backupvaults/write';

test('the function that takes an event about a vault handles no target; messages do, page by page', () =>
  onStage({}, async (stage) => {
    const targets = createTargetStore(createTableTargetRows(storageAt(stage.storage).table(TARGETS_TABLE)));
    const profile = must(PROFILES.profiles[0]).name;
    const ids = Array.from({ length: TARGETS }, (_, index) => must(parseClusterId(clusterId(index))));
    for (const id of ids) {
      const target = { clusterId: id, profile };
      await targets.markDirty(target, systemClock.now());
      const claim = await targets.claim(target, 'test', systemClock.now(), 60);
      if (!claim.claimed) throw new Error(`${id} is ${claim.reason}`);
      // At rest: nothing but the event has it assessed.
      await targets.release(claim.stored, { ...claim.stored.state, dirty: false }, systemClock.now());
    }

    const ended: string[] = [];
    const noted: { readonly by: string; readonly invocation: string; readonly eventId: string }[] = [];
    const host = await stage.startHost((line, { functionName = '', invocationId = '' }) => {
      if (line.startsWith('Executed ')) ended.push(functionName);
      const body = recordedIn(line);
      if (body?.type !== 'eventAccepted' || body.operation !== VAULT_WRITTEN) return;
      noted.push({ by: functionName, invocation: invocationId, eventId: body.eventId });
    });
    await stage.prepare();
    await untilTrue(() => noted.length >= TARGETS);
    await host.stop();

    expect(ended).toContain('vaultWritten');
    expect(new Set(noted.map(({ by }) => by))).toEqual(new Set(['reconcile']));
    const pages = [...Map.groupBy(noted, ({ invocation }) => invocation).values()].map(({ length }) => length);
    expect(pages.length).toBeGreaterThan(1);
    expect(Math.max(...pages)).toBeLessThanOrEqual(PAGE);
  }));

function clusterId(index: number): string {
  return `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-${index}`;
}

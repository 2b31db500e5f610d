import { expect, test } from 'vitest';
import { loggedTrail } from '../../../shared/audit/logged-trail.ts';
import type { RecordBody } from '../../../shared/model/record.ts';
import { createTrail } from '../../../shared/storage/table-trail.ts';
import { memoryChainRows } from '../../support/memory-rows.ts';
import { TARGET } from '../../support/record.ts';

const WHO = { kind: 'user', objectId: 'aaaaaaaa-0000-4000-8000-0000000000ff', tenantId: 'tenant-of-somebody' } as const;

test('the log says what is on record, but not who it was', async () => {
  const lines: unknown[] = [];
  const log = { info: (message: string, fields: unknown) => lines.push([message, fields]), warn() {}, error() {} };
  const trail = createTrail(memoryChainRows(), { now: () => new Date('2026-01-01T00:00:00Z') }, 'test');
  const bodies: readonly RecordBody[] = [
    { type: 'eventAccepted', operation: 'o', eventId: 'e1' },
    { type: 'calledByHand', call: 'resume', caller: WHO },
  ];
  await loggedTrail(trail, log).append(TARGET, bodies);

  expect(lines).toHaveLength(2);
  expect(JSON.stringify(lines)).toContain('"caller":{"kind":"user"}');
  expect(JSON.stringify(lines)).not.toMatch(/0000000000ff|tenant-of-somebody/);
  expect(JSON.stringify(await trail.chain(TARGET))).toContain('0000000000ff');
});

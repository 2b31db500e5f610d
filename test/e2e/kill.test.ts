import { expect, test } from 'vitest';
import type { RecordBody } from '../../shared/model/record.ts';
import { auditOf, onStage, recordedIn } from '../support/on-stage.ts';
import { untilReady } from '../support/stored-targets.ts';

type Moment = (body: RecordBody) => boolean;

// The host dies as by a power cut: messages stay leased, intents without outcome, operations
// running in Azure.
test.concurrent.each<[string, Moment]>([
  ['as soon as an event was accepted', ({ type }) => type === 'eventAccepted'],
  ['after the first look', ({ type }) => type === 'findingsChanged'],
  ['with intents on record and nothing known of the writes', ({ type }) => type === 'actionIntended'],
  ['when the first grants are done', ({ type }) => type === 'actionSucceeded'],
  [
    'while the extension is being installed',
    (body) => body.type === 'actionIntended' && body.action.remedy.kind === 'backupExtension',
  ],
  ['when the verdict is said but not yet stored', (body) => body.type === 'verdictChanged' && body.to === 'Ready'],
])('a host that is killed %s, and started again, still ends Ready with an unbroken chain', (_, moment) =>
  onStage({}, async (stage) => {
    const reached = Promise.withResolvers<void>();
    const first = await stage.startHost((line) => {
      const body = recordedIn(line);
      if (body !== undefined && moment(body)) reached.resolve();
    });
    await stage.prepare();
    await stage.createCluster();
    await reached.promise;
    await first.stop('SIGKILL');

    const second = await stage.startHost(() => {});
    // Reads the storage, since the host may have been killed after it said so.
    await untilReady(stage.storage);
    await second.stop();

    expect(await auditOf(stage, 'verify')).toMatch(/chains 1, entries \d+, broken 0/);
    // An auditor reads who did what: every write with its intent, its outcome and Azure's own
    // correlation id.
    const told = await auditOf(stage, 'show', 'aks-shop');
    expect(told).toMatch(/intends: Install backup extension/);
    expect(told).toMatch(/done \((applied|foundAfterCrash|alreadyDone)\): Install[\s\S]*?correlation id [0-9a-f-]{36}/);
    expect(told).toMatch(/→ Ready/);
  }),
);

import { afterAll, beforeAll, describe, test } from 'vitest';
import { atLeastOne } from '../support/at-least-one.ts';
import { type Rehearsal, startRehearsal } from './on-rehearsal.ts';
import { SCENES } from './scenes.ts';

// The hooks as they are, as processes of their own. `npm run rehearse` plays the other scenes too,
// and has the package run.
const FIRST = atLeastOne(SCENES.filter(({ needsApp }) => needsApp === undefined).slice(0, 4));
describe('a deployment that begins', () => {
  let rehearsal: Rehearsal;
  beforeAll(async () => {
    rehearsal = await startRehearsal();
  });
  afterAll(() => rehearsal.close());

  test.each(FIRST)('$title', ({ play }) => play(rehearsal));
});

/** Only one place of the product is given the port with the writes. */
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const naming = (word: RegExp) =>
  globSync('{functions,shared}/**/*.ts')
    .filter((path) => word.test(readFileSync(path, 'utf8')))
    .sort();

test('the type of the writer is named by the port, by what makes it, and by what writes', () => {
  const allowed = /^shared\/(ports\/arm|azure\/[\w-]+|remediate\/[\w-]+|app\/compose-app)\.ts$/;
  expect(naming(/\b(Arm|ArmWriter)\b.*from '[./]*ports\/arm\.ts'/).filter((path) => !allowed.test(path))).toEqual([]);
});

test('the composition alone hands it to what carries out actions', () => {
  expect(naming(/\bcreateRunActions\(/)).toEqual(['shared/app/compose-app.ts', 'shared/remediate/run-actions.ts']);
});

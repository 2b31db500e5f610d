import { expect, test } from 'vitest';
import type { FoundCommand } from './all-commands.ts';
import { type Answer, findAz } from './ask-az.ts';
import { checkWithAz } from './check-with-az.ts';

const found = (text: string): FoundCommand => ({ where: 'a page', text, words: text.split(' ') });
const START = found('az aks start --resource-group g --name n');
const YOUNGER = found('az aks update --resource-group g --name n --enable-run-command');

const azThatAnswers = (...answers: readonly Answer[]) => ({ version: '2.45.0', ask: () => answers });

test('without an Azure CLI nothing is refused, and the check says so', () => {
  expect(checkWithAz(undefined, [START])).toEqual({
    said: ['Not checked with a real az: none is installed.'],
    refused: [],
  });
});

test('a command that the parser refuses is refused, with where it is printed', () => {
  const az = azThatAnswers({ error: 'unrecognized arguments: --ids x' }, null);
  const { said, refused } = checkWithAz(az, [START, START]);
  expect(refused).toEqual([`a page: az says: unrecognized arguments: --ids x: ${START.text}`]);
  expect(said[0]).toBe('1 of them are taken by the parser of az 2.45.0');
});

test.each<readonly [string, FoundCommand, Answer, string]>([
  ['is not installed', START, { absent: 'is not installed' }, 'aks start (is not installed)'],
  [
    'has a younger option',
    YOUNGER,
    { error: 'unrecognized arguments: --enable-run-command' },
    'aks update (an option is younger than this az)',
  ],
  ['needs a sign-in', START, { error: "Please run 'az login'" }, 'aks start (turns the name of a region into its id'],
])('a command that %s is named, not refused', (_, command, answer, line) => {
  const { said, refused } = checkWithAz(azThatAnswers(answer), [command]);
  expect(refused).toEqual([]);
  expect(said[1]).toContain(line);
});

test('the parser of the installed Azure CLI takes a right command and refuses a wrong one', ({ skip }) => {
  const az = findAz();
  if (az === undefined) return skip('There is no Azure CLI on this machine.');
  const right = found('az group create --subscription s --name n --location westeurope');
  const wrong = found('az group create --subscription s --name n');
  const ids = found('az aks show --ids x');
  const { refused } = checkWithAz(az, [right, wrong, ids]);
  expect(refused.map((line) => line.replace(/^.*: az /, 'az '))).toEqual([wrong.text, ids.text]);
});

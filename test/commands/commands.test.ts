import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commandsFor } from '../../shared/changes/index.ts';
import { splitWords } from '../../shared/lib/shell.ts';
import { RULES } from '../../shared/rules/index.ts';
import { isCommand } from '../../shared/steps/step.ts';
import { atLeastOne } from '../support/at-least-one.ts';
import { CLUSTER, CLUSTER_PUT, startTestArm } from '../support/local-arm.ts';
import { changes, doable } from './az/carry-out.ts';
import { INSIDE_WORLDS } from './az/inside-worlds.ts';
import { runKubectl } from './az/run-kubectl.ts';
import { NO_WORLD, WORLDS } from './az/worlds.ts';
import { commandIn, problemsOf, WITHOUT_SUBSCRIPTION } from './check-command.ts';
import { problemsOfKubectl } from './check-kubectl.ts';
import { commandsIn } from './commands-in-text.ts';
import { azCommandsOn, codeOn } from './documents.ts';
import { allFindings, printedSteps, templateCommands } from './printed-commands.ts';

const findings = await allFindings();
const steps = printedSteps(findings);
const commands = atLeastOne([...steps.flatMap(commandsIn), ...templateCommands()]);

test('every command that a rule prints is one that the Azure CLI takes', () => {
  const wrong = commands.flatMap(({ text, words }) => problemsOf(words).map((problem) => `${problem}: ${text}`));
  expect(wrong).toEqual([]);
});

test('every command that the builder knows is printed for some cluster', () => {
  const known = [
    ...readFileSync('shared/steps/az-commands.ts', 'utf8').matchAll(/^ {2}(?:'([a-z0-9 -]+)'|(rest)): /gm),
  ];
  const printed = new Set(commands.map(({ words }) => commandIn(words)));
  expect(
    atLeastOne(known)
      .map(([, name, short]) => name ?? short)
      .filter((name) => !printed.has(name)),
  ).toEqual([]);
});

test('every command of a rule names the subscription', () => {
  const without = commands.filter(({ words }) => !words.includes('--subscription'));
  expect([...new Set(without.map(({ words }) => commandIn(words)))]).toEqual(WITHOUT_SUBSCRIPTION);
  expect(without.filter(({ words }) => !words.includes('--scope'))).toEqual([]);
});

test('a step that is a command is nothing else, so that it can be copied as it stands', () => {
  const copied = atLeastOne(steps.filter((step) => step.startsWith('az ')));
  for (const step of copied) {
    expect(commandsIn(step)[0]?.words, step).toEqual(splitWords(step).map((word) => word.replace(/[.,]$/, '')));
    expect(step.replace(/'[^']*'|"'+"/g, ''), step).not.toMatch(/[<>|;&#`$]|undefined|null/);
  }
});

/** Those that are steps, and those that run-command takes. */
const kubectlLines = atLeastOne([
  ...steps.filter((step) => step.startsWith('kubectl ')),
  ...commands.flatMap(({ words }) => {
    const inner = words[words.indexOf('--command') + 1];
    return words.includes('--command') && inner !== undefined ? [inner] : [];
  }),
]);

test('every kubectl command that a rule prints is one that kubectl takes, and nothing else', () => {
  const wrong = kubectlLines.flatMap((line) =>
    problemsOfKubectl(splitWords(line)).map((problem) => `${problem}: ${line}`),
  );
  expect(wrong).toEqual([]);
  expect(kubectlLines.filter((line) => /[<>|;&#`$]|undefined|null/.test(line))).toEqual([]);
});

test('every kubectl command that a rule prints runs in a cluster', async () => {
  const azure = await startTestArm();
  await azure.furnish();
  const properties = {
    ...CLUSTER_PUT.properties,
    podIdentityProfile: { enabled: true },
    nodeProvisioningProfile: { mode: 'Auto' },
  };
  await azure.send('PUT', CLUSTER, { ...CLUSTER_PUT, properties }, { query: 'api-version=2026-05-01' });
  await azure.wait(300);
  for (const line of kubectlLines) runKubectl(line, azure.arm.state, CLUSTER);
  await azure.arm.close();
});

test('a sentence does not begin with a command', () => {
  const sentences = atLeastOne(steps.filter((step) => !isCommand(step)));
  expect(sentences.filter((step) => /^(?:az|kubectl|helm)\b/.test(step))).toEqual([]);
});

/** Options whose value is that of the rule, whichever the cluster. */
const OF_THE_RULE = ['--namespace', '--role', '--source-address-prefixes', '--extension-type', '--direction'];

test.each(atLeastOne(RULES.filter(({ fix }) => fix !== 'person' && fix !== 'time' && fix !== 'clusterInspection')))(
  'the page of $id has the command of that rule',
  ({ id }) => {
    const missing = findings.flatMap((finding) =>
      finding.ruleId === id && finding.outcome === 'missing' ? commandsFor(finding) : [],
    );
    const own = ofTheRule(atLeastOne(missing));
    const { blocks, spans } = codeOn(`docs/rules/${id}.md`);
    const written = ofTheRule(azCommandsOn({ blocks, spans }).map(({ text }) => text));
    expect(own.filter((line) => !written.includes(line))).toEqual([]);
  },
);

/** The names of the commands, each with the options that do not depend on the cluster. */
function ofTheRule(lines: readonly string[]): readonly string[] {
  const short = lines.map((line) => {
    const words = splitWords(line);
    const given = words.flatMap((word, index) => (OF_THE_RULE.includes(word) ? [`${word} ${words[index + 1]}`] : []));
    return [commandIn(words), ...given].join(' ');
  });
  return [...new Set(short)];
}

test('the steps of every rule that change something are carried out in a world of test/commands/az/worlds.ts', () => {
  const inGeneral = RULES.filter(({ byHand = [] }) => byHand.some(changes));
  const changing = [
    ...findings.filter((finding) => doable(finding).length > 0).map(({ ruleId }) => ruleId),
    ...inGeneral.map(({ id }) => id),
  ];
  const tried = new Set<string>([...WORLDS, ...INSIDE_WORLDS].map(({ ruleId }) => ruleId));
  const untried = [...new Set(atLeastOne(changing))].filter((ruleId) => !tried.has(ruleId)).sort();
  expect(untried).toEqual(Object.keys(NO_WORLD).sort());
});

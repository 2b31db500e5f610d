import { commandsIn } from './commands-in-text.ts';
import { azCommandsOn, codeOn, PAGES } from './documents.ts';
import { allFindings, printedSteps, templateCommands } from './printed-commands.ts';

/** A command for the Azure CLI, and who prints it. */
export interface FoundCommand {
  readonly where: string;
  readonly text: string;
  readonly words: readonly string[];
}

/** Every command of rules, cards, templates, pages, docs, runbook and README. */
export async function allCommands(): Promise<readonly FoundCommand[]> {
  const onPages = PAGES.flatMap((page) => azCommandsOn(codeOn(page)).map((command) => ({ ...command, where: page })));
  const inTemplates = templateCommands().map((command) => ({ ...command, where: 'a template' }));
  const ofRules = printedSteps(await allFindings())
    .flatMap(commandsIn)
    .map((command) => ({ ...command, where: 'a rule' }));
  return [...onPages, ...inTemplates, ...ofRules];
}

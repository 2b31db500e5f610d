// `npm run check:commands`: every command that is printed or written in a page, held against the
// tables of the Azure CLI and, where one is installed, against its own parser. Ends with 1 where
// one is refused.
import { allCommands } from './all-commands.ts';
import { findAz } from './ask-az.ts';
import { problemsOf } from './check-command.ts';
import { checkWithAz } from './check-with-az.ts';

const all = await allCommands();
const distinct = [...new Map(all.map((command) => [command.words.join('\0'), command])).values()];
const wrong = distinct.flatMap(({ where, text, words }) =>
  problemsOf(words).map((problem) => `${where}: ${problem}: ${text}`),
);
const { said, refused } = checkWithAz(findAz(), distinct);
const lines = [`${distinct.length} commands held against the tables, ${wrong.length} refused`, ...said];
process.stdout.write(`${[...lines, ...wrong, ...refused].join('\n')}\n`);
process.exitCode = wrong.length + refused.length === 0 ? 0 : 1;

// `npm run cost -- --clusters N` estimates a month of N clusters; `--set NAME=NUMBER` puts your own figure in the place of an assumed one.
// docs/cost.md has all names, and the arithmetic. Ends with 0, or with 1 when something was asked that there is not.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { ASSUMED, PRICES, postsOf, volumesOf } from './docs/cost-model.ts';
import { money, round } from './docs/cost-page.ts';
import { ownSettings } from './docs/cost-settings.ts';

await new Command('cost')
  .description('Estimates what a month of Backstay costs.')
  .requiredOption('--clusters <number>', 'how many clusters there are')
  .option('--set <name=number...>', 'your own figure for an assumption or a price', [])
  .action(({ clusters, set }: { readonly clusters: string; readonly set: readonly string[] }) => {
    const figures: Record<string, number> = { ...ASSUMED, ...PRICES };
    const problems = isFigure(clusters) ? [] : [`--clusters is "${clusters}", and must be a number`];
    for (const each of set) {
      const [name = '', number = ''] = each.split('=');
      if (!Object.hasOwn(figures, name))
        problems.push(`--set knows no "${name}", but ${Object.keys(figures).join(', ')}`);
      else if (!isFigure(number)) problems.push(`--set ${name} is "${number}", and must be a number`);
      else figures[name] = Number(number);
    }
    if (problems.length > 0) {
      for (const problem of problems) process.stderr.write(`${problem}\n`);
      process.exitCode = 1;
      return;
    }
    print(Number(clusters), { ...ASSUMED, ...figures }, { ...PRICES, ...figures });
  })
  .parseAsync();

function print(clusters: number, assumed: typeof ASSUMED, prices: typeof PRICES): void {
  const settings = ownSettings(resolve(import.meta.dirname, '..'));
  const posts = postsOf(volumesOf(clusters, settings, assumed), settings, prices);
  for (const { what, quantity, unit, price, dollars } of posts) {
    const reckoned = `${round(quantity)} ${unit} × $${price}`;
    process.stdout.write(`${what.padEnd(26)}${reckoned.padEnd(34)}${money(dollars).padStart(10)}\n`);
  }
  const sum = posts.reduce((total, { dollars }) => total + dollars, 0);
  process.stdout.write(`${'sum of a month'.padEnd(60)}${money(sum).padStart(10)}\n`);
}

function isFigure(text: string): boolean {
  return /^\d+(\.\d+)?$/.test(text);
}

// `npm run case -- FILE…`: plays cases (docs/cases.md) against the product and the local Azure, on
// virtual time. Ends with 1 if one fails.
import { basename } from 'node:path';
import { readCase } from '../../local/cases/case-file.ts';
import { commandLine } from '../../scripts/command-line.ts';
import { stepsOf } from '../../shared/notify/cards/steps-of.ts';
import { openConditions } from './check-case.ts';
import { type CaseResult, runCase } from './run-case.ts';

const files = commandLine('npm run case --', 'Runs case files and prints what became of each.')
  .argument('<files...>', 'case files, such as test/cases/account-in-other-region.json')
  .parse().args;

let failed = 0;
for (const file of files) {
  try {
    const one = readCase(file);
    const result = await runCase(one);
    print(`\n## ${basename(file)}: ${one.title}`);
    printResult(result);
    if (result.problems.length > 0) failed += 1;
  } catch (error) {
    process.stderr.write(`\n## ${file}\n   FAIL ${error instanceof Error ? error.message : error}\n`);
    failed += 1;
  }
}
print(`\n${files.length - failed} of ${files.length} cases pass`);
process.exit(failed === 0 ? 0 : 1);

function printResult({ problems, state, writes, cards, shown }: CaseResult): void {
  for (const answer of shown) print(`   answer ${answer}`);
  print(`   verdict ${state?.verdict} / ${state?.verdictReason}; writes ${writes.length}, cards ${cards}`);
  for (const condition of openConditions(state)) {
    const { ruleId, severity, outcome, reason, message, progress } = condition;
    const how =
      progress === undefined ? '' : ` [${progress.state}${'reason' in progress ? ` ${progress.reason}` : ''}]`;
    print(`   - ${ruleId} ${severity} ${outcome}/${reason}${how}: ${message}`);
    for (const step of stepsOf(condition)) print(`       > ${step}`);
  }
  for (const write of writes) print(`   write ${write}`);
  print(problems.length === 0 ? '   PASS' : `   FAIL\n${problems.map((problem) => `     * ${problem}`).join('\n')}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

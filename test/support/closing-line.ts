import type { Reporter, SerializedError, TestCase, TestModule, Vitest } from 'vitest/node';

/**
 * Ends the output with what was done: the duration, the number of files, why tests were skipped,
 * and `N passed, N failed, N skipped` alone on the last line. A file that could not be loaded and a
 * hook that failed count as failed.
 */
export default class ClosingLine implements Reporter {
  private pattern: RegExp | undefined;

  onInit({ config }: Vitest): void {
    this.pattern = config.testNamePattern;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const broken = errors.length + groups.filter((group) => group.errors().length > 0).length;
    const skipped = Map.groupBy(
      tests.filter((test) => test.result().state === 'skipped'),
      (test) => `${this.whySkipped(test)} (${test.module.relativeModuleId})`,
    );
    const lines = [
      `${duration(process.uptime())}, ${modules.length} ${modules.length === 1 ? 'file' : 'files'}, ${skipped.size === 0 ? 'nothing skipped' : 'skipped:'}`,
      ...[...skipped].map(([why, those]) => `  ${those.length} × ${why}`),
      `${count('passed')} passed, ${count('failed') + broken} failed, ${count('skipped')} skipped`,
    ];
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }

  private whySkipped(test: TestCase): string {
    const result = test.result();
    if (result.state === 'skipped' && result.note !== undefined) return result.note;
    if (this.pattern !== undefined && !this.pattern.test(test.fullName.replaceAll(' > ', ' ')))
      return 'not chosen by -t';
    for (let parent = test.parent; ; parent = parent.parent) {
      if (parent.errors().length > 0) return 'a hook before it failed';
      if (parent.type === 'module') break;
    }
    return test.options.mode === 'todo' ? 'still to be written' : 'no reason given';
  }
}

function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

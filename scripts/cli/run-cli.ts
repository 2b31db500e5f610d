import { VERSION } from '../../shared/lib/version.ts';
import { EXIT } from '../exit-codes.ts';
import type { Output } from '../scan/run-scan.ts';
import type { Surroundings } from '../surroundings.ts';

interface CommandOfCli {
  readonly summary: string;
  /** Loads the command and carries it out; answers with the exit code. */
  run(args: readonly string[], around: Around, name: string): Promise<number>;
}

export type Around = Surroundings & Output;

const COMMANDS: Readonly<Record<string, CommandOfCli>> = {
  scan: {
    summary: 'assess clusters with your own Azure login; changes nothing',
    async run(args, around, name) {
      const { runScan, scanCommand } = await import('../scan/run-scan.ts');
      return runScan(scanCommand(name).parse(args, { from: 'user' }), around);
    },
  },
  plan: {
    summary: 'print the changes that Backstay would make; makes none',
    async run(args, around, name) {
      const { runScan, scanCommand } = await import('../scan/run-scan.ts');
      return runScan(scanCommand(name, 'plan').parse(args, { from: 'user' }), around, 'plan');
    },
  },
  profiles: {
    summary: 'check a profile file, and explain which profile a cluster has; offline',
    async run(args, around, name) {
      const { runProfiles } = await import('../profiles/run-profiles.ts');
      return runProfiles(args, around, name);
    },
  },
  rules: {
    summary: 'print the catalogue of rules',
    async run(args, around, name) {
      const { runRules } = await import('../rules/run-rules.ts');
      return runRules(args, around, name);
    },
  },
  audit: {
    summary: 'verify the audit log, and show the history of a cluster',
    async run(args, around, name) {
      const { runAudit } = await import('../audit/run-audit.ts');
      return runAudit(args, around, name);
    },
  },
  outbox: {
    summary: 'list messages that wait, and send dead-lettered ones again',
    async run(args, around, name) {
      const { runOutbox } = await import('../outbox/run-outbox.ts');
      return runOutbox(args, around, name);
    },
  },
  state: {
    summary: 'copy the state of a deployment, and restore it',
    async run(args, around, name) {
      const { runState } = await import('../state/run-state.ts');
      return runState(args, around, name);
    },
  },
  demo: {
    summary: 'scan an example cluster in an Azure on this machine; needs no login',
    async run(args, around, name) {
      const { runDemo } = await import('../demo/run-demo.ts');
      return runDemo(args, around, name);
    },
  },
};

/** Carries out `backstay COMMAND …`; answers with the exit code. */
export async function runCli([command, ...args]: readonly string[], around: Around): Promise<number> {
  if (command === '--version' || command === '-V') {
    around.stdout.write(`${VERSION}\n`);
    return EXIT.ok;
  }
  if (command === '--help' || command === '-h' || command === 'help') {
    around.stdout.write(help());
    return EXIT.ok;
  }
  if (command === undefined || !Object.hasOwn(COMMANDS, command)) {
    const problem = command === undefined ? 'Name a command.' : `There is no command "${command}".`;
    around.stderr.write(`${problem} Commands: ${Object.keys(COMMANDS).join(', ')}. "backstay --help" explains them.\n`);
    return EXIT.usage;
  }
  return COMMANDS[command]?.run(args, around, `backstay ${command}`) ?? EXIT.usage;
}

function help(): string {
  const width = Math.max(...Object.keys(COMMANDS).map((name) => name.length));
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return [
    'Usage: backstay <command> [options]',
    '',
    'Is every AKS cluster ready for Azure Backup?',
    '',
    'Commands:',
    ...lines,
    '',
    '"backstay <command> --help" lists the options of a command.',
    'Exit codes: 0 all is well, 1 error, 2 wrong use, 3 not all is well (a cluster is not ready, a chain is broken).',
    '',
  ].join('\n');
}

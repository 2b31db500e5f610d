import type { Run } from '../../infra/hooks/tools.mjs';

/** The tenant that `az` is signed in to, unless it is set otherwise. */
export const TENANT = '72a6b1d0-5c1f-4f5e-9d6a-3f0c5b0a9e11';

export type Answer = string | object | { readonly fails: string };

/**
 * Answers commands by how they begin; the longest beginning counts. A command without an answer
 * succeeds with nothing.
 */
export function fakeTools(answers: Readonly<Record<string, Answer | readonly Answer[]>> = {}) {
  const calls: (readonly string[])[] = [];
  const environments: Readonly<Record<string, string>>[] = [];
  const said: string[] = [];
  const all: Readonly<Record<string, Answer | readonly Answer[]>> = {
    'az account show': { tenantId: TENANT },
    'az cloud show': {
      name: 'AzureCloud',
      endpoints: {
        microsoftGraphResourceId: 'https://graph.microsoft.com/',
        activeDirectory: 'https://login.microsoftonline.com',
      },
    },
    ...answers,
  };
  const run: Run = (tool, args, more = {}) => {
    const words = [tool, ...args];
    calls.push(words);
    environments.push(more);
    const line = words.join(' ');
    const [key] = Object.keys(all)
      .filter((start) => line.startsWith(start))
      .sort((a, b) => b.length - a.length);
    const answer = key === undefined ? '' : (all[key] ?? '');
    if (typeof answer === 'object' && 'fails' in answer) return { status: 1, stdout: '', stderr: String(answer.fails) };
    return { status: 0, stdout: typeof answer === 'string' ? answer : JSON.stringify(answer), stderr: '' };
  };
  const lines = () => calls.map((words) => words.join(' '));
  return { run, calls, environments, said, lines, say: (line: string) => void said.push(line), wait: async () => {} };
}

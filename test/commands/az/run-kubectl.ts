import type { Arm } from '../../../local/azure/arm/build-arm.ts';
import { insideOf } from '../../../local/azure/arm/providers/container-service/run-command/inside-of.ts';
import { runCommandLine } from '../../../local/azure/arm/providers/container-service/run-command/kubectl.ts';
import { splitWords } from '../../../shared/lib/shell.ts';
import { problemsOfKubectl } from '../check-kubectl.ts';

/**
 * Runs one line as an operator with the credentials of the cluster does. @returns what it prints.
 * @throws where kubectl would end with an error.
 */
export function runKubectl(line: string, state: Arm['state'], clusterId: string): string {
  const problems = problemsOfKubectl(splitWords(line));
  if (problems.length > 0) throw new Error(`${line}: ${problems.join(', ')}`);
  const cluster = state.managedClusters.get(clusterId);
  if (cluster === undefined) throw new Error(`There is no cluster ${clusterId}.`);
  const { exitCode, logs } = runCommandLine(line, insideOf(cluster, state));
  if (exitCode !== 0) throw new Error(`${line}: ${logs}`);
  return logs;
}

import { z } from 'zod';
import type { Platform } from '../../../platform.ts';
import { type ArmApp, type ArmContext, originOf } from '../../../server/arm-env.ts';
import { readBody } from '../../../server/request-body.ts';
import { aksError, invalidParameter } from '../aks-error.ts';
import { requireCluster } from '../managed-clusters.ts';
import { commandPodIn } from './command-node.ts';
import { endCommand, requireCommandable } from './command-pod.ts';
import type { CommandResult } from './command-result.ts';

const CLUSTER =
  '/subscriptions/:subscriptionId/resourcegroups/:resourceGroupName/providers/microsoft.containerservice/managedclusters/:resourceName';

const commandSchema = z.object({
  command: z.string().min(1),
  context: z.string().nullish(),
  clusterToken: z.string().nullish(),
});

/** https://learn.microsoft.com/rest/api/aks/managed-clusters/run-command */
export function routeRunCommand(app: ArmApp, platform: Platform): void {
  app.post(`${CLUSTER}/runcommand`, (c) => runCommand(c, platform));
  app.get(`${CLUSTER}/commandresults/:commandId`, (c) => getResult(c, platform));
}

function runCommand(c: ArmContext, platform: Platform): Response {
  const { state, operations, events, random } = platform;
  const cluster = requireCluster(c, platform);
  const request = readBody(c, commandSchema, (problem) => invalidParameter('parameters', problem));
  requireCommandable(cluster, request.clusterToken ?? '');

  const commandPod = commandPodIn(state, cluster);
  const startedAt = platform.timeline.now().toISOString();
  const commandId = random.uuid().replaceAll('-', '');
  const running = state.commandResults.set({
    id: `${cluster.id}/commandResults/${commandId}`,
    commandId,
    outcome: undefined,
  });
  const origin = originOf(c);
  operations.start({
    resourceId: running.id,
    duration: commandPod === 'isNotStarted' ? 'runCommandGivesUp' : 'runCommand',
    finish: () => {
      const current = state.managedClusters.get(cluster.id);
      if (current === undefined) return undefined;
      const outcome = endCommand(request.command, current, state, {
        startedAt,
        finishedAt: platform.timeline.now().toISOString(),
      });
      state.commandResults.set({ ...running, outcome });
      events.publish({
        kind: 'Action',
        outcome: outcome.kind === 'ran' ? 'Success' : 'Failure',
        resourceId: cluster.id,
        action: 'runCommand',
        origin,
      });
      return undefined;
    },
  });
  linkToResult(c, platform, running);
  return c.body(null, 202);
}

function linkToResult(c: ArmContext, platform: Platform, { id }: CommandResult): void {
  c.header('Location', `${platform.publicUrl()}${id}?api-version=${c.req.query('api-version')}`);
}

function getResult(c: ArmContext, platform: Platform): Response {
  const cluster = requireCluster(c, platform);
  const commandId = c.req.param('commandId') ?? '';
  const result = platform.state.commandResults.get(`${cluster.id}/commandResults/${commandId}`);
  if (result === undefined) throw aksError(404, 'NotFound', `The command ${commandId} was not found.`);
  switch (result.outcome?.kind) {
    case undefined:
      linkToResult(c, platform, result);
      return c.body(null, 202);
    case 'notStarted':
      throw notStarted(commandId);
    case 'failed':
      return c.json({ id: commandId, properties: { provisioningState: 'failed', reason: result.outcome.reason } });
    case 'ran': {
      const { kind: _, ...ran } = result.outcome;
      return c.json({ id: commandId, properties: { provisioningState: 'succeeded', ...ran } });
    }
  }
}

/** https://github.com/Azure/azure-cli/issues/23203 has code and text; the status is assumed. */
function notStarted(commandId: string) {
  const message =
    `Failed to run command due to cluster perf issue, container command-${commandId} in aks-command namespace did not ` +
    'start within 30s on your cluster, retry may helps.';
  return aksError(400, 'KubernetesOperationError', message);
}

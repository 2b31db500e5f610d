import { DEFAULT_KINDS } from '../../shared/changes/index.ts';
import { answerApproval } from '../../shared/commands/answer-approval.ts';
import { wake } from '../../shared/reconcile/reconcile.ts';
import { createVirtualWorld, type VirtualWorld } from '../support/virtual-world.ts';
import type { Figure } from './figure.ts';
import { countOf } from './ready.ts';

/**
 * `az dataprotection` for the same end state, recorded in 2023 by the tests of its extension,
 * without the vault that it creates (4 calls, 30 s): permissions, waits, Trusted Access, policy,
 * validation and instance.
 * https://github.com/Azure/azure-cli-extensions/tree/main/src/dataprotection
 */
const AZ = { calls: 38, seconds: 436, withVault: { calls: 42, seconds: 466 } };

const PROFILE = {
  container: 'aks-shop',
  protect: { policy: { strategy: 'week' } },
  allow: [...DEFAULT_KINDS, 'backupPolicy', 'backupInstance'],
};
const APPROVER = { kind: 'user', objectId: 'd0e1f2a3-0000-4000-8000-00000000000b', tenantId: 't' } as const;

/**
 * A cluster with provider, extension and container, but without roles, Trusted Access and policy,
 * until its instance is configured.
 */
export async function measureProtect(): Promise<readonly Figure[]> {
  const world = await createVirtualWorld({ profile: PROFILE });
  try {
    await world.prepare();
    await world.createCluster();
    await world.pass(async () => ((await world.state())?.approvals ?? []).length > 0);
    await takeAway(world);
    world.requests.length = 0;
    const startedAt = world.timeline.now().getTime();
    await wake(world.target, undefined, world.ports);
    await world.pass(async () => {
      await approveAll(world);
      const [instance] = world.arm.state.backupInstances.all();
      return instance?.properties.currentProtectionState === 'ProtectionConfigured';
    });
    const [instance] = world.arm.state.backupInstances.all();
    const isProtected = instance?.properties.currentProtectionState === 'ProtectionConfigured';
    const seconds = (world.timeline.now().getTime() - startedAt) / 1000;
    const { calls, polls } = countOf(world.requests);
    return [
      {
        what: `cluster with its extension to a configured backup instance, as \`az dataprotection\` does it in ${AZ.calls} calls and ${AZ.seconds} s (recorded; with the vault that it creates ${AZ.withVault.calls} calls and ${AZ.withVault.seconds} s): ARM calls, polls included, and time`,
        measured: `${calls + polls} (${calls} and ${polls} polls), ${seconds} s${isProtected ? '' : ', not protected'}`,
        wanted: `< ${AZ.seconds} s`,
        reached: isProtected && seconds < AZ.seconds,
      },
    ];
  } finally {
    await world.close();
  }
}

/** The roles of vault and cluster, and Trusted Access: the recorded session began without them. */
async function takeAway(world: VirtualWorld): Promise<void> {
  const { roleAssignments, trustedAccessRoleBindings } = world.arm.state;
  const extension = world.arm.state.extensions.all()[0]?.properties.aksAssignedIdentity?.principalId;
  for (const { id, properties } of roleAssignments.all()) {
    if (properties.principalId !== extension) await world.send('DELETE', id, '2022-04-01');
  }
  for (const { id } of trustedAccessRoleBindings.all()) await world.send('DELETE', id, '2024-05-01');
  await world.pass(() => trustedAccessRoleBindings.all().length === 0, 0.2);
}

async function approveAll({ target, ports, ...world }: VirtualWorld): Promise<void> {
  for (const { id, answer } of (await world.state())?.approvals ?? []) {
    if (answer === undefined)
      await answerApproval({ target, approvalId: id, given: 'approved', caller: APPROVER }, ports);
  }
}

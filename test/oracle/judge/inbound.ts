import { type NodeSubnet, nodeSubnets } from './node-subnets.ts';
import { passageThrough } from './security-rules.ts';
import { nodeGroupOf } from './snapshot-group.ts';
import { cannot, type Doubt, find, isWithin, textAt, unknown, type World } from './world.ts';

/**
 * "If you are using Azure network security group to filter network traffic […] then set an inbound
 * rule to allow service tags azurebackup and azurecloud." A group that AKS made beside the nodes is
 * no filter of its owner's.
 */
export function* judgeInbound(world: World): Generator<Doubt> {
  const cluster = find(world, world.arrangement.cluster);
  const made = nodeGroupOf(cluster, world.arrangement.cluster);
  for (const subnet of nodeSubnets(world) ?? []) {
    const id = textAt(subnet.subnet, 'properties.networkSecurityGroup.id');
    if (id === undefined || (made !== undefined && isWithin(id, made))) continue;
    const group = find(world, id);
    if (group === undefined) yield unknown(`${id} is not there to be read.`);
    else yield* judgeGroup(group, subnet);
  }
}

function* judgeGroup(group: unknown, { id, prefixes }: NodeSubnet): Generator<Doubt> {
  // Azure Backup's addresses are among those of AzureCloud, and all of them are public.
  const tags = { AzureBackup: ['AzureBackup', 'AzureCloud', 'Internet'], AzureCloud: ['AzureCloud', 'Internet'] };
  for (const [tag, coveredBy] of Object.entries(tags)) {
    const passage = passageThrough(group, { direction: 'Inbound', coveredBy, subnet: prefixes });
    if (passage === 'denied') yield cannot(`${tag} is not let into ${id}.`);
    if (passage === 'unknown') yield unknown(`Whether ${tag} is let into ${id} depends on addresses or ports.`);
  }
}

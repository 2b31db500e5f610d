import { nodeGroupOf } from '../model/resource-id.ts';
import { factOf, type Reader } from './reading.ts';

/** Read only where an extension names an identity, and a group is known in which to look for it. */
export const readNodeGroupIdentities: Reader<'nodeGroupIdentities'> = async ({ arm, target, fact }) => {
  const [extensions, cluster] = await Promise.all([fact('backupExtensions'), fact('cluster')]);
  if (extensions.state === 'unknown') return extensions;
  if (cluster.state === 'unknown') return cluster;
  const group = nodeGroupOf(target.clusterId, cluster.value.nodeResourceGroup);
  const isNamed = extensions.value.some(({ principalId }) => principalId !== undefined);
  return isNamed && group !== undefined ? factOf(await arm.listIdentities(group)) : { ...cluster, value: 'absent' };
};

import { backupExtensionsIn, type ContainerUser } from '../model/azure.ts';
import type { ArmReader } from '../ports/arm.ts';
import { type Reader, sourceOf } from './reading.ts';

const BUCKET = 'configuration.backupstoragelocation.bucket';

/**
 * The other clusters that write to the container of this one. Resource Graph only says which
 * clusters to read: it may be behind, so each cluster that it names is read itself, and one that is
 * gone, or has moved on, does not count.
 */
export const readContainerUsers: Reader<'containerUsers'> = async ({ arm, target, profile: { storage } }) => {
  const listed = await arm.listContainerUsers(storage.accountId);
  const sources = [sourceOf(listed.trace)];
  if (!listed.ok) return { state: 'unknown', failure: listed.failure, sources };

  const others = listed.value.filter(
    ({ clusterId, container }) => clusterId !== target.clusterId && container === storage.container.toLowerCase(),
  );
  const asked = await Promise.all(others.map(async (user) => ({ user, ...(await askWhether(user, arm)) })));
  return {
    state: 'known',
    value: asked.filter(({ uses }) => uses).map(({ user }) => user),
    sources: [...sources, ...asked.map(({ source }) => source)],
  };
};

/**
 * A cluster that cannot be asked is taken for what the graph says of it: two writers in one
 * container are worse than a question.
 */
async function askWhether({ clusterId, container }: ContainerUser, arm: ArmReader) {
  const answer = await arm.listExtensions(clusterId);
  const source = sourceOf(answer.trace);
  if (!answer.ok) return { uses: answer.failure.class !== 'gone', source };
  const containers = backupExtensionsIn(answer.value).flatMap(({ settings }) =>
    Object.entries(settings).flatMap(([key, value]) => (key.toLowerCase() === BUCKET ? value.toLowerCase() : [])),
  );
  return { uses: containers.includes(container), source };
}

import { willPass } from '../model/failure.ts';
import { factOf, type Reader, sourceOf } from './reading.ts';

/** What is in the container; nothing where there is none. */
export const readContainerContents: Reader<'containerContents'> = async ({ arm, profile, fact }) => {
  const [account, container] = await Promise.all([fact('storageAccount'), fact('blobContainer')]);
  if (account.state === 'unknown') return account;
  if (container.state === 'unknown') return container;
  if (account.value === 'absent' || container.value === 'absent') {
    return { state: 'known', value: [], sources: [...account.sources, ...container.sources] };
  }
  const answer = await arm.listTopLevel(account.value, profile.storage.container);
  if (answer.ok || willPass(answer.failure)) return factOf(answer);
  // No data role, no way there: that is how it is set up, and asking again every few minutes would
  // not change it.
  return { state: 'known', value: { notSeen: answer.failure }, sources: [sourceOf(answer.trace)] };
};

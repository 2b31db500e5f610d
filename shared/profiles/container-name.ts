import { uuid5 } from '../lib/uuid5.ts';
import { type ClusterId, partsOf } from '../model/resource-id.ts';
import { fillIn, OF_THE_CLUSTER, wordsIn } from './placeholders.ts';

const LONGEST = 63;
const MARK = 8;
const LEAST_ROOM = 20;
/** Of each, where a pattern has both placeholders. */
const LEAST_SHARE = 15;
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#container-names
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Whether it is a container name, with each placeholder at most once and enough room for what takes
 * its place.
 */
export function isContainerName(pattern: string): boolean {
  const words = wordsIn(pattern);
  if (new Set(words).size !== words.length) return false;
  const filler = 'x'.repeat(words.length > 1 ? LEAST_SHARE : LEAST_ROOM);
  return NAME.test(fillIn(pattern, Object.fromEntries(OF_THE_CLUSTER.map((word) => [word, filler]))));
}

/**
 * The container of one cluster. Two clusters of one name differ by a mark that follows from the id,
 * so that none ever gets the container of the other.
 */
export function containerFor(pattern: string, clusterId: ClusterId): string {
  const words = wordsIn(pattern);
  if (words.length === 0) return pattern;
  const { name, resourceGroup = '' } = partsOf(clusterId);
  const literal = pattern.length - words.reduce((length, word) => length + word.length + 2, 0);
  const room = Math.floor((LONGEST - literal - MARK - 1) / words.length);
  const mark = uuid5(clusterId).slice(0, MARK);
  const marked = (text: string, word: string) => {
    const plain = text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, room)
      .replace(/^-|-$/g, '');
    if (word !== words.at(-1)) return plain === '' ? 'x' : plain;
    return plain === '' ? mark : `${plain}-${mark}`;
  };
  return fillIn(pattern, { cluster: marked(name, 'cluster'), resourceGroup: marked(resourceGroup, 'resourceGroup') });
}

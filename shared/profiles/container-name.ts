import { uuid5 } from '../lib/uuid5.ts';

/** Stands in a profile for the name of each cluster. */
const PLACEHOLDER = '{cluster}';
const LONGEST = 63;
const MARK = 8;
const LEAST_ROOM = 20;
// https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata#container-names
const NAME = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Whether it is a container name, with at most one placeholder and enough room for what takes its
 * place.
 */
export function isContainerName(pattern: string): boolean {
  const filledIn = pattern.replace(PLACEHOLDER, 'x'.repeat(LEAST_ROOM));
  return NAME.test(filledIn);
}

/**
 * The container of one cluster. Two clusters of one name differ by a mark that follows from the id,
 * so that none ever gets the container of the other.
 */
export function containerFor(pattern: string, clusterId: string, clusterName: string): string {
  if (!pattern.includes(PLACEHOLDER)) return pattern;
  const room = LONGEST - (pattern.length - PLACEHOLDER.length) - MARK - 1;
  const plain = clusterName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, room)
    .replace(/^-|-$/g, '');
  const mark = uuid5(clusterId).slice(0, MARK);
  return pattern.replace(PLACEHOLDER, plain === '' ? mark : `${plain}-${mark}`);
}

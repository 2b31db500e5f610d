import type { Fact } from '../model/fact.ts';
import type { Inspection } from '../model/inspection.ts';
import type { Reader } from './reading.ts';

const OFF: Fact<Inspection> = { state: 'known', value: 'off', sources: [] };

/**
 * Reads nothing: looking inside a cluster is an action, and what it came to is kept with the
 * target.
 */
export const readInspection: Reader<'inspection'> = async ({ inspection = OFF }) => inspection;

/** Without pod identity the result of an inspection, or its failure, makes no difference. */
export const readPodIdentityInspection: Reader<'podIdentityInspection'> = async ({ fact }) => {
  const cluster = await fact('cluster');
  if (cluster.state === 'unknown') return cluster;
  return cluster.value.podIdentity === true ? fact('inspection') : { ...cluster, value: 'notNeeded' };
};

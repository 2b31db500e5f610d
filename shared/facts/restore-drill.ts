import type { Fact } from '../model/fact.ts';
import type { RestoreDrill } from '../model/protection.ts';
import { factOrAbsent, type Reader } from './reading.ts';

const OFF: Fact<RestoreDrill> = { state: 'known', value: 'off', sources: [] };

/** Reads nothing: a drill is an action, and its answer is kept with the target. */
export const readRestoreDrill: Reader<'restoreDrill'> = async ({ restoreDrill = OFF }) => restoreDrill;

/** Read only where the profile wants drills. */
export const readDrillTarget: Reader<'drillTarget'> = async ({ arm, target, profile, fact }) => {
  if (profile.restoreDrill === undefined) return { state: 'known', value: 'notNeeded', sources: [] };
  const { clusterId = target.clusterId } = profile.restoreDrill;
  return clusterId === target.clusterId ? fact('cluster') : factOrAbsent(await arm.getCluster(clusterId));
};

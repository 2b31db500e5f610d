import { factOf, type Reader } from './reading.ts';

/** A cluster that is not there has no facts: it stays unknown, with a failure of class `gone`. */
export const readCluster: Reader<'cluster'> = async ({ arm, target }) => factOf(await arm.getCluster(target.clusterId));

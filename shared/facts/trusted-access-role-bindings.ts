import { factOf, type Reader } from './reading.ts';

export const readTrustedAccessRoleBindings: Reader<'trustedAccessRoleBindings'> = async ({ arm, target }) =>
  factOf(await arm.listTrustedAccessRoleBindings(target.clusterId));

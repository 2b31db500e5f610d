/** Oddities of which Backstay and the oracle do not think alike yet, in the order of the generator. It must become empty. */
export const KNOWN_DISAGREEMENTS: readonly string[] = [
  'FIPS pool',
  'only system pool with CriticalAddonsOnly',
  'CriticalAddonsOnly without a value',
  'CriticalAddonsOnly:NoExecute',
  'only fitting pool is empty',
  'no nodes, autoscaler from 0 to 0',
  'no nodes',
  'machines of one size',
  'machines of two sizes',
  'machines by autoscaler',
  'stopped pool',
  'AKS Automatic',
  'node auto-provisioning beside Arm64',
  'everything out denied but AzureCloud',
  'Windows subnet without a way out',
];

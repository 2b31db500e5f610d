import { expect, test } from 'vitest';
import { pairOf } from '../../../../shared/rules/cluster/region-pairs.ts';

test.each([
  ['westeurope', 'northeurope'],
  ['North Europe', 'westeurope'],
  ['brazilsouth', 'southcentralus'],
  // One way only.
  ['southcentralus', 'northcentralus'],
  ['westus3', 'eastus'],
  ['eastus', 'westus'],
  ['polandcentral', undefined],
  ['', undefined],
  ['constructor', undefined],
])('the pair of %j is %j', (region, pair) => {
  expect(pairOf(region)).toBe(pair);
});

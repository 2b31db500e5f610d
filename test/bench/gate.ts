import fc from 'fast-check';
import { KINDS } from '../../shared/changes/index.ts';
import {
  anyFindings,
  anyWorld,
  eachFailing,
  type GateWorld,
  HAS_TO_STAND_ON,
  withoutPrecondition,
  wrongActions,
} from '../support/gate-worlds.ts';
import type { Figure } from './figure.ts';

const WORLDS = 10_000;

/**
 * Plans in generated worlds: none stands on a finding that fails, and each precondition that is
 * taken out is noticed.
 */
export function measureGate(): readonly Figure[] {
  const worlds = [...sampled(anyWorld, WORLDS), ...sampled(anyFindings, WORLDS)];
  const wrong = worlds.flatMap(wrongActions).length;
  const kinds = KINDS;
  const planted = kinds.flatMap((kind) => HAS_TO_STAND_ON[kind].map((ruleId) => [kind, ruleId] as const));
  const plantedWorlds = [...eachFailing(), ...sampled(anyFindings, WORLDS)];
  const found = planted.filter(([kind, ruleId]) =>
    withoutPrecondition(kind, ruleId, () => plantedWorlds.some((world) => wrongActions(world).length > 0)),
  ).length;
  return [
    {
      what: 'plans in generated worlds: actions on a finding that fails',
      measured: `${wrong} in ${worlds.length} worlds`,
      wanted: '0',
      reached: wrong === 0,
    },
    {
      what: 'the same, with one precondition taken out: found',
      measured: `${found} of ${planted.length}`,
      wanted: 'all',
      reached: found === planted.length,
    },
  ];
}

function sampled(worlds: fc.Arbitrary<GateWorld>, numRuns: number): readonly GateWorld[] {
  return fc.sample(worlds, { numRuns, seed: 20_260_101 });
}

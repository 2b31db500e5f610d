import { describe, expect, test } from 'vitest';
import type { Answer } from './judge/ready.ts';
import { HARMLESS, NOT_KNOWN } from './labels.ts';
import { eachOddity, mixedOddities, mixOf, type Named } from './oddities.ts';
import { disagreementOf, opinionsOn } from './second-opinion.ts';

/** All of them together take a few seconds; `npm run bench` has ten thousand more. */
const MIXED = 60;
/** Mixes on which the two once disagreed, or that ended the generator. */
const ONCE_ODD = [
  ['managed system pool alone', 'account without public access'],
  ['managed system pool alone', 'endpoint without a zone'],
  ['AKS Automatic', 'endpoint beside nodes in the network of AKS'],
];

describe('Ready is said of a cluster only if the oracle agrees, and whenever it does', () => {
  test('for each oddity alone', async () => {
    const { ready, answers, disagreements } = await compare(eachOddity());
    const named = (wanted: Answer['ready']) =>
      answers.filter(({ oracle }) => oracle === wanted).map(({ name }) => name);
    expect(named('can')).toEqual(HARMLESS);
    expect(named('unknown')).toEqual(NOT_KNOWN);
    expect(ready).toBeGreaterThan(40);
    expect(disagreements).toEqual([]);
  });

  test('for several oddities together', async () => {
    const { ready, disagreements } = await compare(mixedOddities(MIXED, 1));
    expect(ready).toBeGreaterThan(4);
    expect(disagreements).toEqual([]);
  });

  test('for mixes that were once judged differently', async () => {
    const { answers, disagreements } = await compare(ONCE_ODD.map(mixOf));
    expect(answers).toHaveLength(ONCE_ODD.length);
    expect(disagreements).toEqual([]);
  });
});

async function compare(clusters: Iterable<Named>) {
  const disagreements: { readonly name: string; readonly why: string }[] = [];
  const answers: { readonly name: string; readonly oracle: Answer['ready'] }[] = [];
  let ready = 0;
  for await (const opinions of opinionsOn(clusters)) {
    answers.push({ name: opinions.name, oracle: opinions.oracle.ready });
    if (opinions.product.verdict === 'Ready') ready++;
    const why = disagreementOf(opinions);
    if (why !== undefined) disagreements.push({ name: opinions.name, why });
  }
  return { ready, answers, disagreements };
}

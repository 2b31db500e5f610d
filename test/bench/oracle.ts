import { mixedOddities } from '../oracle/oddities.ts';
import { disagreementOf, opinionsOn } from '../oracle/second-opinion.ts';
import type { Figure } from './figure.ts';

const CLUSTERS = 10_000;
/** The stand-in keeps what it has seen, so it starts again every so often. */
const TOGETHER = 500;

/** Odd clusters by the thousand: what Backstay says of Ready, held against the oracle. */
export async function measureOracle(clusters = CLUSTERS): Promise<readonly Figure[]> {
  let ready = 0;
  const disagreements: string[] = [];
  for (let done = 0; done < clusters; done += TOGETHER) {
    for await (const opinions of opinionsOn(mixedOddities(Math.min(TOGETHER, clusters - done), 1000 + done))) {
      if (opinions.product.verdict === 'Ready') ready++;
      const why = disagreementOf(opinions);
      if (why !== undefined) disagreements.push(`${opinions.name}: ${why}`);
    }
  }
  for (const each of disagreements.slice(0, 20)) process.stderr.write(`${each}\n`);
  return [
    {
      what: `odd clusters, of which Backstay and the oracle do not think alike about Ready (${ready} of ${clusters.toLocaleString('en')} are ready)`,
      measured: String(disagreements.length),
      wanted: '0',
      reached: disagreements.length === 0,
    },
  ];
}

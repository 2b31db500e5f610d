import { SHAPES } from '../../local/demo/shapes.ts';
import { createShapeWorld } from '../support/shape-world.ts';
import { countOf } from './ready.ts';

/**
 * A table of what Backstay makes of each kind of cluster, and with how many calls; two hours are
 * watched.
 */
export async function measureShapes(): Promise<string> {
  const rows: string[] = [];
  for (const shape of SHAPES) {
    const { world, state, close } = await createShapeWorld(shape);
    const { calls, polls } = countOf(world.requests);
    const { verdict, verdictReason } = await state();
    rows.push(`| ${shape.name} | ${shape.description} | ${verdict} | ${verdictReason} | ${calls} | ${polls} |`);
    await close();
  }
  return [
    '| cluster | what is special | verdict | reason | calls | polls |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

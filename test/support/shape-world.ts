import { type ClusterShape, SHAPES_GROUP, shapeId, type Wanted } from '../../local/demo/shapes.ts';
import { PROFILES } from '../../local/demo/world.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { TargetState } from '../../shared/model/state.ts';
import type { Target } from '../../shared/model/target.ts';
import { must } from './facts.ts';
import { createVirtualWorld, type VirtualWorld, type WorldOptions } from './virtual-world.ts';

export interface ShapeWorld {
  readonly world: VirtualWorld;
  state(): Promise<TargetState>;
  close(): void;
}

/** A cluster of this shape appears, and two hours pass. */
export async function createShapeWorld(shape: ClusterShape, options: WorldOptions = {}): Promise<ShapeWorld> {
  const world = await createVirtualWorld(options);
  await world.prepare();
  for (const wanted of [SHAPES_GROUP, ...(shape.needs ?? [])]) await put(world, wanted);
  // What is counted begins with the cluster.
  world.requests.length = 0;
  await put(world, { id: shapeId(shape), apiVersion: '2024-05-01', body: shape.body });
  await world.pass(() => false, 2);

  const target: Target = {
    clusterId: must(parseClusterId(shapeId(shape))),
    profile: must(PROFILES.profiles[0]).name,
  };
  return {
    world,
    state: async () => must(await world.ports.targets.get(target)).state,
    close: () => world.close(),
  };
}

async function put(world: VirtualWorld, { id, apiVersion, body }: Wanted): Promise<void> {
  const response = await world.send('PUT', id, apiVersion, body);
  if (!response.ok) throw new Error(`PUT ${id}: ${response.status} ${await response.text()}`);
}

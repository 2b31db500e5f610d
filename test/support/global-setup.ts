import { mkdir, rm } from 'node:fs/promises';

/** Where tests leave the traffic that they had with the local Resource Manager, for the check against Azure's specifications. */
export const TRAFFIC_FOLDER = '.traffic';

export async function setup(): Promise<void> {
  await rm(TRAFFIC_FOLDER, { recursive: true, force: true });
  await mkdir(TRAFFIC_FOLDER, { recursive: true });
}

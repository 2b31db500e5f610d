import { z } from 'zod';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { invalidName } from './network-errors.ts';

const NAME = /^\w([\w.-]{0,78}\w)?$/;

/** A reference; whatever else a client sends with it, such as a whole security group that it has read, does not count. */
export const optionalReference = z
  .object({ id: z.string().startsWith('/') })
  .nullish()
  .transform((reference) => reference ?? undefined);

/** What the bodies of all resources begin with. */
export const trackedFields = { location: locationSchema, tags: tagsSchema };

export const zonesSchema = z
  .array(z.string())
  .nullish()
  .transform((zones) => zones ?? undefined);

/** @throws ArmError when a resource or part cannot be called that */
export function requireName(name: string): void {
  if (!NAME.test(name)) throw invalidName(name);
}

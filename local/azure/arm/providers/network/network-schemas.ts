import { z } from 'zod';
import { locationSchema, tagsSchema } from '../../server/request-schemas.ts';
import { invalidName } from './network-errors.ts';

const NAME = /^\w([\w.-]{0,78}\w)?$/;

/**
 * A reference; other parts that a client sends with it, such as a whole security group that it has
 * read, does not count.
 */
export const optionalReference = z
  .object({ id: z.string().startsWith('/') })
  .nullish()
  .transform((reference) => reference ?? undefined);

/** The common part of the bodies of all resources. */
export const trackedFields = { location: locationSchema, tags: tagsSchema };

export const zonesSchema = z
  .array(z.string())
  .nullish()
  .transform((zones) => zones ?? undefined);

/** @throws ArmError when a resource or part cannot be called that */
export function requireName(name: string): void {
  if (!NAME.test(name)) throw invalidName(name);
}

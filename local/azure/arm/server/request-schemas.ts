import { z } from 'zod';

/** Parts that request bodies of many types share. */
export const tagsSchema = z
  .record(z.string(), z.string())
  .nullish()
  .transform((tags) => tags ?? undefined);

/** `West Europe` and `westeurope` are one place; answers have the short form. */
export const locationSchema = z
  .string()
  .regex(/^[a-z0-9 ]+$/i, 'is no Azure region')
  .transform((location) => location.toLowerCase().replaceAll(' ', ''));

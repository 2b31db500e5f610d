import { readFile } from 'node:fs/promises';
import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';
import { z } from 'zod';

/** An object that may hold the given keys and no other; the error for another one lists them. */
export function objectOf<S extends z.ZodRawShape>(shape: S): z.ZodObject<S, z.core.$strict> {
  return z.strictObject(shape, {
    error: ({ code, keys }) =>
      code === 'unrecognized_keys'
        ? `${keys?.map((key) => `"${key}"`).join(', ')} is not known here, only ${Object.keys(shape).join(', ')}`
        : undefined,
  });
}

/**
 * Reads a JSON file, in which comments are welcome, and checks it.
 * @throws Error naming the file, the place in it, what is wrong there and what may stand there.
 */
export async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(error.code === 'ENOENT' ? `${file} is not there.` : `${file} cannot be read: ${error.message}`);
  });

  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    throw new Error(`${file}, ${placeOf(error.offset, text)}: no valid JSON (${printParseErrorCode(error.error)}).`);
  }

  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(
    result.error.issues.map(({ path, message }) => `${[file, ...path].join(' › ')}: ${message}`).join('\n'),
  );
}

function placeOf(offset: number, text: string): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

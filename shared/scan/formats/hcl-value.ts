/** A name of another resource, which is written without quotes. */
export interface Reference {
  readonly ref: string;
}

/** The lines of a body: attributes as `terraform fmt` aligns them. */
export function attributes(entries: readonly (readonly [string, unknown])[], indent: string): readonly string[] {
  const rendered = entries.map(([key, value]) => ({ key: nameOf(key), text: hclValue(value, indent) }));
  return rendered.map(({ key, text }, index) => {
    if (text.includes('\n')) return `${indent}${key} = ${text}`;
    let from = index;
    while (isOneLine(rendered[from - 1])) from--;
    let to = index;
    while (isOneLine(rendered[to + 1])) to++;
    const width = Math.max(...rendered.slice(from, to + 1).map((each) => each.key.length));
    return `${indent}${key.padEnd(width)} = ${text}`;
  });
}

/**
 * A value of JSON in the native syntax of HCL.
 * https://developer.hashicorp.com/terraform/language/expressions/strings
 */
function hclValue(value: unknown, indent: string): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isReference(value)) return value.ref;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((each) => typeof each !== 'object' || isReference(each))) {
      return `[${value.map((each) => hclValue(each, indent)).join(', ')}]`;
    }
    return ['[', ...value.map((each) => `${inner}${hclValue(each, inner)},`), `${indent}]`].join('\n');
  }
  const entries = Object.entries(value);
  return entries.length === 0 ? '{}' : ['{', ...attributes(entries, inner), `${indent}}`].join('\n');
}

function isOneLine(entry: { readonly text: string } | undefined): boolean {
  return entry !== undefined && !entry.text.includes('\n');
}

function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && 'ref' in value && typeof value.ref === 'string';
}

function nameOf(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : quote(key);
}

/** All that could end the string, begin a template, or not be seen is escaped. */
function quote(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/["\\]/g, '\\$&')
    .replace(/[$%](?=\{)/g, '$&$&')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => {
      const hex = letter.codePointAt(0)?.toString(16) ?? '';
      return hex.length > 4 ? `\\U${hex.padStart(8, '0')}` : `\\u${hex.padStart(4, '0')}`;
    });
  return `"${escaped}"`;
}

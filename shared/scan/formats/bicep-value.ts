/**
 * A value of JSON as Bicep writes it.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/data-types#strings
 */
export function bicepValue(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((each) => `${inner}${bicepValue(each, inner)}`)
    : Object.entries(value).flatMap(([key, each]) => [
        // The address of an account was read from Azure, so it is right in every cloud.
        ...(typeof each === 'string' && each.includes('://')
          ? [`${inner}#disable-next-line no-hardcoded-env-urls`]
          : []),
        `${inner}${/^[A-Za-z_]\w*$/.test(key) ? key : quote(key)}: ${bicepValue(each, inner)}`,
      ]);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return lines.length === 0 ? `${open}${close}` : [open, ...lines, `${indent}${close}`].join('\n');
}

/** All that could end the string, begin an expression, or not be seen is escaped. */
function quote(text: string): string {
  const escaped = text
    .toWellFormed()
    .replace(/['\\]/g, '\\$&')
    .replace(/\$(?=\{)/g, '\\$')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (letter) => `\\u{${letter.codePointAt(0)?.toString(16)}}`);
  return `'${escaped}'`;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The licences of everything that is in the package, as they ask to be passed on. @throws Error
 * when one names no licence.
 */
export function noticesFor(root: string, modules: readonly string[]): string {
  const parts = modules.map((path) => {
    const folder = join(root, path);
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly name: string;
      readonly version: string;
      readonly license?: string;
    };
    const file = readdirSync(folder).find((each) => /^(licen[cs]e|copying)/i.test(each));
    if (license === undefined && file === undefined) throw new Error(`${name} names no licence.`);
    const text = file === undefined ? `Licensed under ${license}.` : readFileSync(join(folder, file), 'utf8').trim();
    return `${name} ${version} (${license ?? 'see below'})\n\n${text}`;
  });
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  return `This package contains the following software of others.${rule}${parts.join(rule)}\n`;
}

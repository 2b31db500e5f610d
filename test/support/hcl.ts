import { createRequire } from 'node:module';

/** A configuration of Terraform, as far as the tests read it: resources by type and name. */
export interface Configuration {
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>>>;
}

interface Parser {
  parse(fileName: string, text: string): Promise<Configuration>;
}

// Its types bring those of browsers with them, which then hold for all tests.
const { parse }: Parser = createRequire(import.meta.url)('@cdktn/hcl2json');

/** Reads HCL by HashiCorp's own parser. @throws where it is none. */
export function parseHcl(text: string): Promise<Configuration> {
  return parse('main.tf', text);
}

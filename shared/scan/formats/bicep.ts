import { type DeclaredResource, spelledId } from '../../changes/declaration.ts';
import { az } from '../../steps/az.ts';
import { inShell, type Shell } from '../../steps/in-shell.ts';
import { oneLine } from '../../wording/one-line.ts';
import type { ScanReport } from '../report.ts';
import { bicepValue } from './bicep-value.ts';
import { type Declared, desiredState, type LeftOut, type RuleTitle } from './desired-state.ts';
import { versioned } from './type-versions.ts';

/** Where a file is deployed: a Bicep file writes to one scope only. */
interface Scope {
  readonly subscription: string;
  /** Undefined where it is the subscription itself; its deployments are kept in a region. */
  readonly resourceGroup?: string;
  readonly location?: string;
}

interface Existing {
  readonly type: string;
  readonly name: string;
}

interface Place {
  readonly scope: Scope;
  /** The resources that it is in or extends, outermost first. */
  readonly parents: readonly Existing[];
}

interface File {
  readonly scope: Scope;
  readonly lines: string[];
  /** The symbol of each existing resource, by its path in the group. */
  readonly symbols: Map<string, string>;
  previous?: string;
}

/**
 * The desired state of all that is missing, as Bicep files in the order in which they are deployed.
 * A new file begins where the scope changes.
 */
export function toBicep(report: ScanReport, rules: readonly RuleTitle[], shell: Shell): string {
  const preamble: string[] = [];
  const files: File[] = [];
  for (const { notes, declared, symbol } of desiredState(report, rules, { leaveOut, shell })) {
    const place = declared?.kind === 'resource' ? placeOf(declared) : undefined;
    if (declared?.kind !== 'resource' || place === undefined) {
      (files.at(-1)?.lines ?? preamble).push('', ...comments(notes));
      continue;
    }
    const last = files.at(-1);
    const file = last !== undefined && isSame(last.scope, place.scope) ? last : begin(place.scope);
    if (file !== last) files.push(file);
    file.lines.push(...existingOf(place, file), '', ...comments(notes), ...resourceOf(declared, place, symbol, file));
    file.previous = symbol;
  }
  const [first = '', ...rest] = preamble.filter((line, index) => line !== '' || index > 0);
  return [
    first,
    ...rest,
    '// Save each part that begins with "File" as the file that its first line names, and deploy them one after the other.',
    ...files.flatMap(({ scope, lines }, index) => ['', ...headOf(scope, nameOf(index), shell), ...lines]),
    '',
  ].join('\n');
}

/** The provider that the extension in the template belongs to. */
const OF_EXTENSION = 'Microsoft.KubernetesConfiguration';

/**
 * https://learn.microsoft.com/azure/azure-resource-manager/management/resource-providers-and-types#register-resource-provider
 */
function leaveOut(declared: Declared): LeftOut | undefined {
  if (declared.kind === 'part') {
    return { why: 'Bicep replaces a resource as a whole, and the scan has not read all of it.' };
  }
  if (declared.kind === 'registration') {
    const why = 'Bicep has no resource for a registration.';
    return declared.namespace === OF_EXTENSION
      ? { why: `${why} A deployment registers the providers of its own resources.`, isGiven: true }
      : { why };
  }
  return placeOf(declared) === undefined ? { why: 'it is on a resource of a type that no change writes.' } : undefined;
}

/** Undefined where a part of the id is unknown. */
function placeOf({ parentId, location }: DeclaredResource): Place | undefined {
  const [, , subscription = '', , resourceGroup, providers, namespace = '', ...rest] = spelledId(parentId).split('/');
  if (resourceGroup === undefined) {
    return location === undefined ? undefined : { scope: { subscription, location }, parents: [] };
  }
  const scope = { subscription, resourceGroup };
  if (providers === undefined) return { scope, parents: [] };
  const parents: Existing[] = [];
  let type = namespace;
  for (let at = 0; at < rest.length; at += 2) {
    type = `${type}/${rest[at]}`;
    parents.push({ type, name: rest[at + 1] ?? '' });
  }
  return parents.every((each) => versioned(each.type) !== undefined) ? { scope, parents } : undefined;
}

function isSame(one: Scope, other: Scope): boolean {
  return one.subscription === other.subscription && one.resourceGroup === other.resourceGroup;
}

function begin(scope: Scope): File {
  return { scope, lines: [], symbols: new Map() };
}

function nameOf(index: number): string {
  return `part${String(index + 1).padStart(2, '0')}.bicep`;
}

function headOf(
  { subscription, resourceGroup, location = '' }: Scope,
  templateFile: string,
  shell: Shell,
): readonly string[] {
  const command =
    resourceGroup === undefined
      ? az('deployment sub create', { subscription, location, templateFile })
      : az('deployment group create', { subscription, resourceGroup, templateFile });
  return [
    ...comments([`File ${templateFile}: ${inShell(command, shell)}`]),
    `targetScope = '${resourceGroup === undefined ? 'subscription' : 'resourceGroup'}'`,
  ];
}

/** The parents that the file does not have yet. */
function existingOf({ parents }: Place, { symbols }: File): readonly string[] {
  return parents.flatMap(({ type, name }, depth) => {
    const path = pathOf(parents, depth);
    if (symbols.has(path)) return [];
    const parent = depth === 0 ? undefined : symbols.get(pathOf(parents, depth - 1));
    const word = type.split('/').at(-1) ?? '';
    const namesakes = [...symbols.values()].filter((symbol) => symbol.replace(/\d+$/, '') === word).length;
    const symbol = namesakes === 0 ? word : `${word}${namesakes + 1}`;
    symbols.set(path, symbol);
    return [
      '',
      `resource ${symbol} ${bicepValue(versioned(type))} existing = {`,
      ...(parent === undefined ? [] : [`  parent: ${parent}`]),
      `  name: ${bicepValue(name)}`,
      '}',
    ];
  });
}

function pathOf(parents: readonly Existing[], depth: number): string {
  return parents
    .slice(0, depth + 1)
    .map(({ type, name }) => `${type}/${name}`)
    .join('|');
}

/** Each resource of a file waits for the one before it: a cluster takes one write at a time. */
function resourceOf(
  { type, name, location, properties }: DeclaredResource,
  { parents }: Place,
  symbol: string,
  { symbols, previous }: File,
): readonly string[] {
  const parent = parents.at(-1);
  const parentSymbol = symbols.get(pathOf(parents, parents.length - 1));
  const isChild = parent !== undefined && type.startsWith(`${parent.type}/`);
  return [
    `resource ${symbol} ${bicepValue(versioned(type))} = {`,
    ...(parentSymbol === undefined ? [] : [`  ${isChild ? 'parent' : 'scope'}: ${parentSymbol}`]),
    `  name: ${bicepValue(name)}`,
    ...(location === undefined ? [] : [`  location: ${bicepValue(location)}`]),
    ...(Object.keys(properties).length === 0 ? [] : [`  properties: ${bicepValue(properties, '  ')}`]),
    ...(previous === undefined ? [] : ['  dependsOn: [', `    ${previous}`, '  ]']),
    '}',
  ];
}

function comments(texts: readonly string[]): readonly string[] {
  return texts.map((text) => `// ${oneLine(text)}`);
}

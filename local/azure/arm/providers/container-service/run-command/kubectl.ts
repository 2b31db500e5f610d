import { type Printed, printItems } from './print-items.ts';
import { findKind, type ResourceKind } from './resource-kinds.ts';
import { type CommandOutcome, type Program, runShell } from './shell.ts';
import type { KubernetesItem, Workloads } from './workloads.ts';

/** The inside of a cluster, as far as kubectl can reach it here. */
export interface Inside {
  readonly kinds: readonly ResourceKind[];
  workloads(): Workloads;
  change(workloads: Workloads): void;
}

/**
 * Runs `kubectl get KINDS` in kubectl's own forms, and `kubectl delete KIND` by names or by one
 * label, alone or in a line of shell. It is no kubectl: everything else fails as it would where the
 * command is unknown.
 */
export function runCommandLine(command: string, inside: Inside): CommandOutcome {
  const unknown = (text: string) => failed(`error: unknown command "${text}" for "kubectl"`);
  const kubectl: Program = (args) => {
    const request = readRequest(args);
    if (request?.verb === 'get') return get(request, inside);
    return (request?.verb === 'delete' ? remove(request, inside) : undefined) ?? unknown(args.join(' '));
  };
  return runShell(command, { kubectl }) ?? unknown(command);
}

interface Request {
  readonly verb: string;
  readonly kinds: string;
  readonly names: readonly string[];
  readonly namespace: string | undefined;
  readonly form: string;
  readonly selector: readonly [label: string, value: string] | undefined;
  readonly showLabels: boolean;
  readonly noHeaders: boolean;
}

const VALUES: Readonly<Record<string, string>> = {
  '-n': 'namespace',
  '--namespace': 'namespace',
  '-o': 'output',
  '--output': 'output',
  '-l': 'selector',
  '--selector': 'selector',
};
const FLAGS: Readonly<Record<string, string>> = {
  '-A': 'all-namespaces',
  '--all-namespaces': 'all-namespaces',
  '--no-headers': 'no-headers',
  '--show-labels': 'show-labels',
};

function readRequest(args: readonly string[]): Request | undefined {
  const words: string[] = [];
  const given = new Map<string, string>();
  for (let index = 0; index < args.length; index++) {
    const [, option = args[index] ?? '', own] = /^(--[a-z-]+)=(.*)$/s.exec(args[index] ?? '') ?? [];
    const [value, flag] = [VALUES[option], FLAGS[option]];
    if (value !== undefined) given.set(value, own ?? args[++index] ?? '');
    else if (flag !== undefined) given.set(flag, '');
    else if (option.startsWith('-')) return undefined;
    else words.push(option);
  }
  const [verb, kinds, ...names] = words;
  const selector = /^([\w./-]+)=([\w.-]*)$/.exec(given.get('selector') ?? '');
  if (verb === undefined || kinds === undefined || (given.has('selector') && selector === null)) return undefined;
  return {
    verb,
    kinds,
    names,
    namespace: given.has('all-namespaces') ? undefined : (given.get('namespace') ?? 'default'),
    form: given.get('output') ?? '',
    selector: selector === null ? undefined : [selector[1] ?? '', selector[2] ?? ''],
    showLabels: given.has('show-labels'),
    noHeaders: given.has('no-headers'),
  };
}

function get(request: Request, { kinds, workloads }: Inside): CommandOutcome {
  const wanted = request.kinds.split(',').map((name) => ({ name, kind: findKind(kinds, name) }));
  const unknown = wanted.find(({ kind }) => kind === undefined);
  if (unknown !== undefined) return failed(`error: the server doesn't have a resource type "${unknown.name}"`);

  const printed = wanted.flatMap(({ kind }): readonly Printed[] =>
    kind === undefined ? [] : [{ kind, items: itemsOf(kind, request, workloads()) }],
  );
  const missing = request.names.find((name) => !printed.some(({ items }) => items.some(isNamed(name))));
  if (missing !== undefined) {
    return failed(`Error from server (NotFound): ${printed[0]?.kind.names[0]} "${missing}" not found`);
  }
  const logs = printItems(request, printed);
  const allowed = 'custom-columns,json,jsonpath,name,wide,yaml';
  return logs === undefined
    ? failed(
        `error: unable to match a printer suitable for the output format "${request.form}", allowed formats are: ${allowed}`,
      )
    : { exitCode: 0, logs };
}

/** Undefined for kinds of which nothing can be deleted here. */
function remove(request: Request, { kinds, workloads, change }: Inside): CommandOutcome | undefined {
  const kind = findKind(kinds, request.kinds);
  const before = workloads();
  if (kind?.field === undefined) return undefined;
  if (request.names.length === 0 && request.selector === undefined) {
    return failed('error: resource(s) were provided, but no name was specified');
  }
  const gone = itemsOf(kind, request, before);
  change({ ...before, [kind.field]: (before[kind.field] ?? []).filter((item) => !gone.includes(item)) });
  const lines = gone.map(({ metadata: { name } }) => `${kind.singular} "${name}" deleted\n`);
  return { exitCode: 0, logs: lines.join('') || 'No resources found\n' };
}

function itemsOf(kind: ResourceKind, request: Request, workloads: Workloads): readonly KubernetesItem[] {
  const { namespace, names, selector } = request;
  return kind
    .items(workloads)
    .filter(
      ({ metadata }) =>
        (namespace === undefined || !kind.isNamespaced || (metadata.namespace ?? 'default') === namespace) &&
        (selector === undefined || labelsOf(metadata)[selector[0]] === selector[1]),
    )
    .filter((item) => names.length === 0 || names.some((name) => isNamed(name)(item)));
}

function labelsOf({ labels }: KubernetesItem['metadata']): Readonly<Record<string, unknown>> {
  return (labels ?? {}) as Readonly<Record<string, unknown>>;
}

function isNamed(name: string) {
  return ({ metadata }: KubernetesItem) => metadata.name === name;
}

function failed(message: string): CommandOutcome {
  return { exitCode: 1, logs: `${message}\n` };
}

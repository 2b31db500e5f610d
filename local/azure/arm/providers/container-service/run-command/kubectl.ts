import { type Printable, printItems } from './print-items.ts';
import { findKind, type ResourceKind } from './resource-kinds.ts';
import { type CommandOutcome, type Program, runShell } from './shell.ts';
import type { Workloads } from './workloads.ts';

const GET = /^kubectl get (\S+)((?: (?:-A|--all-namespaces|--no-headers))*) (?:-o|--output)[ =](\S+)$/;
const PLACE = /^(?:-A|--all-namespaces|--namespace [a-z0-9-]+)?$/;
/** A word as the shell reads it: plain characters and quoted pieces. */
const SHELL_WORD = /^(?:[^\s'"\\;|&$`<>()]|'[^']*'|"[^"\\$`]*")+$/;

/**
 * Runs `kubectl get KINDS [-A | --namespace NAME] -o FORM`, where KINDS are separated by commas and
 * FORM is `json`, `name`, `custom-columns=HEADER:.path,...` or `jsonpath=TEMPLATE`, alone or in a
 * line of shell. It is no kubectl: everything else fails as it would where the command is unknown.
 */
export function runCommandLine(command: string, kinds: readonly ResourceKind[], workloads: Workloads): CommandOutcome {
  const [, names, flags = '', word = ''] = GET.exec(command.trim().replace(/\s+/g, ' ')) ?? [];
  if (names !== undefined && SHELL_WORD.test(word)) {
    return get(names, flags, word.replaceAll(/['"]/g, ''), kinds, workloads);
  }
  const kubectl: Program = (args) => {
    const [verb, wanted, ...rest] = args;
    const form = rest.at(-1) ?? '';
    const place = rest.slice(0, -2).join(' ');
    const isGet = verb === 'get' && wanted !== undefined && rest.at(-2) === '-o';
    if (!isGet || !PLACE.test(place)) {
      return failed(`error: unknown command "${args.join(' ')}" for "kubectl"`);
    }
    return get(wanted, ` ${place}`, form, kinds, workloads);
  };
  return runShell(command, { kubectl }) ?? failed(`error: unknown command "${command}" for "kubectl"`);
}

function get(
  names: string,
  flags: string,
  form: string,
  kinds: readonly ResourceKind[],
  workloads: Workloads,
): CommandOutcome {
  const wanted = names.split(',').map((name) => ({ name, kind: findKind(kinds, name) }));
  const unknown = wanted.find(({ kind }) => kind === undefined);
  if (unknown !== undefined) return failed(`error: the server doesn't have a resource type "${unknown.name}"`);

  const namespace = / (-A|--all-namespaces)/.test(flags)
    ? undefined
    : (/--namespace (\S+)/.exec(flags)?.[1] ?? 'default');
  const items = wanted.flatMap(({ kind }) => (kind ? printablesOf(kind, workloads, namespace) : []));
  const text = printItems(form, items);
  if (text === undefined) {
    const allowed = 'custom-columns,json,jsonpath,name';
    return failed(
      `error: unable to match a printer suitable for the output format "${form}", allowed formats are: ${allowed}`,
    );
  }
  const withoutHeaders = flags.includes('--no-headers') && form.startsWith('custom-columns');
  return { exitCode: 0, logs: withoutHeaders ? text.slice(text.indexOf('\n') + 1) : text };
}

/** Without a namespace, everywhere. */
function printablesOf(kind: ResourceKind, workloads: Workloads, namespace: string | undefined): readonly Printable[] {
  return kind
    .items(workloads)
    .filter(
      ({ metadata }) =>
        namespace === undefined || !kind.isNamespaced || (metadata.namespace ?? 'default') === namespace,
    )
    .map((item) => ({
      reference: `${kind.singular}/${item.metadata.name}`,
      item: { apiVersion: kind.apiVersion, kind: kind.kind, ...item },
    }));
}

function failed(message: string): CommandOutcome {
  return { exitCode: 1, logs: `${message}\n` };
}

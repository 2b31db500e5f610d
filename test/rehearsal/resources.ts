import type { Stage } from '../../local/demo/stage.ts';
import type { Answer } from './cloud.ts';

/**
 * The commands of the guide that read and write clusters: `az` hands them to the Resource Manager
 * of the stage.
 */
export async function azureResources(
  { arm, client }: Stage,
  [name, ...args]: readonly string[],
): Promise<Answer | undefined> {
  const option = (flag: string) => args[args.indexOf(flag) + 1] ?? '';
  const headers = { authorization: `Bearer ${client.token}`, 'content-type': 'application/json' };
  const line = [name, ...args].join(' ');
  if (line.startsWith('az resource show') && /managedClusters/i.test(option('--ids'))) {
    const read = await fetch(`${arm.url}${option('--ids')}?api-version=2026-05-01`, { headers });
    const { tags } = (await read.json()) as { readonly tags?: object };
    return answerOf(read, JSON.stringify(tags ?? {}));
  }
  if (line.startsWith('az rest --method patch') && option('--url').startsWith('/subscriptions/')) {
    const written = await fetch(`${arm.url}${option('--url')}`, { method: 'PATCH', headers, body: option('--body') });
    return answerOf(written, await written.text());
  }
  return undefined;
}

function answerOf({ ok, status }: Response, text: string): Answer {
  return ok ? { status: 0, stdout: text, stderr: '' } : { status: 1, stdout: '', stderr: `ERROR: ${status} ${text}` };
}

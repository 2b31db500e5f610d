import type { Fault } from './fault.ts';
import { recaseIds } from './id-casing.ts';

/**
 * Another answer in place of the right one, all of whose effects stay; undefined where there is
 * nothing in it to break.
 */
export async function breakAnswer(fault: Fault, answer: Response): Promise<Response | undefined> {
  if (!answer.ok) return undefined;
  switch (fault.kind) {
    case 'foreignOperationUrl':
      return moveOperation(answer, fault.origin);
    case 'emptyBody':
      return changeText(answer, () => '');
    case 'truncatedBody':
      return changeText(answer, (text) => text.slice(0, Math.floor(text.length / 2)));
    case 'otherCasing':
      return changeText(answer, (text) => JSON.stringify(recaseIds(JSON.parse(text), fault.casing)));
    default:
      return undefined;
  }
}

async function changeText(answer: Response, change: (text: string) => string): Promise<Response | undefined> {
  const text = await answer.clone().text();
  if (text === '') return undefined;
  const changed = change(text);
  return changed === text ? undefined : new Response(changed, answer);
}

function moveOperation(answer: Response, origin: string): Response | undefined {
  const links = ['azure-asyncoperation', 'location'].filter((name) => answer.headers.has(name));
  if (links.length === 0) return undefined;
  const moved = new Response(answer.body, answer);
  for (const name of links) {
    const { pathname, search } = new URL(answer.headers.get(name) ?? '', origin);
    moved.headers.set(name, new URL(`${pathname}${search}`, origin).href);
  }
  return moved;
}

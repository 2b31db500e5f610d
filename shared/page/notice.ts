import type { TargetState } from '../model/state.ts';
import { moment } from './time.ts';

/**
 * How a form went, as the address of the page says. Anyone may write an address, hence it only
 * picks among these.
 */
export interface Notice {
  readonly kind: 'good' | 'bad';
  readonly text: string;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  'not-found': 'Nothing was changed: it no longer exists.',
  conflict: 'Nothing was changed: the state has changed since. Check it and decide again.',
  protected: 'Nothing was changed: backups of the cluster rely on what would be undone.',
  'plan-changed': 'Nothing was changed: the facts have changed since the plan was shown. Check the current plan.',
  busy: 'Nothing was changed: Backstay was working on this target. Try again in half a minute.',
  unreadable: 'Nothing was changed: Azure did not let the cluster be read. Try again later.',
};

export function noticeOf(
  query: Readonly<Record<string, string>>,
  { dirty, fullLookAt }: Pick<TargetState, 'dirty' | 'fullLookAt'>,
): Notice | undefined {
  const { done, problem } = query;
  if (problem !== undefined) {
    const text = Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : undefined;
    return { kind: 'bad', text: text ?? 'It was not carried out.' };
  }
  if (done === 'check') {
    const text =
      dirty || fullLookAt === undefined
        ? 'Backstay checks this cluster now. The page shows the result once it is there; without scripts, load it again.'
        : `Checked at ${moment(fullLookAt)}.`;
    return { kind: 'good', text };
  }
  return done === undefined ? undefined : { kind: 'good', text: 'Done. The timeline below shows it.' };
}

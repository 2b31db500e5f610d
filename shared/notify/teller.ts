import type { CardMessage } from './cards/elements.ts';

/** How people were told. */
export type Told =
  /** Taken on; whether it was posted is seen only in the workflow's own history. */
  | { readonly status: 'accepted' }
  | { readonly status: 'failed'; readonly retry: boolean; readonly retryAfterSeconds?: number; readonly why: string }
  /** There is nobody to tell. */
  | { readonly status: 'notConfigured' };

export interface Teller {
  tell(card: CardMessage): Promise<Told>;
}

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../lib/clock.ts';
import { callerKey, type KnownCaller } from './caller.ts';
import { Refusal } from './problem.ts';

/**
 * Proves that a form was part of a page that Backstay made for this very caller and this very
 * purpose. It can be sent more than once; that what it asks for happens once is seen to where it
 * happens, since its state has changed by then.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#employing-hmac-csrf-tokens
 */
export interface FormTokens {
  make(known: KnownCaller, purpose: FormPurpose): Promise<string>;
  /**
   * @throws Refusal for a token of another caller or purpose, one that has expired, and none at
   * all.
   */
  check(known: KnownCaller, purpose: FormPurpose, token: string): Promise<void>;
}

/** The action of a form, and its object. */
export interface FormPurpose {
  readonly form: 'approval' | 'accept' | 'acceptanceEnd' | 'undo' | 'resume' | 'check';
  readonly targetId: string;
  /**
   * The approval, the finding, the acceptance or the plan; nothing for forms that are about the
   * whole target.
   */
  readonly about?: string;
}

/** As long as a question can be answered. */
const LIFETIME_SECONDS = 7 * 24 * 3600;

/** `key` reads the secret that all instances share. */
export function createFormTokens(key: () => Promise<Uint8Array>, clock: Clock): FormTokens {
  async function sign(known: KnownCaller, purpose: FormPurpose, expiry: string): Promise<string> {
    const { form, targetId, about = '' } = purpose;
    // As JSON, no part can be taken for another.
    const text = JSON.stringify([callerKey(known), form, targetId, about, expiry]);
    return createHmac('sha256', await key())
      .update(text)
      .digest('base64url');
  }
  const secondsNow = () => Math.floor(clock.now().getTime() / 1000);

  return {
    async make(known, purpose) {
      const expiry = String(secondsNow() + LIFETIME_SECONDS);
      return `${expiry}.${await sign(known, purpose, expiry)}`;
    },
    async check(known, purpose, token) {
      const [, expiry, signature] = /^(\d{1,12})\.([\w-]{43})$/.exec(token) ?? [];
      if (expiry === undefined || signature === undefined) throw stale();
      const expected = await sign(known, purpose, expiry);
      if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) throw stale();
      if (Number(expiry) < secondsNow()) throw stale();
    },
  };
}

function stale(): Refusal {
  return new Refusal(
    'cross-site',
    'The form is not from a page that was made for this caller, or it is too old. Open the page again.',
  );
}

import { setTimeout as wait } from 'node:timers/promises';
import { RIGHTS } from '../../shared/model/caller.ts';
import { mintToken } from '../azure/identity/token.ts';
import { PERSON } from './world.ts';

const AUDIENCE = 'api://backstay';
/** The demo can stay up for as long as this, in seconds. */
const TOKEN_SECONDS = 30 * 24 * 3600;
const RETRY_MS = 200;

/** The token of the person of the demo at Backstay, with all app roles. */
export function mintPersonToken(): string {
  const { appId: appid, objectId: oid, tenantId: tid } = PERSON;
  const claims = { aud: AUDIENCE, oid, appid, tid, roles: RIGHTS, scp: 'user_impersonation' };
  return mintToken(claims, new Date(), TOKEN_SECONDS);
}

/** App settings by which the host signs browsers in as the person whose token this is. */
export function signInSettings(token: string): Readonly<Record<string, string>> {
  return {
    WEBSITE_AUTH_ENABLED: 'True',
    BACKSTAY_TENANT_ID: PERSON.tenantId,
    BACKSTAY_API_AUDIENCE: AUDIENCE,
    LOCAL_SIGN_IN: token,
  };
}

/** The person approves and undoes by the API in place of clicks. */
export interface Person {
  approve(targetId: string, approvalId: string): Promise<void>;
  /** Has all changes of a target undone; answers what was undone and how many changes were kept. */
  undo(targetId: string): Promise<{ readonly undone: readonly string[]; readonly kept: number }>;
}

interface UndoAnswer {
  readonly planId: string;
  readonly actions: readonly { readonly text: string }[];
  readonly kept: readonly unknown[];
}

export function createPerson(hostUrl: string, token: string): Person {
  /**
   * A step of Backstay that is at work on the target ends soon, and only then is what it asks for
   * there to be answered.
   */
  async function post<T>(path: string, body: object): Promise<T> {
    for (;;) {
      const response = await fetch(`${hostUrl}/api${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = await response.text();
      if (response.ok) return JSON.parse(answer) as T;
      if (!/"type":"[^"]*\/(busy|not-found)"/.test(answer))
        throw new Error(`POST ${path}: ${response.status} ${answer}`);
      await wait(RETRY_MS);
    }
  }

  return {
    async approve(target, approvalId) {
      await post(`/approvals/${approvalId}`, { target, answer: 'approve' });
    },
    async undo(target) {
      const { planId } = await post<UndoAnswer>('/undo', { target, all: true });
      const { actions, kept } = await post<UndoAnswer>('/undo', { target, all: true, planId });
      return { undone: actions.map(({ text }) => text), kept: kept.length };
    },
  };
}

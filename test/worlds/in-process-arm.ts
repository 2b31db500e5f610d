import type { HttpClient } from '@azure/core-rest-pipeline';
import { type Arm, type ArmOptions, buildArm } from '../../local/azure/arm/build-arm.ts';
import { mintToken } from '../../local/azure/identity/token.ts';
import { type BOT, PERSON } from '../../local/demo/world.ts';
import { exchange, lostError, requestOf, responseTo } from './app-client.ts';
import type { VirtualTime } from './virtual-time.ts';

export const ARM_URL = 'https://arm.local';
export const AUDIENCE = 'https://management.azure.com';

const TOKEN_SECONDS = 10 * 365 * 86_400;

/**
 * One request as the local Resource Manager got it, and what it answered; no status where the
 * answer was lost.
 */
export interface ArmExchange {
  readonly method: string;
  readonly path: string;
  readonly status: number | undefined;
}

export interface InProcessArm extends Arm {
  /**
   * The transport of the SDK's clients. `travel` says how many milliseconds each takes,
   * there and back.
   */
  clientFor(travel: () => { readonly there: number; readonly back: number }, hooks?: ClientHooks): HttpClient;
  /** A request of a person's client, which no fault meets on its way. */
  send(method: string, id: string, apiVersion: string, body?: object): Promise<PersonAnswer>;
}

export interface PersonAnswer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

export interface ClientHooks {
  /**
   * The process that asked is still alive to send it, or to hear the answer; otherwise the call
   * never ends.
   */
  isAlive?(): boolean;
  onExchange?(exchange: ArmExchange): void;
  /** No fault meets its requests. */
  readonly quiet?: boolean;
}

/**
 * The local Resource Manager without a network: requests of the SDK's clients go straight to it, on
 * virtual time. Where a fault loses an answer the client learns at once what it would have learned
 * in the end.
 */
export function createInProcessArm(options: ArmOptions, time: VirtualTime): InProcessArm {
  const arm = buildArm(options, time.timeline, () => ARM_URL);
  const quietApp = arm.buildQuietApp();

  return {
    ...arm,
    clientFor: (travel, { isAlive = () => true, onExchange, quiet = false } = {}) => ({
      async sendRequest(request) {
        const { there, back } = travel();
        if (there > 0) await time.pause(there);
        if (!isAlive()) return never();
        const got = await time.during(exchange(quiet ? quietApp : arm.app, requestOf(request)));
        const status = typeof got === 'string' ? undefined : got.answer.status;
        onExchange?.({ method: request.method, path: new URL(request.url).pathname, status });
        if (got === 'noAnswer') await time.pause(request.timeout);
        else if (back > 0) await time.pause(back);
        if (!isAlive()) return never();
        if (typeof got === 'string') throw lostError(got);
        return responseTo(request, got);
      },
    }),
    async send(method, id, apiVersion, body) {
      const request = new Request(`${ARM_URL}${id}?api-version=${apiVersion}`, {
        method,
        headers: { authorization: `Bearer ${tokenOf(PERSON, time)}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      });
      const got = await time.during(exchange(quietApp, request));
      if (typeof got === 'string') throw new Error(`${method} ${id}: ${got}`);
      return { ok: got.answer.ok, status: got.answer.status, text: got.text };
    },
  };
}

export function tokenOf({ objectId: oid, appId: appid, tenantId: tid }: typeof BOT, time: VirtualTime): string {
  return mintToken({ aud: AUDIENCE, oid, appid, tid }, new Date(time.now()), TOKEN_SECONDS);
}

function never(): Promise<never> {
  return new Promise(() => {});
}

import { setTimeout as wait } from 'node:timers/promises';
import { mintToken } from '../azure/identity/token.ts';
import { PERSON } from './world.ts';

/**
 * A person's client of the local Resource Manager: plain HTTP requests, as curl would send them.
 */
export interface Client {
  /** PUTs a resource and waits until Azure is done with it. */
  put(id: string, apiVersion: string, body: object): Promise<void>;
  /** The resources of a list. */
  list(path: string, apiVersion: string): Promise<readonly Resource[]>;
  /** One request, with any answer of Azure. */
  send(method: string, id: string, apiVersion: string, body?: object): Promise<Response>;
  /** Waits until Azure is done with a resource or a provider, however it ends. */
  settled(id: string, apiVersion: string): Promise<void>;
  readonly token: string;
}

/** Of a resource, and of a provider. */
const ENDS = ['Succeeded', 'Failed', 'Canceled', 'Registered', 'NotRegistered', 'Unregistered'];
const POLL_MS = 200;

interface Resource {
  readonly id: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

export function createClient(resourceManager: string): Client {
  const { appId: appid, objectId: oid, tenantId: tid } = PERSON;
  const token = mintToken({ aud: 'https://management.azure.com', oid, appid, tid }, new Date());
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

  const ask = (method: string, url: string, body?: object) =>
    fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });

  async function send(method: string, url: string, body?: object): Promise<Response> {
    const response = await ask(method, url, body);
    if (!response.ok)
      throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${await response.text()}`);
    return response;
  }

  /** Asks the resource itself until it has settled. */
  async function settled(url: string): Promise<void> {
    for (;;) {
      const { properties } = (await (await send('GET', url)).json()) as { properties?: { provisioningState?: string } };
      const state = properties?.provisioningState ?? 'Succeeded';
      if (state === 'Succeeded') return;
      if (state === 'Failed' || state === 'Canceled') throw new Error(`${url} ended ${state}.`);
      await wait(POLL_MS);
    }
  }

  return {
    token,
    send: (method, id, apiVersion, body) => ask(method, `${resourceManager}${id}?api-version=${apiVersion}`, body),
    async settled(id, apiVersion) {
      for (;;) {
        const response = await this.send('GET', id, apiVersion);
        if (!response.ok) return;
        const { properties, registrationState } = (await response.json()) as {
          readonly properties?: { readonly provisioningState?: string };
          readonly registrationState?: string;
        };
        const state = properties?.provisioningState ?? registrationState ?? 'Succeeded';
        if (ENDS.includes(state)) return;
        await wait(POLL_MS);
      }
    },
    async put(id, apiVersion, body) {
      const url = `${resourceManager}${id}?api-version=${apiVersion}`;
      const response = await send('PUT', url, body);
      if (response.headers.has('azure-asyncoperation')) await settled(url);
    },
    async list(path, apiVersion) {
      const response = await send('GET', `${resourceManager}${path}?api-version=${apiVersion}`);
      return ((await response.json()) as { readonly value: readonly Resource[] }).value;
    },
  };
}

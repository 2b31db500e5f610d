import type { Failure } from '../model/failure.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { Connection } from './connection.ts';
import { classByStatus } from './failure-classes.ts';
import { failureOfThrown, messageForPeople } from './failures.ts';
import { isRecord, text } from './shapes.ts';

/** Enough to see what a container is used for. */
const MAX_NAMES = 100;

/**
 * The content of a container: Backstay's only read beside Resource Manager, and only where an
 * operator gave it a data role.
 */
export function blobCalls({ blobContainer, clock, cloud }: Connection): Pick<ArmReader, 'listTopLevel'> {
  return {
    async listTopLevel({ name, blobEndpoint }, container) {
      const trace = { call: `GET ${name}/${container}?comp=list`, at: clock.now().toISOString() };
      const address = addressOf(name, blobEndpoint, cloud.blobSuffix);
      if (address === undefined) return { ok: false, failure: NOT_LOOKED, trace };
      try {
        const client = await blobContainer(`${address}/${container}`);
        const pages = client.listBlobsByHierarchy('/').byPage({ maxPageSize: MAX_NAMES });
        const { value: page } = await pages.next();
        const { blobPrefixes = [], blobItems = [] } = page?.segment ?? {};
        return { ok: true, value: [...blobPrefixes, ...blobItems].map((item) => item.name), trace };
      } catch (error) {
        return { ok: false, failure: failureOf(error), trace };
      }
    },
  };
}

const NOT_LOOKED: Failure = {
  class: 'permanent',
  code: 'ForeignAddress',
  message: "The account's blob address is not one of this cloud: no token is sent there.",
};

/**
 * The token goes where this points, so ARM's answer is not believed: it must be the account's own
 * host in this cloud.
 */
function addressOf(account: string, endpoint: string | undefined, suffix: string | undefined): string | undefined {
  const url = URL.parse(endpoint ?? '');
  if (url === null || suffix === undefined || url.protocol !== 'https:') return undefined;
  if (suffix.startsWith('.')) return url.host === `${account}${suffix}` ? url.origin : undefined;
  // One host for all accounts: their names are in the path.
  const path = url.pathname.replace(/\/$/, '');
  return url.hostname === suffix && ['', `/${account}`].includes(path) ? `${url.origin}${path}` : undefined;
}

/** The blob service has codes of its own; what they come to follows from the status. */
function failureOf(error: unknown): Failure {
  const known = failureOfThrown(error);
  if (known !== undefined) return known;
  const status = isRecord(error) && typeof error.statusCode === 'number' ? error.statusCode : undefined;
  const message = error instanceof Error ? error.message : String(error);
  if (status === undefined) {
    return { class: 'transient', code: 'ConnectionFailed', message: messageForPeople(message) };
  }
  const code = (isRecord(error) ? text(error.code)?.slice(0, 100) : undefined) ?? `Http${status}`;
  return { class: classByStatus(status), code, message: messageForPeople(message.split('\n')[0] ?? ''), status };
}

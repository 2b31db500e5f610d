/** Bodies are looked into freely here, as by the Azure CLI. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Body = any;

/** The Azure that commands are run against: the requests of a person's client. */
export interface Azure {
  /**
   * Ends when the operation behind it has ended, as the Azure CLI waits for it. @throws on every
   * other status than 2xx.
   */
  send(method: string, path: string, apiVersion: string, body?: object): Promise<Body>;
  /** Absent where Azure answers 404. */
  find(path: string, apiVersion: string): Promise<Body | undefined>;
  /** A GUID that the Azure CLI makes up. */
  newGuid(): string;
}

/** The options of a command by their names without hyphens in front; a flag has no values. */
export interface Given {
  /** @throws where it was not given, or with several values. */
  one(option: string): string;
  all(option: string): readonly string[];
  has(option: string): boolean;
}

export type AzCommand = (given: Given, azure: Azure) => Promise<unknown>;

export function groupPath(given: Given): string {
  return `/subscriptions/${given.one('subscription')}/resourceGroups/${given.one('resource-group')}`;
}

import type { Durations } from '../durations.ts';
import type { Random } from '../random.ts';
import type { Timeline } from '../timeline.ts';

export interface Principal {
  readonly principalId: string;
  /** The resource that the identity belongs to and vanishes with. */
  readonly ownerId: string | undefined;
  readonly createdAt: Date;
}

/**
 * Microsoft Entra ID, as far as Resource Manager sees it: which identities exist, and since when it
 * can know.
 */
export class Directory {
  readonly #timeline: Timeline;
  readonly #durations: Durations;
  readonly #random: Random;
  readonly #principals = new Map<string, Principal>();

  constructor(timeline: Timeline, durations: Durations, random: Random) {
    this.#timeline = timeline;
    this.#durations = durations;
    this.#random = random;
  }

  /**
   * A new identity for a resource; role assignments learn of it after the replication time only.
   */
  createIdentity(ownerId: string): string {
    const principalId = this.#random.uuid();
    this.#principals.set(principalId, { principalId, ownerId, createdAt: this.#timeline.now() });
    return principalId;
  }

  /** A caller that bears a token has been in the directory for long. */
  knowCaller(objectId: string): void {
    const principalId = objectId.toLowerCase();
    if (this.#principals.has(principalId)) return;
    this.#principals.set(principalId, { principalId, ownerId: undefined, createdAt: new Date(0) });
  }

  remove(principalId: string): void {
    this.#principals.delete(principalId.toLowerCase());
  }

  removeOwnedBy(resourceId: string): void {
    for (const principal of this.#principals.values()) {
      if (principal.ownerId?.toLowerCase() === resourceId.toLowerCase()) this.remove(principal.principalId);
    }
  }

  find(principalId: string): Principal | undefined {
    return this.#principals.get(principalId.toLowerCase());
  }

  /**
   * Whether a role assignment finds the principal yet; the hint is the request's `principalType`.
   */
  isVisible(principalId: string, hint: { readonly principalTypeGiven: boolean }): boolean {
    const principal = this.find(principalId);
    if (principal === undefined) return false;
    const ageMs = this.#timeline.now().getTime() - principal.createdAt.getTime();
    return (
      ageMs >= this.#durations.ms(hint.principalTypeGiven ? 'principalReplication' : 'principalReplicationToDirectory')
    );
  }
}

import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Connection } from './connection.ts';
import { parseJson } from './error-body.ts';
import { restList } from './rest-list.ts';
import { isRecord, principalId, texts } from './shapes.ts';

/**
 * The identity of Backstay, and its rights.
 * https://learn.microsoft.com/rest/api/authorization/permissions
 */
export function permissionCalls({
  ask,
  rest,
  token,
}: Connection): Pick<ArmReader, 'listOwnPermissions' | 'ownPrincipalId'> {
  return {
    async ownPrincipalId() {
      const own = await token();
      return own === undefined ? undefined : principalIn(own);
    },
    async listOwnPermissions(scope) {
      const client = await rest();
      const path = `${scope}/providers/Microsoft.Authorization/permissions`;
      return ask(
        () => restList(client, path, { 'api-version': API_VERSIONS.permissions }),
        (sets) => sets.map(({ actions, notActions }) => ({ actions: texts(actions), notActions: texts(notActions) })),
      );
    },
  };
}

/** From the token's claims, for people only: whether it is genuine is for ARM to judge. */
function principalIn(token: string) {
  const claims = parseJson(new TextDecoder().decode(base64Url(token.split('.')[1] ?? '')));
  return isRecord(claims) ? principalId(claims.oid) : undefined;
}

function base64Url(text: string): Uint8Array {
  return Buffer.from(text, 'base64url');
}

import type { ArmReader } from '../ports/arm.ts';
import { API_VERSIONS } from './api-versions.ts';
import type { Connection } from './connection.ts';
import { restList } from './rest-list.ts';
import { isRecord, principalId } from './shapes.ts';

/**
 * https://learn.microsoft.com/rest/api/managedidentity/user-assigned-identities/list-by-resource-group
 */
export function identityCalls({ ask, rest }: Connection): Pick<ArmReader, 'listIdentities'> {
  return {
    async listIdentities(groupId) {
      const client = await rest();
      const path = `${groupId}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
      return ask(
        () => restList(client, path, { 'api-version': API_VERSIONS.identities }),
        (identities) =>
          identities.flatMap(
            ({ properties }) => principalId(isRecord(properties) ? properties.principalId : undefined) ?? [],
          ),
      );
    },
  };
}

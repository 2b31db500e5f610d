import { isRecord } from './shapes.ts';

type Body = Readonly<Record<string, unknown>>;

// Read-only properties of the specification, and metadata that ARM itself writes. `instanceId` came
// later.
// https://github.com/Azure/azure-rest-api-specs/blob/main/specification/resources/resource-manager/Microsoft.Authorization
const OF_RESOURCE = ['id', 'type', 'name', 'systemData'];
const OF_PROPERTIES = ['scope', 'instanceId'];
const OF_METADATA = ['createdBy', 'createdOn', 'updatedBy', 'updatedOn'];
const OF_IDENTITY = ['principalId', 'tenantId', 'clientId'];

/**
 * A policy assignment as it may be written back: all that ARM answered but what only ARM may write.
 */
export function writableAssignment(answer: Body): Body {
  const properties = isRecord(answer.properties) ? without(answer.properties, OF_PROPERTIES) : {};
  return {
    ...without(answer, OF_RESOURCE),
    ...(isRecord(answer.identity) && { identity: writableIdentity(answer.identity) }),
    properties: {
      ...properties,
      ...(isRecord(properties.metadata) && { metadata: without(properties.metadata, OF_METADATA) }),
    },
  };
}

function writableIdentity(identity: Body): Body {
  const { userAssignedIdentities: assigned } = identity;
  return {
    ...without(identity, OF_IDENTITY),
    ...(isRecord(assigned) && {
      userAssignedIdentities: Object.fromEntries(
        Object.entries(assigned).map(([id, its]) => [id, isRecord(its) ? without(its, OF_IDENTITY) : {}]),
      ),
    }),
  };
}

function without(record: Body, names: readonly string[]): Body {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

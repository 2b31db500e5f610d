import type { AzCommand } from './azure.ts';

const ROLES = '2018-01-01-preview';
const ASSIGNMENTS = '2020-04-01-preview';

export const GOVERNANCE_COMMANDS: Readonly<Record<string, AzCommand>> = {
  'provider register': (given, azure) =>
    azure.send(
      'POST',
      `/subscriptions/${given.one('subscription')}/providers/${given.one('namespace')}/register`,
      '2021-04-01',
    ),
  'group create': (given, azure) =>
    azure.send('PUT', `/subscriptions/${given.one('subscription')}/resourceGroups/${given.one('name')}`, '2021-04-01', {
      location: given.one('location'),
    }),
  async 'role assignment create'(given, azure) {
    const scope = given.one('scope');
    const filter = encodeURIComponent(`roleName eq '${given.one('role')}'`);
    const { value } = await azure.send(
      'GET',
      `${scope}/providers/Microsoft.Authorization/roleDefinitions?$filter=${filter}`,
      ROLES,
    );
    if (value.length !== 1) throw new Error(`Role '${given.one('role')}' doesn't exist.`);
    // With --assignee the Azure CLI asks Microsoft Graph for the type of the principal; here it is
    // a person.
    const isObjectId = given.has('assignee-object-id');
    const properties = {
      roleDefinitionId: value[0].id,
      principalId: given.one(isObjectId ? 'assignee-object-id' : 'assignee'),
      principalType: isObjectId ? given.one('assignee-principal-type') : 'User',
    };
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${azure.newGuid()}`;
    // One that exists is an answer of the Azure CLI, not an error.
    await azure.send('PUT', path, ASSIGNMENTS, { properties }).catch((error: Error) => {
      if (!error.message.includes('RoleAssignmentExists')) throw error;
    });
  },
  async 'role assignment delete'(given, azure) {
    for (const id of given.all('ids')) await azure.send('DELETE', id, ASSIGNMENTS);
  },
  async 'lock delete'(given, azure) {
    for (const id of given.all('ids')) await azure.send('DELETE', id, '2016-09-01');
  },
  async 'policy assignment update'(given, azure) {
    const path = `${given.one('scope')}/providers/Microsoft.Authorization/policyAssignments/${given.one('name')}`;
    const assignment = await azure.send('GET', path, '2021-06-01');
    const parameters = JSON.parse(given.one('params'));
    await azure.send('PUT', path, '2021-06-01', {
      ...assignment,
      properties: { ...assignment.properties, parameters },
    });
  },
  'policy exemption create': (given, azure) =>
    azure.send(
      'PUT',
      `${given.one('scope')}/providers/Microsoft.Authorization/policyExemptions/${given.one('name')}`,
      '2020-07-01-preview',
      {
        properties: {
          policyAssignmentId: given.one('policy-assignment'),
          exemptionCategory: given.one('exemption-category'),
          ...(given.has('policy-definition-reference-ids') && {
            policyDefinitionReferenceIds: given.all('policy-definition-reference-ids'),
          }),
        },
      },
    ),
  /** Writes what it has read: Azure then tries again to get there. */
  async 'resource update'(given, azure) {
    const place = `/subscriptions/${given.one('subscription')}/resourceGroups/${given.one('resource-group')}`;
    const path = `${place}/providers/${given.one('resource-type')}/${given.one('name')}`;
    await azure.send('PUT', path, '2024-05-01', await azure.send('GET', path, '2024-05-01'));
  },
};

// One role of Backstay's identity at the Backup vault.
targetScope = 'resourceGroup'

@description('Name of the Backup vault.')
param vaultName string

@description('Object id of the identity that Backstay runs as.')
param principalId string

@description('Name (a GUID) of the role definition.')
param roleDefinitionName string

@description('Condition of the assignment, in the language of Azure attribute-based access control; empty for none.')
param condition string

resource vault 'Microsoft.DataProtection/backupVaults@2026-07-01' existing = {
  name: vaultName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, roleDefinitionName)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleDefinitionName)
    description: 'Backstay: see docs/permissions.md.'
    condition: empty(condition) ? null : condition
    conditionVersion: empty(condition) ? null : '2.0'
  }
}

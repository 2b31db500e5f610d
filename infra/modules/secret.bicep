// One secret of the key vault, which the identity of the app may read; it may read no other.
targetScope = 'resourceGroup'

@description('Name of the key vault.')
@minLength(3)
@maxLength(24)
param vaultName string

@description('Name of the secret.')
@minLength(1)
@maxLength(127)
param name string

@description('Kind of the secret, in words.')
@maxLength(255)
param contentType string

@description('The secret.')
@secure()
param value string

@description('Tags.')
param tags object

@description('Object id of the identity of the app.')
param principalId string

@description('Why the app reads the secret.')
@maxLength(1024)
param why string

// Key Vault Secrets User: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' existing = {
  name: vaultName
}

resource secret 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = {
  parent: vault
  name: name
  tags: tags
  properties: {
    contentType: contentType
    value: value
  }
}

// On this one secret, not on the vault.
resource read 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, name, principalId, secretsUser)
  scope: secret
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    description: why
  }
}

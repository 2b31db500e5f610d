// The key vault: it holds the address of the Teams workflow and the secret of the sign-in, when there are such, and nothing else.
targetScope = 'resourceGroup'

@description('Name of the key vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Whether the vault is reached by its private endpoint alone.')
param privateNetwork bool

@description('Whether to bring back the vault of this name that was deleted: purge protection keeps its name taken for 90 days.')
param recover bool

@description('Object id of the identity of the app.')
param principalId string

@description('Address of the Teams workflow that takes cards; empty for none.')
@secure()
param teamsWebhook string = ''

@description('Client secret of the app registration; empty where the identity of the app signs people in.')
@secure()
param signInSecret string = ''

// Key Vault Secrets User: https://learn.microsoft.com/azure/key-vault/general/rbac-guide
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    // Resource Manager itself writes the secret of this template, from outside the network.
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

resource webhook 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = if (!empty(teamsWebhook)) {
  parent: vault
  name: 'teams-webhook'
  tags: tags
  properties: {
    contentType: 'Address of a Teams workflow'
    value: teamsWebhook
  }
}

// On this one secret, not on the vault.
resource readWebhook 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(teamsWebhook)) {
  name: guid(vault.id, 'teams-webhook', principalId, secretsUser)
  scope: webhook
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    description: 'Backstay reads the address of the Teams workflow.'
  }
}

resource signIn 'Microsoft.KeyVault/vaults/secrets@2026-05-15' = if (!empty(signInSecret)) {
  parent: vault
  name: 'sign-in-secret'
  tags: tags
  properties: {
    contentType: 'Client secret of an app registration'
    value: signInSecret
  }
}

resource readSignIn 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(signInSecret)) {
  name: guid(vault.id, 'sign-in-secret', principalId, secretsUser)
  scope: signIn
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
    description: 'App Service reads the secret by which it signs people in to Backstay.'
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('Address of the vault, with a slash at its end.')
output uri string = vault.properties.vaultUri

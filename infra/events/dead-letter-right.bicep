// Lets a topic store its dead letters in this one container, and nowhere else.
targetScope = 'resourceGroup'

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Name of the container.')
@minLength(3)
@maxLength(63)
param containerName string

@description('Object id of the identity of the topic.')
@minLength(36)
@maxLength(36)
param principalId string

// Storage Blob Data Contributor:
// https://learn.microsoft.com/azure/event-grid/managed-service-identity
var blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: accountName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource container 'containers' existing = {
      name: containerName
    }
  }
}

resource write 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::blobs::container.id, principalId, blobContributor)
  scope: account::blobs::container
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', blobContributor)
    description: 'Event Grid lays down what it could not deliver to Backstay.'
  }
}

// Lets a topic put events into this one queue, and nowhere else. It may neither read nor delete
// them.
targetScope = 'resourceGroup'

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param accountName string

@description('Name of the queue.')
@minLength(3)
@maxLength(63)
param queueName string

@description('Object id of the identity of the topic.')
@minLength(36)
@maxLength(36)
param principalId string

// Storage Queue Data Message Sender:
// https://learn.microsoft.com/azure/event-grid/managed-service-identity
var messageSender = 'c6a89b2d-59bc-44d0-9896-0f6e12d7b80a'

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' existing = {
  name: accountName

  resource queues 'queueServices' existing = {
    name: 'default'

    resource queue 'queues' existing = {
      name: queueName
    }
  }
}

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account::queues::queue.id, principalId, messageSender)
  scope: account::queues::queue
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', messageSender)
    description: 'Event Grid delivers the events of Backstay to this queue.'
  }
}

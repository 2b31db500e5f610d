// The right to publish events to one custom topic, and nothing else there.
targetScope = 'resourceGroup'

@description('Name of the topic.')
param topicName string

@description('Object id of the identity that Backstay runs as.')
param principalId string

// EventGrid Data Sender:
// https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/integration#eventgrid-data-sender
var dataSender = 'd5a91429-5739-47e2-a06b-3470a27159e7'

resource topic 'Microsoft.EventGrid/topics@2025-02-15' existing = {
  name: topicName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(topic.id, principalId, dataSender)
  scope: topic
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', dataSender)
    description: 'Backstay: see docs/permissions.md.'
  }
}

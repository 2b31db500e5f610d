// The identity by which a topic delivers its dead letters, also of a topic that others created.
targetScope = 'resourceGroup'

@description('Name of the topic.')
@minLength(3)
@maxLength(128)
param name string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: name
}

@description('Object id of its system-assigned identity.')
output principalId string = topic.identity.principalId

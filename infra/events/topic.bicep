// The system topic for everything that Resource Manager writes in the subscription that this is
// deployed to.
// https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions
targetScope = 'resourceGroup'

@description('Name of the topic.')
@minLength(3)
@maxLength(50)
param name string

@description('Tags.')
param tags object

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  #disable-next-line no-hardcoded-location // Topics of subscriptions are global, and only that.
  location: 'global'
  tags: tags
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    source: subscription().id
    topicType: 'Microsoft.Resources.Subscriptions'
  }
}

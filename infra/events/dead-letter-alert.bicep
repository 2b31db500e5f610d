// Tells of events that could not be delivered to Backstay.
targetScope = 'resourceGroup'

@description('Name of the system topic.')
@minLength(3)
@maxLength(128)
param topicName string

@description('What makes names of this environment unique.')
@minLength(1)
@maxLength(26)
param suffix string

@description('Tags.')
param tags object

@description('Resource id of the action group; empty for none.')
param actionGroupId string

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// A topic that is not ours has subscriptions of others as well: theirs are not counted.
resource alert 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'dead-letters-${suffix}'
  #disable-next-line no-hardcoded-location // Alerts on metrics are global.
  location: 'global'
  tags: tags
  properties: {
    description: 'Event Grid could not deliver an event for a day, and laid it down. What to do: docs/runbook.md#dead-letters'
    severity: 2
    enabled: true
    scopes: [topic.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    autoMitigate: true
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricNamespace: 'Microsoft.EventGrid/systemTopics'
          metricName: 'DeadLetteredCount'
          dimensions: [
            {
              name: 'EventSubscriptionName'
              operator: 'Include'
              values: ['backstay-clusterWritten-${suffix}', 'backstay-vaultWritten-${suffix}']
            }
          ]
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Total'
        }
      ]
    }
    actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
  }
}

// Notifies operators when Event Grid cannot deliver. Each alert has a section of its own, under its
// own name, in docs/runbook.md.
targetScope = 'resourceGroup'

@description('Name of the system topic.')
@minLength(3)
@maxLength(128)
param topicName string

@description('Makes names of this environment unique.')
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

// An event that always fails makes six attempts within half an hour; the first one after a pause
// fails once or twice and then arrives.
// https://learn.microsoft.com/azure/event-grid/delivery-and-retry
var rules = [
  {
    name: 'dead-letters'
    description: 'Event Grid could not deliver an event for a day, and stored it in the container of dead letters. Runbook: docs/runbook.md#dead-letters'
    metric: 'DeadLetteredCount'
    above: 0
    every: 'PT5M'
    over: 'PT15M'
  }
  {
    name: 'delivery-failures'
    description: 'Event Grid keeps failing to deliver events to Backstay. Runbook: docs/runbook.md#delivery-failures'
    metric: 'DeliveryAttemptFailCount'
    above: 5
    every: 'PT15M'
    over: 'PT1H'
  }
]

// A topic that is not ours has subscriptions of others as well: theirs are not counted.
resource alerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for rule in rules: {
    name: '${rule.name}-${suffix}'
    #disable-next-line no-hardcoded-location // Alerts on metrics are global.
    location: 'global'
    tags: tags
    properties: {
      description: rule.description
      severity: 2
      enabled: true
      scopes: [topic.id]
      evaluationFrequency: rule.every
      windowSize: rule.over
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: rule.name
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: rule.metric
            dimensions: [
              {
                name: 'EventSubscriptionName'
                operator: 'Include'
                values: ['backstay-clusterWritten-${suffix}', 'backstay-vaultWritten-${suffix}']
              }
            ]
            operator: 'GreaterThan'
            threshold: rule.above
            timeAggregation: 'Total'
          }
        ]
      }
      actions: empty(actionGroupId) ? [] : [{ actionGroupId: actionGroupId }]
    }
  }
]

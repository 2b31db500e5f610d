// Alerts for operators. Each alert has a section of its own, under its own name, in
// docs/runbook.md.
targetScope = 'resourceGroup'

@description('Follows `ag-` in the name of the action group.')
@minLength(1)
@maxLength(80)
param nameEnd string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of Application Insights.')
param insightsId string

@description('Recipients of alerts by mail; without any the alerts only appear in the portal.')
@maxLength(20)
param emails array

@description('Chains of the record that are known to be broken, and explained: only more of them are an alert.')
@minValue(0)
@maxValue(10000)
param knownBrokenChains int

@description('After how many days a target that is NeedsPerson is an alert.')
@minValue(1)
@maxValue(90)
param needsPersonDays int

@description('After how many hours a target that is Unknown is an alert.')
@minValue(1)
@maxValue(720)
param unknownHours int

@description('Whether code has been deployed: before, nothing can beat, and `no-heartbeat` is off.')
param deployed bool

var rules = [
  {
    name: 'poison-queue'
    title: 'A step was dead-lettered'
    description: 'A message failed as often as it may.'
    severity: 2
    query: loadTextContent('../queries/alerts/poison-queue.kql')
    every: 'PT5M'
    over: 'PT15M'
    above: 0
    dimension: 'queue'
    measure: ''
  }
  {
    name: 'failed-verdicts'
    title: 'A cluster cannot be made ready'
    description: 'At least one target has been Failed for an hour.'
    severity: 2
    query: loadTextContent('../queries/alerts/failed-verdicts.kql')
    every: 'PT15M'
    over: 'PT1H'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'chain-broken'
    title: 'The record does not hold'
    description: 'The daily verification found an entry that is not what was once written.'
    severity: 0
    query: loadTextContent('../queries/alerts/chain-broken.kql')
    every: 'PT1H'
    over: 'P2D'
    above: knownBrokenChains
    dimension: ''
    measure: 'chains'
  }
  {
    name: 'verification-unfinished'
    title: 'The audit log was not verified in full'
    description: 'A verification had not ended when the next night came.'
    severity: 2
    query: loadTextContent('../queries/alerts/verification-unfinished.kql')
    every: 'PT1H'
    over: 'P1D'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'no-verification'
    title: 'The audit log is not verified'
    description: 'No daily verification has ended for two days.'
    severity: 2
    query: loadTextContent('../queries/alerts/no-verification.kql')
    every: 'PT1H'
    over: 'P2D'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'no-heartbeat'
    title: 'Backstay stands still'
    description: 'No sweep for half an hour; there should be three.'
    severity: 1
    query: loadTextContent('../queries/alerts/no-heartbeat.kql')
    every: 'PT10M'
    over: 'PT30M'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'outbox-late'
    title: 'Messages wait in the outbox'
    description: 'A card or an event has waited for more than an hour: its receiver does not accept it.'
    severity: 3
    query: loadTextContent('../queries/alerts/outbox-late.kql')
    every: 'PT15M'
    over: 'PT30M'
    above: 0
    dimension: 'consumer'
    measure: ''
  }
  {
    name: 'outbox-dead-letters'
    title: 'A message was dead-lettered'
    description: 'A receiver refused a card or an event for good, or did not accept it for a day.'
    severity: 2
    query: loadTextContent('../queries/alerts/outbox-dead-letters.kql')
    every: 'PT15M'
    over: 'PT30M'
    above: 0
    dimension: 'consumer'
    measure: ''
  }
  {
    name: 'notifications-failing'
    title: 'Notifications fail'
    description: 'A receiver, such as the Teams workflow, has accepted no message for two hours although Backstay sent some.'
    severity: 2
    query: loadTextContent('../queries/alerts/notifications-failing.kql')
    every: 'PT15M'
    over: 'PT2H'
    above: 0
    dimension: 'consumer'
    measure: ''
  }
  {
    name: 'needs-person-for-days'
    title: 'A cluster waits for an operator'
    description: 'At least one target has been NeedsPerson for ${needsPersonDays} days.'
    severity: 3
    query: replace(loadTextContent('../queries/alerts/needs-person-for-days.kql'), '<days>', string(needsPersonDays))
    every: 'PT1H'
    over: 'PT1H'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'unknown-for-hours'
    title: 'A cluster could not be checked'
    description: 'At least one target has been Unknown for ${unknownHours} hours: Azure did not answer, or refused.'
    severity: 3
    query: replace(loadTextContent('../queries/alerts/unknown-for-hours.kql'), '<hours>', string(unknownHours))
    every: 'PT15M'
    over: 'PT1H'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'profiles-refused'
    title: 'The profile file is wrong'
    description: 'The last good profiles are active, not those that were deployed.'
    severity: 2
    query: loadTextContent('../queries/alerts/profiles-refused.kql')
    every: 'PT15M'
    over: 'PT30M'
    above: 0
    dimension: ''
    measure: ''
  }
  {
    name: 'restless-target'
    title: 'A target does not come to rest'
    description: 'One target took more steps within an hour than any work of Azure explains.'
    severity: 3
    query: loadTextContent('../queries/alerts/restless-target.kql')
    every: 'PT15M'
    over: 'PT1H'
    above: 300
    dimension: ''
    measure: 'steps'
  }
  {
    name: 'role-assignments'
    title: 'Role assignments of a subscription are running out'
    description: 'A subscription has used 80 % of the role assignments that Azure allows.'
    severity: 3
    query: loadTextContent('../queries/alerts/role-assignments.kql')
    every: 'PT1H'
    over: 'PT1H'
    above: 3199
    dimension: ''
    measure: 'assignments'
  }
  {
    name: 'failed-functions'
    title: 'Functions fail'
    description: 'One function failed more often than passing trouble explains.'
    severity: 3
    query: loadTextContent('../queries/alerts/failed-functions.kql')
    every: 'PT15M'
    over: 'PT1H'
    above: 10
    dimension: 'name'
    measure: 'executions'
  }
]

resource group 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: 'ag-${nameEnd}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'Backstay'
    emailReceivers: [
      for (email, index) in emails: {
        name: 'mail-${index}'
        emailAddress: email
        useCommonAlertSchema: true
      }
    ]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: rule.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Backstay: ${rule.title}'
      description: '${rule.description} What to do: docs/runbook.md#${rule.name}'
      severity: rule.severity
      // infra/hooks/connect-events.mjs turns it on after the first deployment of code.
      enabled: rule.name != 'no-heartbeat' || deployed
      scopes: [insightsId]
      evaluationFrequency: rule.every
      windowSize: rule.over
      autoMitigate: true
      // The tables of a workspace appear with the first telemetry, which comes after this
      // deployment.
      skipQueryValidation: true
      criteria: {
        allOf: [
          union(
            {
              query: rule.query
              operator: 'GreaterThan'
              threshold: rule.above
              timeAggregation: empty(rule.measure) ? 'Count' : 'Total'
              failingPeriods: {
                numberOfEvaluationPeriods: 1
                minFailingPeriodsToAlert: 1
              }
            },
            empty(rule.measure) ? {} : { metricMeasureColumn: rule.measure },
            empty(rule.dimension) ? {} : { dimensions: [{ name: rule.dimension, operator: 'Include', values: ['*'] }] }
          )
        ]
      }
      actions: {
        actionGroups: empty(emails) ? [] : [group.id]
      }
    }
  }
]

@description('Resource id of the alert on silence.')
output heartbeatAlertId string = resourceId('Microsoft.Insights/scheduledQueryRules', 'no-heartbeat')

@description('Resource id of the action group; empty without recipients.')
output actionGroupId string = empty(emails) ? '' : group.id

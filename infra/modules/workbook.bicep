// The workbook: infra/workbook.json, in which each query is the name of a file in
// infra/queries/workbook.
targetScope = 'resourceGroup'

@description('Title of the workbook.')
@minLength(1)
@maxLength(200)
param title string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of Application Insights.')
param insightsId string

var queries = {
  'actions.kql': loadTextContent('../queries/workbook/actions.kql')
  'disagreements.kql': loadTextContent('../queries/workbook/disagreements.kql')
  'arm-calls.kql': loadTextContent('../queries/workbook/arm-calls.kql')
  'arm-throttled.kql': loadTextContent('../queries/workbook/arm-throttled.kql')
  'changes.kql': loadTextContent('../queries/workbook/changes.kql')
  'functions.kql': loadTextContent('../queries/workbook/functions.kql')
  'health.kql': loadTextContent('../queries/workbook/health.kql')
  'not-ready.kql': loadTextContent('../queries/workbook/not-ready.kql')
  'protection.kql': loadTextContent('../queries/workbook/protection.kql')
  'reasons.kql': loadTextContent('../queries/workbook/reasons.kql')
  'time-to-ready-over-time.kql': loadTextContent('../queries/workbook/time-to-ready-over-time.kql')
  'time-to-ready.kql': loadTextContent('../queries/workbook/time-to-ready.kql')
  'verdicts-now.kql': loadTextContent('../queries/workbook/verdicts-now.kql')
  'verdicts-over-time.kql': loadTextContent('../queries/workbook/verdicts-over-time.kql')
}

// A text as JSON writes it, in its quotation marks.
func quoted(text string) string => substring(string([text]), 1, max(length(string([text])) - 2, 0))

var content = reduce(
  items(queries),
  replace(loadTextContent('../workbook.json'), '<insights>', insightsId),
  (text, query) => replace(text, '"${query.key}"', quoted(query.value))
)

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'backstay-workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: insightsId
    version: '1.0'
    serializedData: content
  }
}

@description('Resource id of the workbook.')
output id string = workbook.id

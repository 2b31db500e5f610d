// Where logs and metrics go. Keys are disabled: the app's identity writes to it, by its role.
targetScope = 'resourceGroup'

@description('Name of the Log Analytics workspace.')
@minLength(4)
@maxLength(63)
param workspaceName string

@description('Name of the Application Insights resource.')
@minLength(1)
@maxLength(260)
param insightsName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The most that is taken in, in GB a day; -1 for no limit. Beyond it the alerts are blind until the next day.')
@minValue(-1)
@maxValue(1000)
param dailyCapGb int

@description('Object id of the identity of the app.')
param principalId string

// Monitoring Metrics Publisher:
// https://learn.microsoft.com/azure/azure-monitor/app/azure-ad-authentication
var metricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: retentionDays
    workspaceCapping: {
      dailyQuotaGb: dailyCapGb
    }
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
    // Addresses of callers are personal data.
    DisableIpMasking: false
  }
}

resource publish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, principalId, metricsPublisher)
  scope: insights
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', metricsPublisher)
    description: 'Backstay sends its telemetry.'
  }
}

@description('Resource id of Application Insights.')
output insightsId string = insights.id

@description('Name of Application Insights.')
output insightsName string = insights.name

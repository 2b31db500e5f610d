// Backstay in Azure: one resource group with all of it, and nothing outside of that group. `azd
// down` deletes every group that this deployment touches: what belongs into the groups of clusters
// and vaults is therefore deployed apart, by infra/rights.bicep. The subscriptions to events are a
// further step, since their functions have to be there first: infra/events.bicep.
targetScope = 'subscription'

@description('Name of the environment, as azd has it: part of the names of all resources, as in `prod`. Letters, digits and hyphens, with no hyphen at either end.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('Region. Flex Consumption is not in all of them: `az functionapp list-flexconsumption-locations` lists those that have it.')
@minLength(1)
param location string

@description('Tags for every resource, besides those that say which environment and workload it belongs to.')
param tags object = {}

@description('Client id of the app registration by which people and pipelines sign in; empty for function keys instead, which can only read and scan.')
@maxLength(36)
param apiClientId string = ''

@description('Address of the Teams workflow that takes cards; empty for none. It is kept in the key vault.')
@secure()
param teamsWebhook string = ''

@description('Address of an incoming webhook of Slack; empty for none. It is kept in the key vault.')
@secure()
param slackWebhook string = ''

@description('Address that signed events are posted to; empty for none. It is kept in the key vault. docs/integrations.md says how to receive them.')
@secure()
param signedEventsUrl string = ''

@description('Key that events are signed with, `whsec_` and 24 to 64 bytes in base64; needed where `signedEventsUrl` is given. It is kept in the key vault.')
@secure()
param signedEventsSecret string = ''

@description('Hosts that signed events may be posted to, with commas between; needed where `signedEventsUrl` is given.')
@maxLength(1000)
param signedEventsHosts string = ''

@description('Repository that gets an issue for each cluster that needs a person, as in `owner/name`; empty for none.')
@maxLength(140)
param githubRepository string = ''

@description('Token with the right "Issues: read and write" on `githubRepository` alone. It is kept in the key vault.')
@secure()
param githubToken string = ''

@description('Client secret of the app registration; empty for the identity of the app in its place. It is kept in the key vault.')
@secure()
param signInSecret string = ''

@description('Hosts that cards may be sent to, with commas between; empty for the default of docs/settings.md.')
@maxLength(1000)
param teamsHosts string = ''

@description('Endpoint of a custom topic of Event Grid that takes CloudEvents 1.0, as in `https://<topic>.<region>-1.eventgrid.azure.net/api/events`; empty to publish no events. docs/events.md says which there are.')
@maxLength(400)
param eventsEndpoint string = ''

@description('The hour, UTC, from which the daily digest is sent, from `0` to `23`; `off` for none.')
@minLength(1)
@maxLength(3)
param digestHour string = '6'

@description('How often to assess a cluster without an event, in hours.')
@minValue(1)
@maxValue(168)
param driftHours int = 12

@description('Version of Node.')
@allowed(['22', '24'])
param nodeVersion string = '24'

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('The most instances of each function group at a time. All HTTP functions are one group, and every other function is a group of its own.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('How Event Grid delivers: to functions, or to a Storage queue by the identity of the topic, which needs no key and no answer of the app.')
@allowed(['function', 'queue'])
param eventDelivery string = 'function'

@description('Instances that are always ready for events; each has a price by the hour. Without one, the first event after a pause may come minutes later.')
@minValue(0)
@maxValue(10)
param alwaysReadyInstances int = 0

@description('How often and where Azure keeps copies of state and record. Zone-redundant ones are not to be had in every region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_LRS'

@description('Days that a blob of anchors can neither be changed nor deleted by anybody.')
@minValue(1)
@maxValue(146000)
param anchorRetentionDays int = 365

@description('Whether the retention of the anchors was locked manually, which is permanent. It is left alone then.')
param anchorsLocked bool = false

@description('Whether to bring back the key vault of this environment after a deletion: its name stays taken for 90 days.')
param recoverVault bool = false

@description('Whether storage and key vault are reached by private endpoints alone. The function app keeps its public one: Event Grid delivers to it.')
param privateNetwork bool = false

@description('Addresses of the private network, at least a /25.')
@minLength(9)
@maxLength(18)
param networkPrefix string = '10.83.0.0/24'

@description('Days that logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logRetentionDays int = 90

@description('The most telemetry that is taken in, in GB a day; -1 for no limit. Beyond it the alerts are blind until the next day, and the first to fire is `no-heartbeat`.')
@minValue(-1)
@maxValue(1000)
param logDailyCapGb int = 5

@description('Recipients of alerts by mail; without any the alerts only appear in the portal.')
@maxLength(20)
param alertEmails array = []

@description('Chains of the record that are known to be broken, and explained: only more of them are an alert.')
@minValue(0)
@maxValue(10000)
param knownBrokenChains int = 0

@description('After how many days a target that is NeedsPerson is an alert.')
@minValue(1)
@maxValue(90)
param needsPersonDays int = 3

@description('After how many hours a target that is Unknown is an alert.')
@minValue(1)
@maxValue(720)
param unknownHours int = 6

@description('Whether code has been deployed before: until then the alert `no-heartbeat` is off.')
param deployed bool = false

// Names as the Cloud Adoption Framework has them: kind, workload, environment, and what makes them
// unique.
// https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations
var workload = 'backstay'
var unique = uniqueString(subscription().id, environmentName, location)
var nameEnd = toLower('${workload}-${environmentName}-${take(unique, 5)}')
var allTags = union(tags, {
  workload: workload
  env: environmentName
  'azd-env-name': environmentName
})
var hasWebhook = !empty(teamsWebhook)
var hasSlack = !empty(slackWebhook)
var hasSignedEvents = !empty(signedEventsUrl)
var hasGithub = !empty(githubRepository)
var hasSignInSecret = !empty(signInSecret)
var functionAppName = 'func-${nameEnd}'
// Functions that take events; each scales by itself:
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#always-ready-instances
var eventFunctions = eventDelivery == 'queue' ? ['eventQueued'] : ['clusterWritten', 'vaultWritten']
// The names of clouds in docs/settings.md.
var clouds = {
  AzureCloud: 'public'
  AzureUSGovernment: 'usGovernment'
  AzureChinaCloud: 'china'
}

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${workload}-${environmentName}-${location}'
  location: location
  tags: allTags
}

module identity 'modules/identity.bicep' = {
  name: 'backstay-identity'
  scope: group
  params: {
    name: 'id-${nameEnd}'
    location: location
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'backstay-monitoring'
  scope: group
  params: {
    workspaceName: 'log-${nameEnd}'
    insightsName: 'appi-${nameEnd}'
    location: location
    tags: allTags
    retentionDays: logRetentionDays
    dailyCapGb: logDailyCapGb
    principalId: identity.outputs.principalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'backstay-storage'
  scope: group
  params: {
    name: 'st${workload}${unique}'
    location: location
    tags: allTags
    sku: storageSku
    privateNetwork: privateNetwork
    anchorRetentionDays: anchorRetentionDays
    anchorsLocked: anchorsLocked
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'backstay-vault'
  scope: group
  params: {
    name: 'kv-${workload}-${take(unique, 12)}'
    location: location
    tags: allTags
    privateNetwork: privateNetwork
    recover: recoverVault
    principalId: identity.outputs.principalId
    teamsWebhook: teamsWebhook
    slackWebhook: slackWebhook
    signedEventsUrl: signedEventsUrl
    signedEventsSecret: signedEventsSecret
    githubToken: githubToken
    signInSecret: signInSecret
  }
}

module network 'modules/network.bicep' = if (privateNetwork) {
  name: 'backstay-network'
  scope: group
  params: {
    name: 'vnet-${nameEnd}'
    securityGroupName: 'nsg-${nameEnd}'
    location: location
    tags: allTags
    addressPrefix: networkPrefix
  }
}

module privateEndpoints 'modules/private-endpoints.bicep' = if (privateNetwork) {
  name: 'backstay-private-endpoints'
  scope: group
  params: {
    nameEnd: nameEnd
    location: location
    tags: allTags
    networkId: network!.outputs.id
    subnetId: network!.outputs.endpointsSubnetId
    storageId: storage.outputs.id
    vaultId: vault.outputs.id
  }
}

module functionApp 'modules/function-app.bicep' = {
  name: 'backstay-function-app'
  scope: group
  params: {
    name: functionAppName
    planName: 'asp-${nameEnd}'
    location: location
    tags: allTags
    nodeVersion: nodeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReady: alwaysReadyInstances == 0
      ? []
      : map(eventFunctions, name => { name: 'function:${name}', instanceCount: alwaysReadyInstances })
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    storageEndpoints: storage.outputs.endpoints
    packageContainerUrl: storage.outputs.packageContainerUrl
    insightsName: monitoring.outputs.insightsName
    apiClientId: apiClientId
    signInReference: hasSignInSecret ? '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/sign-in-secret)' : ''
    subnetId: privateNetwork ? network!.outputs.appSubnetId : ''
    settings: union(
      {
        BACKSTAY_CLOUD: clouds[environment().name]
        BACKSTAY_IDENTITY_CLIENT_ID: identity.outputs.clientId
        BACKSTAY_DIGEST_HOUR: digestHour
        BACKSTAY_DRIFT_HOURS: string(driftHours)
      },
      empty(eventsEndpoint) ? {} : { BACKSTAY_EVENTS_ENDPOINT: eventsEndpoint },
      empty(teamsHosts) ? {} : { BACKSTAY_TEAMS_HOSTS: teamsHosts },
      hasWebhook
        ? {
            BACKSTAY_TEAMS_WEBHOOK: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/teams-webhook)'
          }
        : {},
      hasSlack
        ? {
            BACKSTAY_SLACK_WEBHOOK: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/slack-webhook)'
          }
        : {},
      hasSignedEvents
        ? {
            BACKSTAY_WEBHOOK_URL: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/webhook-url)'
            BACKSTAY_WEBHOOK_SECRET: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/webhook-secret)'
            BACKSTAY_WEBHOOK_HOSTS: signedEventsHosts
          }
        : {},
      hasGithub
        ? {
            BACKSTAY_GITHUB_REPOSITORY: githubRepository
            BACKSTAY_GITHUB_TOKEN: '@Microsoft.KeyVault(SecretUri=${vault.outputs.uri}secrets/github-token)'
          }
        : {},
      empty(apiClientId)
        ? {}
        : {
            BACKSTAY_TENANT_ID: tenant().tenantId
            BACKSTAY_API_AUDIENCE: '${apiClientId},api://${apiClientId}'
          }
    )
  }
  // A private storage account has to be found before the app starts.
  dependsOn: [privateEndpoints]
}

module alerts 'modules/alerts.bicep' = {
  name: 'backstay-alerts'
  scope: group
  params: {
    nameEnd: nameEnd
    location: location
    tags: allTags
    insightsId: monitoring.outputs.insightsId
    emails: alertEmails
    knownBrokenChains: knownBrokenChains
    needsPersonDays: needsPersonDays
    unknownHours: unknownHours
    deployed: deployed
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'backstay-workbook'
  scope: group
  params: {
    title: 'Backstay (${environmentName})'
    location: location
    tags: allTags
    insightsId: monitoring.outputs.insightsId
  }
}

@description('Region.')
output AZURE_LOCATION string = location

@description('Name of the resource group.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Where people reach the app.')
output BACKSTAY_APP_URL string = 'https://${functionApp.outputs.hostName}'

@description('Name of the function app.')
output BACKSTAY_FUNCTION_APP_NAME string = functionApp.outputs.name

@description('Resource id of the function app: what events are delivered to.')
output BACKSTAY_FUNCTION_APP_ID string = functionApp.outputs.id

@description('Object id of the identity of the app: the app registration trusts it, and infra/rights.bicep gives it its rights.')
output BACKSTAY_IDENTITY_PRINCIPAL_ID string = identity.outputs.principalId

@description('Resource id of the storage account, which takes dead letters.')
output BACKSTAY_STORAGE_ID string = storage.outputs.id

@description('Name of the container for events that could not be delivered.')
output BACKSTAY_DEAD_LETTERS_CONTAINER string = storage.outputs.deadLettersContainer

@description('Name of the queue that events are delivered to, where they are delivered to a queue.')
output BACKSTAY_EVENTS_QUEUE string = storage.outputs.eventsQueue

@description('Resource id of the action group; empty without recipients.')
output BACKSTAY_ACTION_GROUP_ID string = alerts.outputs.actionGroupId

@description('Resource id of the alert on silence, which is turned on when code has been deployed.')
output BACKSTAY_HEARTBEAT_ALERT_ID string = alerts.outputs.heartbeatAlertId

@description('Makes names of this environment unique.')
output BACKSTAY_NAME_SUFFIX string = '${environmentName}-${take(unique, 5)}'

@description('Resource id of the workbook.')
output BACKSTAY_WORKBOOK_ID string = workbook.outputs.id

// The app itself: Flex Consumption, one identity, no key and no password by which it could be
// deployed to or reached.
targetScope = 'resourceGroup'

@description('Name of the function app.')
@minLength(2)
@maxLength(60)
param name string

@description('Name of its plan.')
@minLength(1)
@maxLength(60)
param planName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Version of Node.')
@allowed(['22', '24'])
param nodeVersion string

@description('Memory of one instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('The most instances of each function group at a time. All HTTP functions are one group, and every other function is a group of its own.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Functions with instances that are always ready.')
param alwaysReady { name: string, instanceCount: int }[]

@description('Resource id of the identity of the app.')
param identityId string

@description('Client id of that identity.')
param identityClientId string

@description('Addresses of the blob, queue and table service of the storage account, as Azure returns them for this cloud.')
param storageEndpoints { blob: string, queue: string, table: string }

@description('Address of the container that the package is deployed to.')
param packageContainerUrl string

@description('Name of Application Insights.')
param insightsName string

@description('Settings of Backstay itself, as docs/settings.md has them, besides its own address.')
param settings object

@description('Client id of the app registration by which people and pipelines sign in; empty for function keys instead.')
param apiClientId string

@description('Key Vault reference to the client secret of the app registration; empty for the identity of the app in its place.')
param signInReference string

@description('Resource id of the subnet that the app goes out by; empty for none.')
param subnetId string

var signIn = !empty(apiClientId)
// https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad#use-a-managed-identity-instead-of-a-secret-preview
var assertionSetting = 'OVERRIDE_USE_MI_FIC_ASSERTION_CLIENTID'
// https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
var secretSetting = 'MICROSOFT_PROVIDER_AUTHENTICATION_SECRET'
var bySecret = !empty(signInReference)
var signInSettings = bySecret ? { '${secretSetting}': signInReference } : { '${assertionSetting}': identityClientId }

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    tier: 'FlexConsumption'
    name: 'FC1'
  }
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  // By this tag azd finds where the service of azure.yaml goes.
  tags: union(tags, { 'azd-service-name': 'backstay' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    clientAffinityEnabled: false
    keyVaultReferenceIdentity: identityId
    // Event Grid delivers from outside of any network of yours, so that this endpoint stays public:
    // every call needs a token or a key.
    // https://learn.microsoft.com/azure/event-grid/consume-private-endpoints
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
      remoteDebuggingEnabled: false
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUrl
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: {
        name: 'node'
        version: nodeVersion
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: alwaysReady
      }
    }
  }

  // Nothing of what Flex Consumption has in functionAppConfig: it refuses those settings.
  // https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(
      {
        // Not the account name: from that the functions host makes addresses under
        // core.windows.net, in every cloud.
        // https://github.com/Azure/azure-sdk-for-net/blob/main/sdk/storage/Microsoft.Azure.WebJobs.Extensions.Storage.Common/src/StorageClientProvider.cs
        AzureWebJobsStorage__blobServiceUri: storageEndpoints.blob
        AzureWebJobsStorage__queueServiceUri: storageEndpoints.queue
        AzureWebJobsStorage__tableServiceUri: storageEndpoints.table
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__clientId: identityClientId
        APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
        BACKSTAY_PUBLIC_URL: 'https://${site.properties.defaultHostName}'
      },
      settings,
      signIn ? signInSettings : {}
    )
  }

  resource scmCredentials 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }

  resource ftpCredentials 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: {
      allow: false
    }
  }

  // App Service checks the tokens. It lets through what has none, because deliveries of Event Grid
  // come with a key of their own and probes of the health come with nothing; Backstay refuses
  // everything else: docs/api.md.
  resource authentication 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: {
        enabled: signIn
        runtimeVersion: '~1'
      }
      globalValidation: {
        // Says the same as the action: it is Backstay that refuses, and what App Service makes of
        // the two when they differ is written nowhere.
        requireAuthentication: false
        unauthenticatedClientAction: 'AllowAnonymous'
        redirectToProvider: 'azureactivedirectory'
      }
      httpSettings: {
        requireHttps: true
      }
      identityProviders: {
        azureActiveDirectory: {
          enabled: signIn
          registration: signIn
            ? {
                clientId: apiClientId
                // No secret unless the operator has set one: the identity vouches for the app.
                // infra/hooks/finish-app.mjs makes the federated credential.
                clientSecretSettingName: bySecret ? secretSetting : assertionSetting
                openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
              }
            : {}
          validation: {
            allowedAudiences: signIn ? [apiClientId, 'api://${apiClientId}'] : []
          }
        }
      }
      login: {
        tokenStore: {
          enabled: false
        }
        preserveUrlFragmentsForLogins: false
      }
    }
    // Both restart the app, one after the other.
    dependsOn: [appSettings]
  }
}

@description('Resource id of the function app.')
output id string = site.id

@description('Name of the function app.')
output name string = site.name

@description('Host name of the function app.')
output hostName string = site.properties.defaultHostName

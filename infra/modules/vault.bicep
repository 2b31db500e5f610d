// The key vault: it holds the secrets that the deployment is given, each readable by itself, and
// nothing else.
targetScope = 'resourceGroup'

@description('Name of the key vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Whether the vault is reached by its private endpoint alone.')
param privateNetwork bool

@description('Whether to bring back the vault of this name that was deleted: purge protection keeps its name taken for 90 days.')
param recover bool

@description('Object id of the identity of the app.')
param principalId string

@description('Address of the Teams workflow that takes cards; empty for none.')
@secure()
param teamsWebhook string = ''

@description('Address of the incoming webhook of Slack; empty for none.')
@secure()
param slackWebhook string = ''

@description('Address that signed events are posted to; empty for none.')
@secure()
param signedEventsUrl string = ''

@description('Key that events are signed with; empty for none.')
@secure()
param signedEventsSecret string = ''

@description('Token that issues are written with; empty for none.')
@secure()
param githubToken string = ''

@description('Client secret of the app registration; empty where the identity of the app signs people in.')
@secure()
param signInSecret string = ''

resource vault 'Microsoft.KeyVault/vaults@2026-05-15' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    createMode: recover ? 'recover' : 'default'
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    // Resource Manager itself writes the secret of this template, from outside the network.
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

module teamsWebhookSecret 'secret.bicep' = if (!empty(teamsWebhook)) {
  name: 'backstay-teams-webhook'
  params: {
    vaultName: vault.name
    name: 'teams-webhook'
    contentType: 'Address of a Teams workflow'
    value: teamsWebhook
    tags: tags
    principalId: principalId
    why: 'Backstay reads the address of the Teams workflow.'
  }
}

module slackWebhookSecret 'secret.bicep' = if (!empty(slackWebhook)) {
  name: 'backstay-slack-webhook'
  params: {
    vaultName: vault.name
    name: 'slack-webhook'
    contentType: 'Address of an incoming webhook of Slack'
    value: slackWebhook
    tags: tags
    principalId: principalId
    why: 'Backstay reads the address of the webhook of Slack.'
  }
}

module signedEventsUrlSecret 'secret.bicep' = if (!empty(signedEventsUrl)) {
  name: 'backstay-webhook-url'
  params: {
    vaultName: vault.name
    name: 'webhook-url'
    contentType: 'Address of a webhook'
    value: signedEventsUrl
    tags: tags
    principalId: principalId
    why: 'Backstay reads the address that it posts events to.'
  }
}

module signedEventsSecretSecret 'secret.bicep' = if (!empty(signedEventsSecret)) {
  name: 'backstay-webhook-secret'
  params: {
    vaultName: vault.name
    name: 'webhook-secret'
    contentType: 'Key that events are signed with'
    value: signedEventsSecret
    tags: tags
    principalId: principalId
    why: 'Backstay signs the events that it posts.'
  }
}

module githubTokenSecret 'secret.bicep' = if (!empty(githubToken)) {
  name: 'backstay-github-token'
  params: {
    vaultName: vault.name
    name: 'github-token'
    contentType: 'Token of GitHub'
    value: githubToken
    tags: tags
    principalId: principalId
    why: 'Backstay writes issues on GitHub.'
  }
}

module signInSecretSecret 'secret.bicep' = if (!empty(signInSecret)) {
  name: 'backstay-sign-in-secret'
  params: {
    vaultName: vault.name
    name: 'sign-in-secret'
    contentType: 'Client secret of an app registration'
    value: signInSecret
    tags: tags
    principalId: principalId
    why: 'App Service reads the secret by which it signs people in to Backstay.'
  }
}

@description('Resource id of the vault.')
output id string = vault.id

@description('Address of the vault, with a slash at its end.')
output uri string = vault.properties.vaultUri

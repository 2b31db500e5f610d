// The one identity of Backstay: its storage, its secrets, its telemetry, and what
// infra/rights.bicep lets it do to clusters.
targetScope = 'resourceGroup'

@description('Name of the identity.')
@minLength(3)
@maxLength(128)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('Resource id.')
output id string = identity.id

@description('Object id: what roles are assigned to.')
output principalId string = identity.properties.principalId

@description('Client id: what the app asks for tokens with.')
output clientId string = identity.properties.clientId

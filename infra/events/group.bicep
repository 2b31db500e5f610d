// The resource group for the topic of one subscription.
targetScope = 'subscription'

@description('Name of the group.')
@minLength(1)
@maxLength(90)
param name string

@description('Region of the group.')
param location string

@description('Tags.')
param tags object

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: name
  location: location
  tags: tags
}

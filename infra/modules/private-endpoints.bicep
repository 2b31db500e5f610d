// One private endpoint for each service that the app keeps something in, and the private DNS zones
// by which they are found.
targetScope = 'resourceGroup'

@description('Follows `pep-` and the service in names of endpoints.')
@minLength(1)
@maxLength(40)
param nameEnd string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Resource id of the network whose DNS finds the endpoints.')
param networkId string

@description('Resource id of the subnet that the endpoints are in.')
param subnetId string

@description('Resource id of the storage account.')
param storageId string

@description('Resource id of the key vault.')
param vaultId string

// https://learn.microsoft.com/azure/private-link/private-endpoint-dns
var services = [
  { name: 'blob', zone: 'privatelink.blob.${environment().suffixes.storage}' }
  { name: 'queue', zone: 'privatelink.queue.${environment().suffixes.storage}' }
  { name: 'table', zone: 'privatelink.table.${environment().suffixes.storage}' }
  // The zone is named vaultcore where public names end with vault.
  {
    name: 'vault'
    zone: 'privatelink${replace(environment().suffixes.keyvaultDns, '.vault.', '.vaultcore.')}'
  }
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: service.zone
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, index) in services: {
    parent: zones[index]
    name: 'link-${nameEnd}'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: networkId
      }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2026-03-01' = [
  for service in services: {
    name: 'pep-${service.name}-${nameEnd}'
    location: location
    tags: tags
    properties: {
      customNetworkInterfaceName: 'nic-${service.name}-${nameEnd}'
      subnet: {
        id: subnetId
      }
      privateLinkServiceConnections: [
        {
          name: service.name
          properties: {
            privateLinkServiceId: service.name == 'vault' ? vaultId : storageId
            groupIds: [service.name]
          }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2026-03-01' = [
  for (service, index) in services: {
    parent: endpoints[index]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        {
          name: service.name
          properties: {
            privateDnsZoneId: zones[index].id
          }
        }
      ]
    }
  }
]

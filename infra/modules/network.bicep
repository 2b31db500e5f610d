// The private network, where one is asked for: a subnet that the app goes out by, and one for the
// private endpoints.
targetScope = 'resourceGroup'

@description('Name of the virtual network.')
@minLength(2)
@maxLength(64)
param name string

@description('Name of the network security group of both subnets.')
@minLength(1)
@maxLength(80)
param securityGroupName string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('Addresses of the network, at least a /25. They need not be unique unless the network is peered.')
param addressPrefix string

// Nothing more than the default rules: from inside the network, and from nowhere else.
resource securityGroup 'Microsoft.Network/networkSecurityGroups@2026-03-01' = {
  name: securityGroupName
  location: location
  tags: tags
}

resource network 'Microsoft.Network/virtualNetworks@2026-03-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: [addressPrefix]
    }
    // Here and not as resources of their own, since a network that is deployed again without its
    // subnets may lose them.
    subnets: [
      {
        name: 'snet-app'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 26, 0)
          networkSecurityGroup: {
            id: securityGroup.id
          }
          // As Flex Consumption asks for it:
          // https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#enable-virtual-network-integration
          delegations: [
            {
              name: 'flex-consumption'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'snet-endpoints'
        properties: {
          addressPrefix: cidrSubnet(addressPrefix, 27, 2)
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'Enabled'
          networkSecurityGroup: {
            id: securityGroup.id
          }
        }
      }
    ]
  }

  resource app 'subnets' existing = {
    name: 'snet-app'
  }

  resource endpoints 'subnets' existing = {
    name: 'snet-endpoints'
  }
}

@description('Resource id of the network.')
output id string = network.id

@description('Resource id of the subnet that the app goes out by.')
output appSubnetId string = network::app.id

@description('Resource id of the subnet of the private endpoints.')
output endpointsSubnetId string = network::endpoints.id

// Storage of the functions host and of Backstay: state, queues, the record and its anchors, the
// package, dead letters. There is no key to it: shared keys are refused by the account, and
// everybody comes with an identity.
targetScope = 'resourceGroup'

@description('Name of the storage account.')
@minLength(3)
@maxLength(24)
param name string

@description('Region.')
param location string

@description('Tags.')
param tags object

@description('How often and where Azure keeps copies.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param sku string

@description('Whether the account is reached by its private endpoints alone.')
param privateNetwork bool

@description('Days that a blob of anchors can neither be changed nor deleted by anybody.')
@minValue(1)
@maxValue(146000)
param anchorRetentionDays int

@description('Whether the retention of the anchors was locked manually. A locked retention can only be extended, so it is left alone here.')
param anchorsLocked bool

@description('Object id of the identity of the app.')
param principalId string

// The names are those of shared/storage/names.ts; a test holds them together.
var tables = [
  'backstaytargets'
  'backstaysecrets'
  'backstayrecord'
  'backstaynotes'
  'backstayoutbox'
  'backstayscans'
]
var queues = [
  'backstay-wake'
  'backstay-wake-poison'
  'backstay-scan'
  'backstay-scan-poison'
  'backstay-outbox'
  'backstay-outbox-poison'
  'backstay-events'
  'backstay-events-poison'
]
var eventsQueue = 'backstay-events'
var anchorsContainer = 'backstay-anchors'
var headsContainer = 'backstay-heads'
var deadLettersContainer = 'backstay-deadletters'
var packageContainer = 'backstay-package'
var deadLetterDays = 30

// Needs of the functions host with an identity: blobs for locks, keys and the schedule of timers,
// queues for its triggers, tables for its own diagnostics. It is given these at this account
// and nowhere else.
// https://learn.microsoft.com/azure/azure-functions/functions-reference#connecting-to-host-storage-with-an-identity
var hostRoles = {
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  'Storage Queue Data Contributor': '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  'Storage Table Data Contributor': '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2026-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Enabled in a private network too: Event Grid writes events and dead letters over the public
    // endpoint, as a trusted service. Azure documents that exception for "selected networks".
    // Reports disagree on whether it also applies while public access is disabled. With Deny and no
    // rule the account is just as closed.
    // https://learn.microsoft.com/azure/storage/common/storage-network-security-trusted-azure-services
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      // Event Grid comes with an identity that may write to one container and one queue only.
      // https://learn.microsoft.com/azure/event-grid/managed-service-identity
      bypass: 'AzureServices'
      defaultAction: privateNetwork ? 'Deny' : 'Allow'
    }
  }
}

// Without versions: the host writes to its locks and schedules all day, and each write would leave
// one behind.
resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: 14
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: 14
    }
  }
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: packageContainer
  properties: {
    publicAccess: 'None'
  }
}

resource deadLetters 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: deadLettersContainer
  properties: {
    publicAccess: 'None'
  }
}

// An event names the person who caused it: unread dead letters are deleted after a month (and can
// be restored for the days of `deleteRetentionPolicy`).
// https://learn.microsoft.com/azure/storage/blobs/lifecycle-management-policy-structure
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-06-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'old-dead-letters'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: {
              blobTypes: ['blockBlob', 'appendBlob']
              prefixMatch: ['${deadLettersContainer}/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: deadLetterDays
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

resource anchors 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: anchorsContainer
  properties: {
    publicAccess: 'None'
  }
}

// The heads that the anchors vouch for: a change of them breaks the root of an anchor, so that they
// need no policy.
resource heads 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-06-01' = {
  parent: blobs
  name: headsContainer
  properties: {
    publicAccess: 'None'
  }
}

// New lines may be appended to the blob of the day, and nothing else:
// https://learn.microsoft.com/azure/storage/blobs/immutable-time-based-retention-policy-overview It
// is not locked here, because that can never be undone and the account could not be deleted for
// so many days: locking is a step of the operator, who then sets `anchorsLocked`.
resource anchorRetention 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2026-06-01' = if (!anchorsLocked) {
  parent: anchors
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: anchorRetentionDays
    allowProtectedAppendWrites: true
  }
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2026-06-01' = {
  parent: account
  name: 'default'
}

resource allQueues 'Microsoft.Storage/storageAccounts/queueServices/queues@2026-06-01' = [
  for queue in queues: {
    parent: queueService
    name: queue
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2026-06-01' = {
  parent: account
  name: 'default'
}

resource allTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2026-06-01' = [
  for table in tables: {
    parent: tableService
    name: table
  }
]

resource hostRights 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(hostRoles): {
    name: guid(account.id, principalId, role.value)
    scope: account
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
      description: 'Backstay and its functions host: ${role.key}.'
    }
  }
]

@description('Resource id of the account.')
output id string = account.id

@description('Addresses of its blob, queue and table service, which end differently in each cloud.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}

@description('Address of the container that the package is deployed to.')
output packageContainerUrl string = '${account.properties.primaryEndpoints.blob}${package.name}'

@description('Name of the queue that events are delivered to, where they are delivered to a queue.')
output eventsQueue string = eventsQueue

@description('Name of the container for events that could not be delivered.')
output deadLettersContainer string = deadLetters.name

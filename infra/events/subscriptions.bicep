// Which events of a subscription go to which function.
targetScope = 'resourceGroup'

@description('Name of the system topic.')
@minLength(3)
@maxLength(128)
param topicName string

@description('Makes names of this environment unique.')
@minLength(1)
@maxLength(26)
param suffix string

@description('How events are delivered: to functions, or to a Storage queue by the identity of the topic.')
@allowed(['function', 'queue'])
param delivery string

@description('Name of the queue in the storage account, for delivery to a queue.')
param eventsQueue string

@description('Resource id of the function app.')
param functionAppId string

@description('Resource id of the storage account, for the queue and for what could not be delivered.')
param storageId string

@description('Name of the container in it.')
param deadLettersContainer string

// The functions of functions/*.ts with their operations, from shared/model/event-operations.ts. An
// event subscription takes 25 values of filters at most:
// https://learn.microsoft.com/azure/event-grid/event-filtering#limitations
var functions = loadJsonContent('operations.json')
// AKS writes the security groups of its node groups with each change of a load balancer: they would
// drown everything else.
var nodeGroups = '/resourceGroups/MC_'

var app = split(functionAppId, '/')

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// To the function itself and not to its address: so that no key of it stands anywhere. Event Grid
// keeps a key of the app all the same, and an app that was idle or has a new key answers 401. To a
// queue the topic comes with its identity instead, and the app need not run.
// https://learn.microsoft.com/azure/event-grid/handler-functions and https://learn.microsoft.com/azure/event-grid/handler-storage-queues
@batchSize(1)
resource subscriptions 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for function in functions: {
    parent: topic
    name: 'backstay-${function.name}-${suffix}'
    properties: {
      eventDeliverySchema: 'EventGridSchema'
      destination: delivery == 'function'
        ? {
            endpointType: 'AzureFunction'
            properties: {
              resourceId: resourceId(app[2], app[4], 'Microsoft.Web/sites/functions', last(app), function.name)
              maxEventsPerBatch: 1
            }
          }
        : null
      deliveryWithResourceIdentity: delivery == 'queue'
        ? {
            identity: {
              type: 'SystemAssigned'
            }
            destination: {
              endpointType: 'StorageQueue'
              properties: {
                resourceId: storageId
                queueName: eventsQueue
                // A week: an event that is older says nothing that the drift check has not found.
                queueMessageTimeToLiveInSeconds: 604800
              }
            }
          }
        : null
      filter: {
        includedEventTypes: [
          'Microsoft.Resources.ResourceWriteSuccess'
          'Microsoft.Resources.ResourceDeleteSuccess'
          'Microsoft.Resources.ResourceActionSuccess'
        ]
        advancedFilters: [
          {
            operatorType: 'StringIn'
            key: 'data.operationName'
            values: function.operations
          }
          {
            operatorType: 'StringNotContains'
            key: 'subject'
            values: [nodeGroups]
          }
        ]
      }
      // A day, the most that Event Grid has:
      // https://learn.microsoft.com/azure/event-grid/delivery-and-retry
      retryPolicy: {
        maxDeliveryAttempts: 30
        eventTimeToLiveInMinutes: 1440
      }
      deadLetterWithResourceIdentity: {
        identity: {
          type: 'SystemAssigned'
        }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: {
            resourceId: storageId
            blobContainerName: deadLettersContainer
          }
        }
      }
    }
  }
]

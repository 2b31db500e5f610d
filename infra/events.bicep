// The second step, after the code is there: what is written in the subscriptions of clusters and
// vaults comes to the functions. A system topic for each subscription, and at it a subscription for
// each function that takes events.
targetScope = 'subscription'

@description('Region, for what records this deployment; topics of subscriptions are global.')
@minLength(1)
param location string

@description('Tags for every resource.')
param tags object = {}

@description('The profiles, as in profiles.json: the subscriptions of their clusters and vaults are listened to.')
@minLength(1)
param profiles array

@description('Makes names of this environment unique: the output BACKSTAY_NAME_SUFFIX of infra/main.bicep.')
@minLength(1)
@maxLength(26)
param suffix string

@description('Name of the resource group for the topic, in each of the subscriptions.')
@minLength(1)
@maxLength(90)
param resourceGroupName string = 'rg-backstay-events-${suffix}'

@description('Resource ids of system topics that are there already: Azure allows one for each subscription. Each needs a system-assigned identity, for its dead letters.')
@maxLength(100)
param existingTopics array = []

@description('How events are delivered: to functions, or to a Storage queue by the identity of the topic.')
@allowed(['function', 'queue'])
param delivery string = 'function'

@description('Name of the queue in the storage account, for delivery to a queue.')
@minLength(3)
@maxLength(63)
param eventsQueue string

@description('Resource id of the function app.')
@minLength(1)
param functionAppId string

@description('Resource id of the storage account, for the queue and for what could not be delivered.')
@minLength(1)
param storageId string

@description('Name of the container in it.')
@minLength(3)
@maxLength(63)
param deadLettersContainer string

@description('Resource id of the action group that is notified of dead letters; empty for none.')
param actionGroupId string = ''

var allTags = union(tags, { workload: 'backstay' })
var storage = split(storageId, '/')
var listenedTo = union(
  flatten(map(profiles, profile => map(profile.selector.subscriptions, id => toLower(id)))),
  map(profiles, profile => split(toLower(profile.vault), '/')[2])
)
// The topic of a subscription is where the topic says, and in the subscription that it listens to.
var existing = map(existingTopics, id => {
  subscription: split(toLower(id), '/')[2]
  group: split(id, '/')[4]
  name: last(split(id, '/'))
})
var toMake = filter(listenedTo, id => !contains(map(existing, topic => topic.subscription), id))
var made = map(toMake, id => {
  subscription: id
  group: resourceGroupName
  name: 'evgt-backstay-${suffix}'
})
var topics = concat(made, filter(existing, topic => contains(listenedTo, topic.subscription)))

module topicGroups 'events/group.bicep' = [
  for id in toMake: {
    name: 'backstay-events-group-${suffix}'
    scope: subscription(id)
    params: {
      name: resourceGroupName
      location: location
      tags: allTags
    }
  }
]

module newTopics 'events/topic.bicep' = [
  for topic in made: {
    name: 'backstay-events-topic-${suffix}'
    scope: resourceGroup(topic.subscription, topic.group)
    params: {
      name: topic.name
      tags: allTags
    }
    dependsOn: [topicGroups]
  }
]

module identities 'events/topic-identity.bicep' = [
  for topic in topics: {
    name: 'backstay-events-identity-${suffix}'
    scope: resourceGroup(topic.subscription, topic.group)
    params: {
      name: topic.name
    }
    dependsOn: [newTopics]
  }
]

module deadLetterRights 'events/dead-letter-right.bicep' = [
  for (topic, index) in topics: {
    name: 'backstay-dead-letters-${uniqueString(topic.subscription, suffix)}'
    scope: resourceGroup(storage[2], storage[4])
    params: {
      accountName: last(storage)
      containerName: deadLettersContainer
      principalId: identities[index].outputs.principalId
    }
  }
]

module queueRights 'events/queue-right.bicep' = [
  for (topic, index) in topics: if (delivery == 'queue') {
    name: 'backstay-events-queue-${uniqueString(topic.subscription, suffix)}'
    scope: resourceGroup(storage[2], storage[4])
    params: {
      accountName: last(storage)
      queueName: eventsQueue
      principalId: identities[index].outputs.principalId
    }
  }
]

module subscriptions 'events/subscriptions.bicep' = [
  for topic in topics: {
    name: 'backstay-events-subscriptions-${suffix}'
    scope: resourceGroup(topic.subscription, topic.group)
    params: {
      topicName: topic.name
      suffix: suffix
      delivery: delivery
      eventsQueue: eventsQueue
      functionAppId: functionAppId
      storageId: storageId
      deadLettersContainer: deadLettersContainer
    }
    dependsOn: [deadLetterRights, queueRights]
  }
]

module alerts 'events/alerts.bicep' = [
  for topic in topics: {
    name: 'backstay-events-alert-${suffix}'
    scope: resourceGroup(topic.subscription, topic.group)
    params: {
      topicName: topic.name
      suffix: suffix
      tags: allTags
      actionGroupId: actionGroupId
    }
    dependsOn: [newTopics]
  }
]

@description('Subscriptions that are listened to.')
output subscriptions array = map(topics, topic => topic.subscription)

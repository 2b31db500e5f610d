// Rights of Backstay's identity: custom roles and their assignments, as the profiles ask for them
// and no further. One role for each kind of change, held only where a profile in mode "enforce"
// allows that kind; without one, reading is all. infra/rights.json says what is in each role. A
// test holds it against what the code asks for, in both directions. Deployed by itself and never as
// a part of infra/main.bicep: it reaches into groups that are not Backstay's.
targetScope = 'subscription'

@description('Object id of the identity that Backstay runs as.')
@minLength(36)
@maxLength(36)
param principalId string

@description('The profiles, as in profiles.json: they say which clusters, vaults, storage accounts and groups are meant, and what is allowed there.')
@minLength(1)
param profiles array

@description('Distinguishes the roles of this environment: names of custom roles are unique in the whole tenant.')
@minLength(1)
@maxLength(40)
param suffix string

@description('Whether Backstay may also undo its changes. A separate right: without it, an undo is refused and the audit log says so.')
param allowUndo bool = false

@description('Whether Backstay may list what is in the containers of backups. Azure has no right to list that is not a right to read: leave it off where backups hold secrets.')
param lookIntoContainers bool = false

@description('Ids of further subscriptions to read, such as those of hub networks and firewalls that the clusters go out through.')
@maxLength(100)
param alsoRead array = []

@description('Resource id of the custom topic that Backstay publishes its events to; empty for none.')
@maxLength(400)
param eventsTopicId string = ''

@description('Ids of groups that are not there (yet), which nothing can be granted at. A later deployment without them grants what is left out now.')
param absentScopes array = []

@description('Ids of subscriptions that have left the profiles, and in which the roles are still assigned: Azure does not take them out of the scopes of a role before.')
param keptSubscriptions array = []

var rights = loadJsonContent('rights.json')

// Defaults of a profile are the same here as in the product.
var enforced = filter(profiles, profile => (profile.?mode ?? 'observe') == 'enforce')
var allowed = map(enforced, profile => {
  kinds: union(
    profile.?allow ?? rights.allowedUnlessSaid,
    (profile.?inspectCluster ?? false) ? ['clusterInspection'] : [],
    contains(profile, 'protect') && (profile.?confirm ?? 'service') == 'service' ? ['backupValidation'] : [],
    (profile.?protect.?firstBackup ?? false) ? ['firstBackup'] : [],
    contains(profile, 'restoreDrill') ? ['restoreValidation'] : [],
    contains(profile.?allow ?? [], 'backupInstance') ? ['instanceSync'] : []
  )
  places: placesOf(profile)
})

// Ids are compared in small letters, as Azure does: what is written in two ways is granted once.
func placesOf(profile object) object => {
  cluster: clustersOf(profile.selector)
  clusterSubscription: map(profile.selector.subscriptions, id => '/subscriptions/${toLower(id)}')
  vault: [toLower(profile.vault)]
  storageAccount: [toLower(profile.storageAccount)]
  snapshotGroup: [toLower(profile.snapshotGroup)]
  snapshotSubscription: [subscriptionOf(profile.snapshotGroup)]
  stagingGroup: contains(profile, 'staging') ? [toLower(profile.staging.resourceGroup)] : []
  stagingAccount: contains(profile, 'staging') ? [toLower(profile.staging.storageAccount)] : []
  subscription: union(
    map(profile.selector.subscriptions, id => '/subscriptions/${toLower(id)}'),
    [subscriptionOf(profile.vault), subscriptionOf(profile.storageAccount), subscriptionOf(profile.snapshotGroup)],
    contains(profile, 'staging')
      ? [subscriptionOf(profile.staging.resourceGroup), subscriptionOf(profile.staging.storageAccount)]
      : []
  )
  // Where providers are registered: for clusters and extensions, and for vaults.
  registration: union(
    map(profile.selector.subscriptions, id => '/subscriptions/${toLower(id)}'),
    [subscriptionOf(profile.vault)]
  )
}

func subscriptionOf(id string) string => '/subscriptions/${split(toLower(id), '/')[2]}'

// All parts of a selector that are given must match, as in the product.
func isSelected(subscriptionId string, group string, selector object) bool =>
  contains(map(selector.subscriptions, id => toLower(id)), subscriptionId) && (!contains(selector, 'resourceGroups') || contains(
    map(selector.resourceGroups ?? [], name => toLower(name)),
    group
  ))

// As narrow as the selector says: clusters, else groups, else subscriptions.
func clustersOf(selector object) array =>
  contains(selector, 'clusters')
    ? filter(
        map(selector.clusters, id => toLower(id)),
        id => isSelected(split(id, '/')[2], split(id, '/')[4], selector)
      )
    : flatten(map(
        selector.subscriptions,
        id =>
          contains(selector, 'resourceGroups')
            ? map(selector.resourceGroups, group => '/subscriptions/${toLower(id)}/resourcegroups/${toLower(group)}')
            : ['/subscriptions/${toLower(id)}']
      ))

// Every role that could be held, under a key of its own.
var granters = map(items(rights.grant.places), place => {
  key: 'grant.${place.key}'
  kind: 'roleGrant'
  places: [place.key]
  title: place.value.title
  description: place.value.description
  actions: rights.grant.actions
  dataActions: []
  condition: conditionOf(rights.grant.condition, place.value.roles, principalId)
})
var changers = map(items(rights.change), change => {
  key: 'change.${change.key}'
  kind: change.key
  places: change.value.places
  title: change.value.title
  description: change.value.description
  actions: change.value.actions
  dataActions: []
  condition: ''
})
var takersBack = map(items(rights.undo), undo => {
  key: 'undo.${undo.key}'
  kind: undo.key
  places: undo.value.places
  title: undo.value.title
  description: undo.value.description
  actions: undo.value.actions
  dataActions: []
  condition: ''
})
var revokers = map(items(rights.grant.places), place => {
  key: 'undo.grant.${place.key}'
  kind: 'roleGrant'
  places: [place.key]
  title: '${place.value.title}, Undo'
  description: replace(place.value.description, 'Grants', 'Takes back')
  actions: rights.undoGrant.actions
  dataActions: []
  condition: conditionOf(rights.undoGrant.condition, place.value.roles, principalId)
})

func conditionOf(form string, roles object, self string) string =>
  replace(replace(form, '<roles>', join(map(items(roles), role => string(role.value)), ', ')), '<backstay>', self)

// Pairs of a role and a scope, each once: 'key|scope'.
var ofChanges = flatten(map(
  concat(changers, granters, allowUndo ? concat(takersBack, revokers) : []),
  role =>
    flatten(map(
      filter(allowed, one => contains(one.kinds, role.kind)),
      one => flatten(map(role.places, place => map(one.places[place], scope => '${role.key}|${scope}')))
    ))
))
var ofLooks = flatten(map(profiles, profile => map(placesOf(profile).subscription, scope => 'observe|${scope}')))
var ofMoreLooks = map(alsoRead, id => 'observe|/subscriptions/${toLower(id)}')
var ofContainers = lookIntoContainers
  ? map(profiles, profile => 'lookIntoContainers|${toLower(profile.storageAccount)}')
  : []
var absent = map(absentScopes, id => toLower(id))
var pairs = filter(
  map(union(ofLooks, ofMoreLooks, ofContainers, ofChanges), pair => {
    key: split(pair, '|')[0]
    scope: split(pair, '|')[1]
  }),
  pair => !contains(absent, pair.scope)
)

var observer = {
  key: 'observe'
  title: rights.observe.title
  description: rights.observe.description
  actions: rights.observe.actions
  dataActions: []
  condition: ''
}
// Its data action stands alone, in a role without a condition: Azure denies what joins the two.
var containerReader = {
  key: 'lookIntoContainers'
  title: rights.lookIntoContainers.title
  description: rights.lookIntoContainers.description
  actions: []
  dataActions: rights.lookIntoContainers.dataActions
  condition: ''
}
var held = filter(
  concat([observer, containerReader], changers, granters, takersBack, revokers),
  role => contains(map(pairs, pair => pair.key), role.key)
)
var subscriptions = union(
  [subscription().id],
  map(pairs, pair => subscriptionOf(pair.scope)),
  map(keptSubscriptions, id => '/subscriptions/${toLower(id)}')
)

resource roles 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for role in held: {
    name: guid(subscription().id, suffix, role.key)
    properties: {
      roleName: 'Backstay ${role.title} (${suffix})'
      description: role.description
      type: 'CustomRole'
      permissions: [
        {
          actions: role.actions
          notActions: []
          dataActions: role.dataActions
          notDataActions: []
        }
      ]
      assignableScopes: subscriptions
    }
  }
]

// A deployment keeps its name and its region together: what is deployed from another region has to
// have another name.
var unique = uniqueString(subscription().id, suffix)

// Azure has a resource of its own for assignments at each kind of scope, so that they are sorted by
// it.
var grants = map(pairs, pair => {
  scope: pair.scope
  parts: split(pair.scope, '/')
  roleDefinitionName: guid(subscription().id, suffix, pair.key)
  condition: first(filter(held, role => role.key == pair.key))!.condition
})

// A role of Azure's own: it lets its holder publish events, and nothing else.
var topic = split(empty(eventsTopicId) ? '${subscription().id}/resourceGroups/none' : eventsTopicId, '/')
module atTopic 'rights/at-topic.bicep' = if (!empty(eventsTopicId)) {
  name: 'backstay-right-topic-${unique}'
  scope: resourceGroup(topic[2], topic[4])
  params: {
    topicName: last(topic)
    principalId: principalId
  }
}

module atSubscription 'rights/at-subscription.bicep' = [
  for (grant, index) in filter(grants, each => length(each.parts) == 3): {
    name: 'backstay-right-subscription-${unique}-${index}'
    scope: subscription(grant.parts[2])
    params: {
      principalId: principalId
      roleDefinitionName: grant.roleDefinitionName
      condition: grant.condition
    }
    dependsOn: [roles]
  }
]

module atGroup 'rights/at-group.bicep' = [
  for (grant, index) in filter(grants, each => length(each.parts) == 5): {
    name: 'backstay-right-group-${unique}-${index}'
    scope: resourceGroup(grant.parts[2], grant.parts[4])
    params: {
      principalId: principalId
      roleDefinitionName: grant.roleDefinitionName
      condition: grant.condition
    }
    dependsOn: [roles]
  }
]

module atCluster 'rights/at-cluster.bicep' = [
  for (grant, index) in filter(grants, each => contains(each.scope, '/managedclusters/')): {
    name: 'backstay-right-cluster-${unique}-${index}'
    scope: resourceGroup(grant.parts[2], grant.parts[4])
    params: {
      clusterName: last(grant.parts)
      principalId: principalId
      roleDefinitionName: grant.roleDefinitionName
      condition: grant.condition
    }
    dependsOn: [roles]
  }
]

module atVault 'rights/at-vault.bicep' = [
  for (grant, index) in filter(grants, each => contains(each.scope, '/backupvaults/')): {
    name: 'backstay-right-vault-${unique}-${index}'
    scope: resourceGroup(grant.parts[2], grant.parts[4])
    params: {
      vaultName: last(grant.parts)
      principalId: principalId
      roleDefinitionName: grant.roleDefinitionName
      condition: grant.condition
    }
    dependsOn: [roles]
  }
]

module atAccount 'rights/at-account.bicep' = [
  for (grant, index) in filter(grants, each => contains(each.scope, '/storageaccounts/')): {
    name: 'backstay-right-account-${unique}-${index}'
    scope: resourceGroup(grant.parts[2], grant.parts[4])
    params: {
      accountName: last(grant.parts)
      principalId: principalId
      roleDefinitionName: grant.roleDefinitionName
      condition: grant.condition
    }
    dependsOn: [roles]
  }
]

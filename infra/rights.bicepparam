using './rights.bicep'

// The outputs of infra/main.bicep, as azd keeps them in its environment.
param principalId = readEnvironmentVariable('BACKSTAY_IDENTITY_PRINCIPAL_ID')
param suffix = readEnvironmentVariable('BACKSTAY_NAME_SUFFIX')

// The rights follow from the profiles that operators wrote, as `npm run package` has checked them:
// begin with a copy of profiles.sample.json.
param profiles = loadJsonContent('../dist/package/profiles.json').profiles
param allowUndo = bool(readEnvironmentVariable('BACKSTAY_ALLOW_UNDO', 'false'))
param lookIntoContainers = bool(readEnvironmentVariable('BACKSTAY_LOOK_INTO_CONTAINERS', 'false'))
param eventsTopicId = readEnvironmentVariable('BACKSTAY_EVENTS_TOPIC_ID', '')
// As JSON: ["<id of a subscription>"]
param alsoRead = json(readEnvironmentVariable('BACKSTAY_ALSO_READ', '[]'))
// Found out and set by infra/hooks/grant-rights.mjs; as JSON: ["/subscriptions/…/resourceGroups/…"]
param absentScopes = json(readEnvironmentVariable('BACKSTAY_ABSENT_SCOPES', '[]'))
// Found out and set by the same hook; as JSON: ["<id of a subscription>"]
param keptSubscriptions = json(readEnvironmentVariable('BACKSTAY_KEPT_SUBSCRIPTIONS', '[]'))

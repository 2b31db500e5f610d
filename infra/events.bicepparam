using './events.bicep'

// The outputs of infra/main.bicep, as azd keeps them in its environment.
param location = readEnvironmentVariable('AZURE_LOCATION')
param tags = {
  env: readEnvironmentVariable('AZURE_ENV_NAME')
}
param profiles = loadJsonContent('../dist/package/profiles.json').profiles
param suffix = readEnvironmentVariable('BACKSTAY_NAME_SUFFIX')
// As JSON: ["/subscriptions/…/providers/Microsoft.EventGrid/systemTopics/…"]
param existingTopics = json(readEnvironmentVariable('BACKSTAY_EXISTING_TOPICS', '[]'))
param delivery = readEnvironmentVariable('BACKSTAY_EVENT_DELIVERY', 'function')
param eventsQueue = readEnvironmentVariable('BACKSTAY_EVENTS_QUEUE')
param functionAppId = readEnvironmentVariable('BACKSTAY_FUNCTION_APP_ID')
param storageId = readEnvironmentVariable('BACKSTAY_STORAGE_ID')
param deadLettersContainer = readEnvironmentVariable('BACKSTAY_DEAD_LETTERS_CONTAINER')
param actionGroupId = readEnvironmentVariable('BACKSTAY_ACTION_GROUP_ID', '')

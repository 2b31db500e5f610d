using './main.bicep'

// What azd knows of the environment, and what `azd env set` has put there. docs/settings.md says
// what Backstay makes of its settings.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')

// Set by infra/hooks/register-app.mjs.
param apiClientId = readEnvironmentVariable('BACKSTAY_API_CLIENT_ID', '')
param teamsWebhook = readEnvironmentVariable('BACKSTAY_TEAMS_WEBHOOK', '')
param slackWebhook = readEnvironmentVariable('BACKSTAY_SLACK_WEBHOOK', '')
param signedEventsUrl = readEnvironmentVariable('BACKSTAY_WEBHOOK_URL', '')
param signedEventsSecret = readEnvironmentVariable('BACKSTAY_WEBHOOK_SECRET', '')
param signedEventsHosts = readEnvironmentVariable('BACKSTAY_WEBHOOK_HOSTS', '')
param githubRepository = readEnvironmentVariable('BACKSTAY_GITHUB_REPOSITORY', '')
param githubToken = readEnvironmentVariable('BACKSTAY_GITHUB_TOKEN', '')
// For tenants where the identity of the app cannot sign people in.
param signInSecret = readEnvironmentVariable('BACKSTAY_SIGN_IN_SECRET', '')
param teamsHosts = readEnvironmentVariable('BACKSTAY_TEAMS_HOSTS', '')
param eventsEndpoint = readEnvironmentVariable('BACKSTAY_EVENTS_ENDPOINT', '')
param digestHour = readEnvironmentVariable('BACKSTAY_DIGEST_HOUR', '6')
param driftHours = int(readEnvironmentVariable('BACKSTAY_DRIFT_HOURS', '12'))

param nodeVersion = readEnvironmentVariable('BACKSTAY_NODE_VERSION', '24')
param instanceMemoryMB = json(readEnvironmentVariable('BACKSTAY_INSTANCE_MEMORY_MB', '2048'))
param maximumInstanceCount = int(readEnvironmentVariable('BACKSTAY_MAXIMUM_INSTANCES', '40'))
param eventDelivery = readEnvironmentVariable('BACKSTAY_EVENT_DELIVERY', 'function')
param alwaysReadyInstances = int(readEnvironmentVariable('BACKSTAY_ALWAYS_READY', '0'))
param storageSku = readEnvironmentVariable('BACKSTAY_STORAGE_SKU', 'Standard_LRS')
param anchorRetentionDays = int(readEnvironmentVariable('BACKSTAY_ANCHOR_RETENTION_DAYS', '365'))
param anchorsLocked = bool(readEnvironmentVariable('BACKSTAY_ANCHORS_LOCKED', 'false'))
param recoverVault = bool(readEnvironmentVariable('BACKSTAY_RECOVER_VAULT', 'false'))
param privateNetwork = bool(readEnvironmentVariable('BACKSTAY_PRIVATE_NETWORK', 'false'))
param networkPrefix = readEnvironmentVariable('BACKSTAY_NETWORK_PREFIX', '10.83.0.0/24')

param logRetentionDays = int(readEnvironmentVariable('BACKSTAY_LOG_RETENTION_DAYS', '90'))
param logDailyCapGb = int(readEnvironmentVariable('BACKSTAY_LOG_DAILY_CAP_GB', '5'))
// As JSON: ["platform@example.com"]
param alertEmails = json(readEnvironmentVariable('BACKSTAY_ALERT_EMAILS', '[]'))
param knownBrokenChains = int(readEnvironmentVariable('BACKSTAY_KNOWN_BROKEN_CHAINS', '0'))
param needsPersonDays = int(readEnvironmentVariable('BACKSTAY_NEEDS_PERSON_DAYS', '3'))
param unknownHours = int(readEnvironmentVariable('BACKSTAY_UNKNOWN_HOURS', '6'))
// Set by infra/hooks/connect-events.mjs.
param deployed = bool(readEnvironmentVariable('BACKSTAY_DEPLOYED', 'false'))

// Whether subscription and region have what infra/main.bicep makes: Azure says so too, but in the
// middle of the deployment or not at all.

/**
 * Resource types that infra/main.bicep creates; in a private network those of the second list as
 * well.
 */
export const PROVIDERS = [
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.OperationalInsights',
  'Microsoft.Storage',
  'Microsoft.Web',
];
/**
 * Microsoft.App delegates the subnet of the app:
 * https://learn.microsoft.com/azure/azure-functions/flex-consumption-how-to#enable-virtual-network-integration
 */
export const NETWORK_PROVIDERS = ['Microsoft.App', 'Microsoft.Network'];

/** As infra/main.bicepparam has it. */
const NODE_VERSION = '24';

/**
 * @param place subscription, location and name of the environment
 * @returns problems that stop the deployment, and remarks on what is unusual or could not be
 *   checked; all as sentences
 */
export function checkRegion(run, place, { nodeVersion = NODE_VERSION, isRecovering = false }) {
  const found = [
    checkLocation(run, place),
    checkRuntime(run, place, nodeVersion),
    checkQuota(run, place),
    checkDeletedVault(run, place, isRecovering),
  ];
  return {
    problems: found.flatMap(({ problems = [] }) => problems),
    remarks: found.flatMap(({ remarks = [] }) => remarks),
  };
}

/** Those that have still to be registered. */
export function missingProviders(run, { subscription }, isPrivate) {
  const wanted = [...PROVIDERS, ...(isPrivate ? NETWORK_PROVIDERS : [])];
  const query = "[?registrationState=='Registered'].namespace";
  const list = json(
    run('az', ['provider', 'list', '--subscription', subscription, '--query', query, '--output', 'json']),
  );
  // Azure registers none twice, so that an unknown state costs a few seconds and no more.
  const registered = Array.isArray(list.value) ? list.value.map((name) => name.toLowerCase()) : [];
  return wanted.filter((name) => !registered.includes(name.toLowerCase()));
}

function checkLocation(run, { location }) {
  const args = ['functionapp', 'list-flexconsumption-locations', '--query', '[].name', '--output', 'json'];
  const { value, why } = json(run('az', args));
  if (!Array.isArray(value)) return unchecked(`whether ${location} has Flex Consumption`, why);
  if (value.some((name) => plain(name) === plain(location))) return {};
  return {
    problems: [
      `The region ${location} does not have Flex Consumption. Choose another one: az functionapp list-flexconsumption-locations --output table, then azd env set AZURE_LOCATION REGION`,
    ],
  };
}

/**
 * Resource Manager accepts a version that the region does not have, and the app then never starts.
 * https://github.com/Azure/Azure-Functions/issues/2666
 */
function checkRuntime(run, { location }, nodeVersion) {
  const args = ['functionapp', 'list-flexconsumption-runtimes', '--location', location, '--runtime', 'node'];
  const { value, why } = json(run('az', [...args, '--query', '[].version', '--output', 'json']));
  if (!Array.isArray(value)) return unchecked(`whether ${location} has Node ${nodeVersion}`, why);
  if (value.includes(nodeVersion)) return {};
  const other = value.includes('22') ? '22' : undefined;
  const advice =
    other === undefined ? 'Choose another region.' : `Use Node ${other}: azd env set BACKSTAY_NODE_VERSION ${other}`;
  return {
    problems: [
      `The region ${location} does not have Node ${nodeVersion}, only ${value.join(', ') || 'none'}. ${advice}`,
    ],
  };
}

/**
 * A quota that is used up delays scaling and stops no deployment; a quota of nothing does.
 * https://learn.microsoft.com/rest/api/appservice/get-usages-in-location/list
 */
function checkQuota(run, { subscription, location }) {
  const url = `/subscriptions/${subscription}/providers/Microsoft.Web/locations/${location}/usages?api-version=2024-11-01`;
  const { value, why } = json(run('az', ['rest', '--method', 'get', '--url', url, '--output', 'json']));
  if (!Array.isArray(value?.value)) return unchecked(`the quota of instances in ${location}`, why);
  const used = value.value.filter(({ currentValue, limit }) => currentValue >= limit);
  const text = ({ name, currentValue, limit }) =>
    `"${name?.localizedValue ?? name?.value}": ${currentValue} of ${limit} in use`;
  const none = used.filter(({ limit }) => limit === 0);
  const full = used.filter(({ limit }) => limit !== 0);
  const advice = 'Ask for more under "Quotas" in the portal, or choose another region.';
  return {
    // Where other quotas allow something, one of nothing may be that of a plan that is not used
    // here.
    problems:
      none.length > 0 && none.length === value.value.length
        ? [`No quota of instances in ${location}: ${none.map(text).join('; ')}. ${advice}`]
        : [],
    remarks: full.map((one) => `Quota ${text(one)} in ${location}. The app then scales later or not at all. ${advice}`),
  };
}

/**
 * Its name follows from subscription, environment and region, so that a vault of the same group
 * with Backstay's prefix is the one.
 */
function checkDeletedVault(run, { subscription, location, environment }, isRecovering) {
  const args = [
    'keyvault',
    'list-deleted',
    '--subscription',
    subscription,
    '--resource-type',
    'vault',
    '--output',
    'json',
  ];
  const { value, why } = json(run('az', args));
  if (!Array.isArray(value)) return unchecked('whether a deleted key vault holds the name of the new one', why);
  const group = `/resourcegroups/rg-backstay-${environment}-${location}/`.toLowerCase();
  const vault = value.find(
    ({ name, properties }) => name.startsWith('kv-backstay-') && properties?.vaultId?.toLowerCase().includes(group),
  );
  if (vault !== undefined && !isRecovering) {
    return {
      problems: [
        `The key vault ${vault.name} of an earlier deployment is deleted, and Azure keeps its name until ${vault.properties.scheduledPurgeDate}. ` +
          'Recover it: azd env set BACKSTAY_RECOVER_VAULT true && azd env set BACKSTAY_DEPLOYED false. ' +
          'Purging does not work, because the vault has purge protection; and never run azd down.',
      ],
    };
  }
  if (vault === undefined && isRecovering) {
    return {
      problems: [
        `BACKSTAY_RECOVER_VAULT is true, but subscription ${subscription} has no deleted key vault of this environment: azd env set BACKSTAY_RECOVER_VAULT false`,
      ],
    };
  }
  return {};
}

function json({ status, stdout, stderr }) {
  if (status !== 0) return { why: stderr.trim().split('\n').at(-1) };
  try {
    return { value: JSON.parse(stdout) };
  } catch {
    return { why: 'the answer is not JSON' };
  }
}

function unchecked(what, why) {
  return { remarks: [`Could not check ${what}: ${why}`] };
}

/** The CLI writes regions as one word or as they are shown. */
function plain(region) {
  return String(region).toLowerCase().replaceAll(' ', '');
}

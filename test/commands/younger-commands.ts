import type { OptionOf } from './check-command.ts';

interface Younger {
  readonly source: string;
  readonly options: Readonly<Record<string, OptionOf>>;
}

const REFERENCE = 'https://learn.microsoft.com/cli/azure';
const IN_CLUSTER = { '--resource-group': { also: ['-g'], required: true }, '--cluster-name': { required: true } };
const BINDING = { ...IN_CLUSTER, '--name': { also: ['-n'], required: true } };
const TOPIC = { '--resource-group': { also: ['-g'] }, '--name': { also: ['-n'] } };
const RECORD = {
  '--resource-group': { also: ['-g'], required: true },
  '--zone-name': { also: ['-z'], required: true },
  '--record-set-name': { also: ['-n'], required: true },
  '--ipv4-address': { also: ['-a'], required: true },
};
const DATA = { '--account-name': {}, '--auth-mode': { choices: ['key', 'login'] } };

/**
 * Commands and options that the table of az 2.45 lacks: younger ones, and those of families that
 * were not read out of it.
 */
export const YOUNGER: Readonly<Record<string, Younger>> = {
  'graph query': {
    source: `${REFERENCE}/graph#az-graph-query`,
    options: {
      '--graph-query': { also: ['-q'], required: true },
      '--first': {},
      '--skip': {},
      '--subscriptions': { also: ['-s'], nargs: '+' },
    },
  },
  'aks trustedaccess rolebinding create': {
    source: `${REFERENCE}/aks/trustedaccess/rolebinding#az-aks-trustedaccess-rolebinding-create`,
    options: {
      ...BINDING,
      '--source-resource-id': { also: ['-r'], required: true },
      '--roles': { required: true },
    },
  },
  'aks trustedaccess rolebinding show': {
    source: `${REFERENCE}/aks/trustedaccess/rolebinding#az-aks-trustedaccess-rolebinding-show`,
    options: BINDING,
  },
  'aks trustedaccess rolebinding update': {
    source: `${REFERENCE}/aks/trustedaccess/rolebinding#az-aks-trustedaccess-rolebinding-update`,
    options: { ...BINDING, '--roles': { required: true } },
  },
  'aks trustedaccess rolebinding delete': {
    source: `${REFERENCE}/aks/trustedaccess/rolebinding#az-aks-trustedaccess-rolebinding-delete`,
    options: { ...BINDING, '--yes': { also: ['-y'], flag: true } },
  },
  'aks trustedaccess rolebinding list': {
    source: `${REFERENCE}/aks/trustedaccess/rolebinding#az-aks-trustedaccess-rolebinding-list`,
    options: IN_CLUSTER,
  },
  'aks pod-identity exception add': {
    source: `${REFERENCE}/aks/pod-identity/exception#az-aks-pod-identity-exception-add`,
    options: {
      ...IN_CLUSTER,
      '--name': { also: ['-n'] },
      '--namespace': { required: true },
      '--pod-labels': { required: true, nargs: '*' },
    },
  },
  'aks update': {
    source: `${REFERENCE}/aks#az-aks-update`,
    options: { '--enable-run-command': { flag: true } },
  },
  'network private-dns link vnet create': {
    source: `${REFERENCE}/network/private-dns/link/vnet#az-network-private-dns-link-vnet-create`,
    options: {
      '--resource-group': { also: ['-g'], required: true },
      '--name': { also: ['-n'], required: true },
      '--zone-name': { also: ['-z'], required: true },
      '--virtual-network': { also: ['-v'], required: true },
      '--registration-enabled': { also: ['-e'], required: true, choices: ['true', 'false'] },
    },
  },
  'network private-dns record-set a add-record': {
    source: `${REFERENCE}/network/private-dns/record-set/a#az-network-private-dns-record-set-a-add-record`,
    options: RECORD,
  },
  'network private-dns record-set a remove-record': {
    source: `${REFERENCE}/network/private-dns/record-set/a#az-network-private-dns-record-set-a-remove-record`,
    options: { ...RECORD, '--keep-empty-record-set': { flag: true } },
  },
  'network private-dns record-set a show': {
    source: `${REFERENCE}/network/private-dns/record-set/a#az-network-private-dns-record-set-a-show`,
    options: {
      '--resource-group': { also: ['-g'], required: true },
      '--name': { also: ['-n'], required: true },
      '--zone-name': { also: ['-z'], required: true },
    },
  },
  'storage container-rm create': {
    source: `${REFERENCE}/storage/container-rm#az-storage-container-rm-create`,
    options: {
      '--name': { also: ['-n'], required: true },
      '--storage-account': { required: true },
      '--resource-group': { also: ['-g'] },
      '--public-access': { choices: ['blob', 'container', 'off'] },
    },
  },
  'storage message peek': {
    source: `${REFERENCE}/storage/message#az-storage-message-peek`,
    options: { ...DATA, '--queue-name': { also: ['-q'], required: true }, '--num-messages': {} },
  },
  'storage entity query': {
    source: `${REFERENCE}/storage/entity#az-storage-entity-query`,
    options: { ...DATA, '--table-name': { also: ['-t'], required: true } },
  },
  'functionapp list-flexconsumption-locations': {
    source: `${REFERENCE}/functionapp#az-functionapp-list-flexconsumption-locations`,
    options: {},
  },
  'functionapp stop': {
    source: `${REFERENCE}/functionapp#az-functionapp-stop`,
    options: { '--resource-group': { also: ['-g'] }, '--name': { also: ['-n'] }, '--ids': { nargs: '+' } },
  },
  'monitor app-insights query': {
    source: `${REFERENCE}/monitor/app-insights#az-monitor-app-insights-query`,
    options: {
      '--app': { also: ['-a'], nargs: '+' },
      '--analytics-query': { required: true },
      '--offset': {},
      '--resource-group': { also: ['-g'] },
    },
  },
  'monitor activity-log list': {
    source: `${REFERENCE}/monitor/activity-log#az-monitor-activity-log-list`,
    options: { '--resource-id': {}, '--offset': {} },
  },
  'monitor metrics list': {
    source: `${REFERENCE}/monitor/metrics#az-monitor-metrics-list`,
    options: {
      '--resource': { required: true },
      '--metrics': { also: ['--metric'], nargs: '+' },
      '--interval': {},
      '--offset': {},
      '--filter': {},
    },
  },
  'webapp auth show': {
    source: `${REFERENCE}/webapp/auth#az-webapp-auth-show`,
    options: { '--resource-group': { also: ['-g'] }, '--name': { also: ['-n'] }, '--ids': { nargs: '+' } },
  },
  'tag update': {
    source: `${REFERENCE}/tag#az-tag-update`,
    options: {
      '--resource-id': { required: true },
      '--operation': { required: true, choices: ['Merge', 'Replace', 'Delete'] },
      '--tags': { required: true, nargs: '*' },
    },
  },
  'eventgrid topic create': {
    source: `${REFERENCE}/eventgrid/topic#az-eventgrid-topic-create`,
    options: {
      ...TOPIC,
      '--location': { also: ['-l'], required: true },
      '--input-schema': { choices: ['cloudeventschemav1_0', 'customeventschema', 'eventgridschema'] },
      '--identity': { choices: ['noidentity', 'systemassigned'] },
    },
  },
  'eventgrid topic update': {
    source: `${REFERENCE}/eventgrid/topic#az-eventgrid-topic-update`,
    options: { ...TOPIC, '--set': { nargs: '*' } },
  },
  'eventgrid topic show': {
    source: `${REFERENCE}/eventgrid/topic#az-eventgrid-topic-show`,
    options: TOPIC,
  },
  'eventgrid system-topic list': {
    source: `${REFERENCE}/eventgrid/system-topic#az-eventgrid-system-topic-list`,
    options: { '--resource-group': { also: ['-g'] } },
  },
  login: { source: `${REFERENCE}/reference-index#az-login`, options: { '--tenant': { also: ['-t'] } } },
  upgrade: { source: `${REFERENCE}/reference-index#az-upgrade`, options: {} },
  'cloud set': {
    source: `${REFERENCE}/cloud#az-cloud-set`,
    options: { '--name': { also: ['-n'], required: true } },
  },
  'cloud show': { source: `${REFERENCE}/cloud#az-cloud-show`, options: {} },
  'bicep version': { source: `${REFERENCE}/bicep#az-bicep-version`, options: {} },
  'bicep install': { source: `${REFERENCE}/bicep#az-bicep-install`, options: {} },
  'bicep upgrade': { source: `${REFERENCE}/bicep#az-bicep-upgrade`, options: {} },
  'extension add': {
    source: `${REFERENCE}/extension#az-extension-add`,
    options: { '--name': { also: ['-n'], required: true } },
  },
};

import { grantedScopes } from '../../infra/hooks/granted-scopes.mjs';
import { listenedTo } from '../../infra/hooks/profiles.mjs';
import { PROVIDERS } from '../../infra/hooks/region-checks.mjs';
import rights from '../../infra/rights.json' with { type: 'json' };

/** The end of a command. */
export interface Answer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Replaces the answer of the next `times` commands that begin so. */
interface Fault {
  readonly command: string;
  readonly answer: Answer;
  times: number;
}

interface Assignment {
  readonly id: string;
  readonly scope: string;
  readonly roleDefinitionId: string;
}

export interface CloudOptions {
  readonly tenantId: string;
  /** Backstay's own subscription. */
  readonly subscription: string;
  /** Where the app answers. */
  readonly appUrl: string;
  readonly profiles: () => readonly object[];
}

/** As uniqueString of Bicep would end the names. */
const UNIQUE = 'abcde';
export const LOCATION = 'westeurope';
const MAY_DO_ALL = { value: [{ actions: ['*'], notActions: [] }] };

/**
 * Azure and Entra as `az` shows them to the hooks, and the environment of azd. Knows the commands
 * of the hooks and no other: a hook that asks for something else fails, as it would with a command
 * that az does not know.
 */
export function createCloud({ tenantId, subscription, appUrl, profiles }: CloudOptions) {
  const env: Record<string, string> = {};
  const lines: string[] = [];
  const faults: Fault[] = [];
  const registered = new Set<string>(PROVIDERS.filter((name) => name !== 'Microsoft.Web'));
  const groups = new Set<string>();
  const eventSubscriptions = new Map<string, { id: string; name: string; properties: { provisioningState: string } }>();
  let role:
    | { readonly name: string; readonly roleName: string; readonly assignableScopes: readonly string[] }
    | undefined;
  let assignments: readonly Assignment[] = [];
  let application: Readonly<Record<string, unknown>> | undefined;
  let principals = 0;
  let credentials: readonly unknown[] = [];
  let isDeployed = false;
  let alertIsOn = false;
  let keyIsMade = false;
  let keyDelay = 0;
  let azdVersion = '1.23.15';
  let nodeVersion = process.versions.node;
  let subnetIsUsed = true;
  let subnetLooks = 0;
  const roleAssignments: string[] = [];

  const suffix = () => `${env.AZURE_ENV_NAME}-${UNIQUE}`;
  const group = () => `/subscriptions/${subscription}/resourceGroups/rg-backstay-${env.AZURE_ENV_NAME}-${LOCATION}`;
  const appName = () => `func-backstay-${suffix()}`;
  const appId = () => `${group()}/providers/Microsoft.Web/sites/${appName()}`;
  const topicOf = (id: string) =>
    `/subscriptions/${id}/resourceGroups/rg-backstay-events-${suffix()}/providers/Microsoft.EventGrid/systemTopics/evgt-backstay-${suffix()}`;

  function deployRights(more: Readonly<Record<string, string>>): Answer {
    const kept: readonly string[] = JSON.parse(more.BACKSTAY_KEPT_SUBSCRIPTIONS ?? '[]');
    const absent: readonly string[] = JSON.parse(more.BACKSTAY_ABSENT_SCOPES ?? '[]');
    const scopes = grantedScopes(profiles(), rights, { lookIntoContainers: false, alsoRead: [] })
      .map(({ scope }) => scope)
      .filter((scope) => !absent.includes(scope));
    const subscriptions = [subscription, ...scopes.map((scope) => scope.split('/')[2] ?? ''), ...kept];
    const assignableScopes = [...new Set(subscriptions.map((id) => `/subscriptions/${id.toLowerCase()}`))];
    const gone = (role?.assignableScopes ?? []).find(
      (scope) => !assignableScopes.includes(scope) && assignments.some((one) => one.scope.startsWith(scope)),
    );
    // https://github.com/Azure/bicep/issues/17145
    if (gone !== undefined) {
      return failed(
        `ERROR: {"code": "RoleScopeBeingRemovedContainsAssignments", "message": "Role assignments found under scope '${gone}' which is being removed."}`,
      );
    }
    role = { name: 'role-1', roleName: `Backstay Observer (${suffix()})`, assignableScopes };
    const roleDefinitionId = `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/role-1`;
    const wanted = scopes.map((scope) => ({
      id: `${scope}/providers/Microsoft.Authorization/roleAssignments/backstay`,
      scope,
      roleDefinitionId,
    }));
    // Bicep only adds.
    assignments = [...assignments.filter(({ scope }) => !scopes.includes(scope)), ...wanted];
    return done();
  }

  function deployEvents(): Answer {
    // https://github.com/Azure/azure-functions-eventgrid-extension/issues/73
    if (!isDeployed)
      return failed('ERROR: {"code": "Endpoint validation", "message": "Destination endpoint not found."}');
    for (const id of listenedTo(profiles())) {
      groups.add(`/subscriptions/${id}/rg-backstay-events-${suffix()}`);
      for (const name of ['clusterWritten', 'vaultWritten'].map((each) => `backstay-${each}-${suffix()}`)) {
        const full = `${topicOf(id)}/eventSubscriptions/${name}`;
        // A failed resource stays so until it is deleted:
        // https://github.com/Azure/azure-sdk-for-net/issues/51014
        if (eventSubscriptions.get(full)?.properties.provisioningState === 'Failed') {
          return failed('ERROR: Url validation: the attempt to validate the provided endpoint azurefunction failed.');
        }
        eventSubscriptions.set(full, { id: full, name, properties: { provisioningState: 'Succeeded' } });
      }
    }
    return done();
  }

  function rest(line: string): Answer | undefined {
    if (line.includes('/providers/Microsoft.Authorization/permissions')) return answer(MAY_DO_ALL);
    if (line.includes(`/locations/${LOCATION}/usages`)) return answer({ value: [] });
    if (line.includes('--method PATCH') && line.includes('/v1.0/applications/')) return done();
    if (line.includes('--method PATCH') && line.includes('/scheduledQueryRules/no-heartbeat')) {
      alertIsOn = true;
      return done();
    }
    if (line.includes('/host/default/listkeys')) return text(String(keyIsMade && keyDelay-- <= 0));
    if (line.includes('/appRoleAssignments')) {
      roleAssignments.push(line);
      return done();
    }
    if (line.includes('/eventSubscriptions?')) {
      const topic = /--url (\S+)\/eventSubscriptions/.exec(line)?.[1] ?? '';
      return answer({ value: [...eventSubscriptions.values()].filter(({ id }) => id.startsWith(topic)) });
    }
    return undefined;
  }

  /** Each command by how it begins; the longest beginning counts. */
  const commands: Readonly<
    Record<string, (args: readonly string[], more: Readonly<Record<string, string>>) => Answer>
  > = {
    'azd version': () => answer({ azd: { version: azdVersion } }),
    'azd auth login --check-status': () => text('Logged in to Azure as platform@example.com'),
    'azd env new': ([, , name = '']) => {
      env.AZURE_ENV_NAME = name;
      return done();
    },
    'azd env set': ([, , name = '', value = '']) => {
      env[name] = value;
      return done();
    },
    'azd env get-values': () =>
      text(
        Object.entries(env)
          .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
          .join(''),
      ),
    'azd deploy': () => {
      isDeployed = true;
      keyIsMade = true;
      return done();
    },
    'az version': () => answer({ 'azure-cli': '2.60.0' }),
    'az bicep version': () => text('Bicep CLI version 0.26.54 (5e20b29b58)'),
    'az account show': () => answer({ tenantId }),
    'az cloud show': () =>
      answer({
        name: 'AzureCloud',
        endpoints: {
          microsoftGraphResourceId: 'https://graph.microsoft.com/',
          activeDirectory: 'https://login.microsoftonline.com',
        },
      }),
    'az functionapp list-flexconsumption-locations': () => answer([LOCATION]),
    'az functionapp list-flexconsumption-runtimes': () => answer(['22', '24']),
    'az keyvault list-deleted': () => answer([]),
    'az provider list': () => answer([...registered]),
    'az provider register': (args) => {
      registered.add(args[args.indexOf('--namespace') + 1] ?? '');
      return done();
    },
    'az ad app list': () => answer([]),
    'az ad app create': (args) => {
      application = { id: 'app-object', appId: 'app-id', displayName: args[args.indexOf('--display-name') + 1] };
      return answer(application);
    },
    'az ad app show': () =>
      application === undefined ? failed('ERROR: Resource does not exist') : answer(application),
    'az ad app update': () => done(),
    'az ad sp list': () => answer(Array.from({ length: principals }, () => ({}))),
    'az ad sp create': () => {
      principals = 1;
      return done();
    },
    'az ad app federated-credential list': () => answer(credentials),
    'az ad app federated-credential create': (args) => {
      credentials = [JSON.parse(args[args.indexOf('--parameters') + 1] ?? '{}')];
      return done();
    },
    'az ad app delete': () => {
      application = undefined;
      return done();
    },
    'az ad sp show': (args) => text(queryOf(args) === 'id' ? 'service-principal' : 'id-of-the-role'),
    'az ad user show': () => text('object-id-of-the-user'),
    'az dataprotection backup-vault list': () => text('Name\n-------\nbv-shop'),
    'az group exists': () => text('true'),
    'az group delete': (args) => {
      const name = args[args.indexOf('-n') + 1] ?? '';
      // https://learn.microsoft.com/azure/azure-functions/functions-networking-options#subnets
      if (subnetIsUsed && env.BACKSTAY_PRIVATE_NETWORK === 'true' && group().endsWith(name))
        return failed('ERROR: (InUseSubnetCannotBeDeleted) Subnet app is in use by legionservicelink.');
      for (const each of groups) if (each.endsWith(name)) groups.delete(each);
      for (const id of eventSubscriptions.keys()) if (id.includes(`/${name}/`)) eventSubscriptions.delete(id);
      return done();
    },
    'az functionapp show': () => text(`${group()}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/app`),
    'az functionapp vnet-integration remove': () => {
      subnetIsUsed = false;
      return done();
    },
    // The link outlives the integration by some minutes.
    'az network vnet subnet show': () => text(subnetIsUsed || subnetLooks++ === 0 ? '1' : '0'),
    'az resource list': () => text([...groups].join('\n')),
    'az resource show': ([, , , id = '']) =>
      id.startsWith(appId()) && !isDeployed ? failed('ERROR: (ResourceNotFound) The resource was not found.') : done(),
    'az resource delete': ([, , , id = '']) => {
      eventSubscriptions.delete(id);
      return done();
    },
    'az role definition list': (args) => {
      if (isTsv(args)) return text(role?.name ?? '');
      return answer(role === undefined ? [] : [role]);
    },
    'az role definition delete': () => {
      // https://learn.microsoft.com/azure/role-based-access-control/troubleshooting#custom-roles
      if (assignments.length > 0)
        return failed('ERROR: (RoleDefinitionHasAssignments) There are existing role assignments referencing role.');
      role = undefined;
      return done();
    },
    'az role assignment list': (args) => {
      const id = args[args.indexOf('--subscription') + 1]?.toLowerCase();
      const there = assignments.filter(({ scope }) => scope.startsWith(`/subscriptions/${id}`));
      return isTsv(args) ? text(there.map((one) => `${one.id}\n`).join('')) : answer(there);
    },
    'az role assignment delete': (args) => {
      assignments = assignments.filter(({ id }) => !args.includes(id));
      return done();
    },
    'az deployment sub create': (args, more) => {
      const name = args[args.indexOf('--name') + 1] ?? '';
      return name.startsWith('backstay-rights-') ? deployRights(more) : deployEvents();
    },
  };

  function run(tool: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): Answer {
    const line = [tool, ...args].join(' ');
    lines.push(line);
    const fault = faults.find(({ command, times }) => times > 0 && line.startsWith(command));
    if (fault !== undefined) {
      fault.times--;
      return fault.answer;
    }
    if (line.startsWith('az rest')) return rest(line) ?? unknown(line);
    const [name] = Object.keys(commands)
      .filter((start) => line.startsWith(start))
      .sort((a, b) => b.length - a.length);
    return (name === undefined ? undefined : commands[name]?.(args, more)) ?? unknown(line);
  }

  return {
    run,
    env,
    /** Every command that was given. */
    lines,
    fail: (command: string, stderr: string, times = 1) => void faults.push({ command, answer: failed(stderr), times }),
    reply: (command: string, value: unknown, times = 1) => void faults.push({ command, answer: answer(value), times }),
    /**
     * The versions of azd and of the Node that runs the hooks; what is left out is one that serves.
     */
    useTools({ azd = '1.23.15', node = process.versions.node }: { readonly azd?: string; readonly node?: string }) {
      azdVersion = azd;
      nodeVersion = node;
    },
    tools: () => ({ azd: azdVersion, node: nodeVersion }),
    /**
     * The host makes its key only after so many questions, as after the first deployment to a new
     * app.
     */
    delayKey(questions: number) {
      keyDelay = questions;
    },
    /** The steps of azd itself between the hooks. */
    provision() {
      groups.add(group());
      Object.assign(env, {
        AZURE_RESOURCE_GROUP: group().split('/').at(-1),
        BACKSTAY_FUNCTION_APP_NAME: appName(),
        BACKSTAY_NAME_SUFFIX: suffix(),
        BACKSTAY_APP_URL: appUrl,
        BACKSTAY_FUNCTION_APP_ID: appId(),
        BACKSTAY_IDENTITY_PRINCIPAL_ID: 'identity-of-the-app',
        BACKSTAY_STORAGE_ID: `${group()}/providers/Microsoft.Storage/storageAccounts/stbackstay`,
        BACKSTAY_HEARTBEAT_ALERT_ID: `${group()}/providers/Microsoft.Insights/scheduledQueryRules/no-heartbeat`,
        BACKSTAY_EVENTS_QUEUE: 'backstay-events',
        BACKSTAY_DEAD_LETTERS_CONTAINER: 'backstay-deadletters',
      });
    },
    /** An attempt of before has left them so. */
    failEventSubscriptions() {
      for (const id of listenedTo(profiles())) {
        const name = `backstay-clusterWritten-${suffix()}`;
        const full = `${topicOf(id)}/eventSubscriptions/${name}`;
        eventSubscriptions.set(full, { id: full, name, properties: { provisioningState: 'Failed' } });
      }
    },
    seen: () => ({
      alertIsOn,
      assignments: assignments.map(({ scope }) => scope),
      roleScopes: role?.assignableScopes ?? [],
      eventSubscriptions: [...eventSubscriptions.values()].map(
        ({ name, properties }) => `${name} ${properties.provisioningState}`,
      ),
      registered: [...registered],
      roleAssignments,
      groups: [...groups],
      role: role?.roleName,
      hasApplication: application !== undefined,
    }),
  };
}

export type Cloud = ReturnType<typeof createCloud>;

function queryOf(args: readonly string[]): string | undefined {
  return args[args.indexOf('--query') + 1];
}

function isTsv(args: readonly string[]): boolean {
  return args[args.indexOf('-o') + 1] === 'tsv';
}

function done(): Answer {
  return text('');
}

function text(stdout: string): Answer {
  return { status: 0, stdout, stderr: '' };
}

function answer(value: unknown): Answer {
  return text(JSON.stringify(value));
}

function failed(stderr: string): Answer {
  return { status: 1, stdout: '', stderr };
}

function unknown(line: string): Answer {
  return { status: 2, stdout: '', stderr: `ERROR: '${line}' is misspelled or not recognized by the system.` };
}

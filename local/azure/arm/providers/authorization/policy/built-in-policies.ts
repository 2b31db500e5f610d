import type { Echoed } from '../../../state/wire.ts';

export interface PolicyParameter {
  readonly type: 'String' | 'Array' | 'Object' | 'Boolean' | 'Integer' | 'Float' | 'DateTime';
  readonly allowedValues?: readonly unknown[] | undefined;
  /** Absent: every assignment must give a value. */
  readonly defaultValue?: unknown;
}

export type PolicyParameters = Readonly<Record<string, PolicyParameter>>;

export interface PolicyDefinition {
  readonly guid: string;
  readonly displayName: string;
  readonly version: string;
  readonly category: string;
  /** `Microsoft.Kubernetes.Data` for what Gatekeeper enforces within clusters. */
  readonly mode: 'All' | 'Indexed' | 'Microsoft.Kubernetes.Data';
  readonly parameters: PolicyParameters;
  readonly policyRule: Echoed;
}

export interface PolicySetDefinition {
  readonly guid: string;
  readonly displayName: string;
  readonly version: string;
  readonly category: string;
  readonly parameters: PolicyParameters;
  readonly policyDefinitions: readonly {
    readonly policyDefinitionId: string;
    readonly policyDefinitionReferenceId: string;
    readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
  }[];
}

const EFFECTS = ['audit', 'Audit', 'deny', 'Deny', 'disabled', 'Disabled'];
const NAMESPACE_PARAMETERS: PolicyParameters = {
  excludedNamespaces: { type: 'Array', defaultValue: ['kube-system', 'gatekeeper-system', 'azure-arc'] },
  namespaces: { type: 'Array', defaultValue: [] },
};
const EXCLUDED_CONTAINERS: PolicyParameters = { excludedContainers: { type: 'Array', defaultValue: [] } };

/**
 * A few of those that Azure comes with:
 * https://github.com/Azure/azure-policy/tree/master/built-in-policies/policyDefinitions
 */
export const POLICY_DEFINITIONS: readonly PolicyDefinition[] = [
  gatekeeper(
    'febd0533-8e55-448f-b837-bd0e06f16469',
    'Kubernetes cluster containers should only use allowed images',
    '8.0.0',
    'Deny',
    { allowedContainerImagesRegex: { type: 'String' }, ...EXCLUDED_CONTAINERS },
  ),
  gatekeeper(
    '95edb821-ddaf-4404-9732-666045e056b4',
    'Kubernetes cluster should not allow privileged containers',
    '7.2.0',
    'Deny',
    { ...EXCLUDED_CONTAINERS, excludedImages: { type: 'Array', defaultValue: [] } },
  ),
  gatekeeper(
    '82985f06-dc18-4a48-bc1c-b9f4f0098cfe',
    'Kubernetes cluster pods should only use approved host network and port range',
    '5.0.0',
    'Audit',
    {
      allowHostNetwork: { type: 'Boolean', defaultValue: false },
      minPort: { type: 'Integer', defaultValue: 0 },
      maxPort: { type: 'Integer', defaultValue: 0 },
    },
  ),
  gatekeeper(
    '47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8',
    'Kubernetes cluster containers should not share host process ID or host IPC namespace',
    '4.0.0',
    'Audit',
  ),
  gatekeeper(
    'c26596ff-4d70-4e6a-9a30-c2506bd2f80c',
    'Kubernetes cluster containers should only use allowed capabilities',
    '5.0.0',
    'Audit',
    {
      allowedCapabilities: { type: 'Array', defaultValue: [] },
      requiredDropCapabilities: { type: 'Array', defaultValue: [] },
      ...EXCLUDED_CONTAINERS,
    },
  ),
  gatekeeper(
    '098fc59e-46c7-4d99-9b16-64990e543d75',
    'Kubernetes cluster pod hostPath volumes should only use allowed host paths',
    '5.0.0',
    'Audit',
    { allowedHostPaths: { type: 'Object', defaultValue: { paths: [] } } },
  ),
  deny('e56962a6-4747-49cd-b67b-bf8b01975c4c', 'Allowed locations', 'Indexed', ['listOfAllowedLocations', 'Array'], {
    allOf: [
      { field: 'location', notIn: "[parameters('listOfAllowedLocations')]" },
      { field: 'location', notEquals: 'global' },
      { field: 'type', notEquals: 'Microsoft.AzureActiveDirectory/b2cDirectories' },
    ],
  }),
  deny(
    'e765b5de-1225-4ba3-bd56-1ac6695af988',
    'Allowed locations for resource groups',
    'All',
    ['listOfAllowedLocations', 'Array'],
    {
      allOf: [
        { field: 'type', equals: 'Microsoft.Resources/subscriptions/resourceGroups' },
        { field: 'location', notIn: "[parameters('listOfAllowedLocations')]" },
      ],
    },
  ),
  deny('871b6d14-10aa-478d-b590-94f262ecfa99', 'Require a tag on resources', 'Indexed', ['tagName', 'String'], {
    field: "[concat('tags[', parameters('tagName'), ']')]",
    exists: 'false',
  }),
  deny('96670d01-0a4d-4649-9c89-2d3abc0a5025', 'Require a tag on resource groups', 'All', ['tagName', 'String'], {
    allOf: [
      { field: 'type', equals: 'Microsoft.Resources/subscriptions/resourceGroups' },
      { field: "[concat('tags[', parameters('tagName'), ']')]", exists: 'false' },
    ],
  }),
  deny(
    'a08ec900-254a-4555-9bf5-e42af04b5c5c',
    'Allowed resource types',
    'Indexed',
    ['listOfResourceTypesAllowed', 'Array'],
    {
      not: { field: 'type', in: "[parameters('listOfResourceTypesAllowed')]" },
    },
  ),
  deny(
    '6c112d4e-5bc7-47ae-a041-ea2d9dccd749',
    'Not allowed resource types',
    'All',
    ['listOfResourceTypesNotAllowed', 'Array'],
    {
      allOf: [
        { field: 'type', in: "[parameters('listOfResourceTypesNotAllowed')]" },
        { value: "[field('type')]", exists: true },
      ],
    },
  ),
];

/**
 * https://github.com/Azure/azure-policy/tree/master/built-in-policies/policySetDefinitions/Kubernetes
 */
export const POLICY_SET_DEFINITIONS: readonly PolicySetDefinition[] = [
  {
    guid: 'a8640138-9b0a-4a28-b8cb-1666c838647d',
    displayName: 'Kubernetes cluster pod security baseline standards for Linux-based workloads',
    version: '1.2.0',
    category: 'Kubernetes',
    parameters: { effect: { type: 'String', allowedValues: EFFECTS, defaultValue: 'Audit' }, ...NAMESPACE_PARAMETERS },
    policyDefinitions: [
      member('95edb821-ddaf-4404-9732-666045e056b4', 'NoPrivilegedContainers'),
      member('82985f06-dc18-4a48-bc1c-b9f4f0098cfe', 'BlockUsingHostNetwork', {
        allowHostNetwork: false,
        minPort: 0,
        maxPort: 0,
      }),
      member('47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8', 'BlockUsingHostProcessIDAndIPC'),
      member('c26596ff-4d70-4e6a-9a30-c2506bd2f80c', 'ContainerCapabilities', {
        allowedCapabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'KILL', 'NET_BIND_SERVICE', 'SETGID', 'SETUID'],
        requiredDropCapabilities: [],
      }),
      member('098fc59e-46c7-4d99-9b16-64990e543d75', 'NoHostPathVolume', { allowedHostPaths: { paths: [] } }),
    ],
  },
];

export function policyDefinitionId(guid: string): string {
  return `/providers/Microsoft.Authorization/policyDefinitions/${guid}`;
}

export function policySetDefinitionId(guid: string): string {
  return `/providers/Microsoft.Authorization/policySetDefinitions/${guid}`;
}

/**
 * All of them as Azure returns them, but for the type, which Resource Graph writes in lower case.
 */
export function describePolicies() {
  return POLICY_DEFINITIONS.map((policy) => describe(policyDefinitionId(policy.guid), policy));
}

export function describePolicySets() {
  return POLICY_SET_DEFINITIONS.map((set) => describe(policySetDefinitionId(set.guid), set));
}

function describe<T extends PolicyDefinition | PolicySetDefinition>(id: string, policy: T) {
  const { guid: name, version, category, ...rest } = policy;
  return { id, name, properties: { policyType: 'BuiltIn', metadata: { version, category }, version, ...rest } };
}

/** Finds a policy or a set of policies by its id, in any casing. */
export function findPolicy(id: string): PolicyDefinition | PolicySetDefinition | undefined {
  const wanted = id.toLowerCase();
  return (
    POLICY_DEFINITIONS.find(({ guid }) => policyDefinitionId(guid).toLowerCase() === wanted) ??
    POLICY_SET_DEFINITIONS.find(({ guid }) => policySetDefinitionId(guid).toLowerCase() === wanted)
  );
}

function gatekeeper(
  guid: string,
  displayName: string,
  version: string,
  effect: 'Audit' | 'Deny',
  own: PolicyParameters = {},
): PolicyDefinition {
  const values = Object.fromEntries(Object.keys(own).map((name) => [name, `[parameters('${name}')]`]));
  return {
    guid,
    displayName,
    version,
    category: 'Kubernetes',
    mode: 'Microsoft.Kubernetes.Data',
    parameters: {
      effect: { type: 'String', allowedValues: EFFECTS, defaultValue: effect },
      ...NAMESPACE_PARAMETERS,
      labelSelector: { type: 'Object', defaultValue: {} },
      ...own,
    },
    policyRule: {
      if: {
        field: 'type',
        in: ['Microsoft.Kubernetes/connectedClusters', 'Microsoft.ContainerService/managedClusters'],
      },
      // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
      then: {
        effect: "[parameters('effect')]",
        details: {
          apiGroups: [''],
          kinds: ['Pod'],
          excludedNamespaces: "[parameters('excludedNamespaces')]",
          namespaces: "[parameters('namespaces')]",
          labelSelector: "[parameters('labelSelector')]",
          values,
        },
      },
    },
  };
}

/** A policy of Resource Manager that refuses what its rule meets. */
function deny(
  guid: string,
  displayName: string,
  mode: 'All' | 'Indexed',
  [parameter, type]: readonly [string, PolicyParameter['type']],
  condition: Echoed,
): PolicyDefinition {
  return {
    guid,
    displayName,
    version: '1.0.0',
    category: 'General',
    mode,
    parameters: { [parameter]: { type } },
    // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
    policyRule: { if: condition, then: { effect: 'deny' } },
  };
}

function member(guid: string, policyDefinitionReferenceId: string, own: Echoed = {}) {
  const passedOn = ['effect', 'excludedNamespaces', 'namespaces'].map((name) => [name, `[parameters('${name}')]`]);
  const values = [...passedOn, ...Object.entries(own)] as readonly (readonly [string, unknown])[];
  return {
    policyDefinitionId: policyDefinitionId(guid),
    policyDefinitionReferenceId,
    parameters: Object.fromEntries(values.map(([name, value]) => [name, { value }])),
  };
}

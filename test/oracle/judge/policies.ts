import { meets, parameterValue, selects } from './own-policies.ts';
import { regionOf } from './vault.ts';
import {
  at,
  cannot,
  type Doubt,
  find,
  isWithin,
  listAt,
  resourcesOf,
  same,
  textAt,
  textsAt,
  unknown,
  type World,
} from './world.ts';

const NAMESPACE = 'dataprotection-microsoft';
const SNAPSHOTS = 'Microsoft.Compute/snapshots';

/**
 * Built-ins of Gatekeeper with the effect that they have when an assignment does not say:
 * Azure/azure-policy, Kubernetes.
 */
const GATEKEEPER: Readonly<Record<string, string>> = {
  'febd0533-8e55-448f-b837-bd0e06f16469': 'deny', // allowed images
  '95edb821-ddaf-4404-9732-666045e056b4': 'deny', // no privileged containers
  '82985f06-dc18-4a48-bc1c-b9f4f0098cfe': 'audit',
  '47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8': 'audit',
  'c26596ff-4d70-4e6a-9a30-c2506bd2f80c': 'audit',
  '098fc59e-46c7-4d99-9b16-64990e543d75': 'audit',
  'a8640138-9b0a-4a28-b8cb-1666c838647d': 'audit', // the baseline, a set
};

/** Built-ins of Resource Manager that refuse snapshots: Azure/azure-policy, General and Tags. */
const ALLOWED_LOCATIONS = 'e56962a6-4747-49cd-b67b-bf8b01975c4c';
const ALLOWED_TYPES = 'a08ec900-254a-4555-9bf5-e42af04b5c5c';
const DENIED_TYPES = '6c112d4e-5bc7-47ae-a041-ea2d9dccd749';
const REQUIRED_TAG = '871b6d14-10aa-478d-b590-94f262ecfa99';
const REQUIRED_TAG_AND_VALUE = '1e30110a-5ceb-460c-a204-c1c3969c6d62';
/** About resource groups only: allowed locations, a tag, a tag with a value. */
const OF_GROUPS = [
  'e765b5de-1225-4ba3-bd56-1ac6695af988',
  '96670d01-0a4d-4649-9c89-2d3abc0a5025',
  '8ce3da23-7156-49e4-b145-24f95f9dcb46',
];
const REFUSERS = [ALLOWED_LOCATIONS, ALLOWED_TYPES, DENIED_TYPES, REQUIRED_TAG, REQUIRED_TAG_AND_VALUE];

export function* judgePolicies(world: World): Generator<Doubt> {
  const { cluster: clusterId, snapshotGroup } = world.arrangement;
  const cluster = find(world, clusterId);
  const hasAddon = at(cluster, 'properties.addonProfiles.azurepolicy.enabled') === true;
  for (const assignment of resourcesOf(world, 'providers/Microsoft.Authorization/policyAssignments')) {
    const guid = (textAt(assignment, 'properties.policyDefinitionId') ?? '').split('/').at(-1)?.toLowerCase() ?? '';
    const own = find(world, textAt(assignment, 'properties.policyDefinitionId') ?? '');
    if (textAt(own, 'properties.policyType') === 'Custom') {
      if (same(textAt(own, 'properties.mode'), 'Microsoft.Kubernetes.Data')) {
        if (hasAddon && isActiveAt(world, assignment, clusterId)) yield* judgeOwnGatekeeper(assignment, own);
      } else if (isActiveAt(world, assignment, snapshotGroup)) yield* judgeOwnRule(assignment, own, regionOf(cluster));
    } else if (GATEKEEPER[guid] !== undefined) {
      if (hasAddon && isActiveAt(world, assignment, clusterId)) yield* judgeGatekeeper(assignment, GATEKEEPER[guid]);
    } else if (isActiveAt(world, assignment, snapshotGroup)) {
      yield* judgeSnapshots(assignment, guid, regionOf(cluster));
    }
  }
}

/**
 * "ensure that the extension namespace dataprotection-microsoft is excluded from these policies"
 */
function* judgeGatekeeper(assignment: unknown, defaultEffect: string): Generator<Doubt> {
  const effect = textAt(parameter(assignment, 'effect'), 'value') ?? defaultEffect;
  if (!same(effect, 'deny')) return;
  if (textsAt(parameter(assignment, 'excludedNamespaces'), 'value').includes(NAMESPACE)) return;
  const only = textsAt(parameter(assignment, 'namespaces'), 'value');
  if (only.length > 0 && !only.includes(NAMESPACE)) return;
  const id = textAt(assignment, 'id');
  const selector = at(parameter(assignment, 'labelSelector'), 'value');
  if (typeof selector === 'object' && selector !== null && Object.keys(selector).length > 0) {
    yield unknown(`${id} is for some labels only.`);
  } else if (listAt(assignment, 'properties.overrides').length > 0) {
    yield unknown(`${id} has overrides.`);
  } else {
    yield cannot(`${id} keeps the pods of the extension out.`);
  }
}

/**
 * UserErrorPVSnapshotDisallowedByPolicy. Snapshots are made in the region of the disks, with none
 * of the owner's tags.
 */
function* judgeSnapshots(assignment: unknown, guid: string, region: string | undefined): Generator<Doubt> {
  const id = textAt(assignment, 'id');
  if (OF_GROUPS.includes(guid)) return;
  if (!REFUSERS.includes(guid)) return yield unknown(`The effect of ${id} on snapshots is not known.`);
  const listed = (name: string) => textsAt(parameter(assignment, name), 'value').map((each) => each.toLowerCase());
  const effect = textAt(parameter(assignment, 'effect'), 'value') ?? 'deny';
  if (guid === DENIED_TYPES && !same(effect, 'deny')) return;
  const refuses = {
    [ALLOWED_LOCATIONS]: !listed('listOfAllowedLocations').some((each) => each.replaceAll(' ', '') === region),
    [ALLOWED_TYPES]: !listed('listOfResourceTypesAllowed').includes(SNAPSHOTS.toLowerCase()),
    [DENIED_TYPES]: listed('listOfResourceTypesNotAllowed').includes(SNAPSHOTS.toLowerCase()),
    [REQUIRED_TAG]: true,
    [REQUIRED_TAG_AND_VALUE]: true,
  }[guid];
  if (!refuses) return;
  if (listAt(assignment, 'properties.overrides').length > 0) yield unknown(`${id} has overrides.`);
  else yield cannot(`${id} refuses snapshots.`);
}

/** Overrides without selectors put another effect in the place of the policy's. */
function effectOf(assignment: unknown, definition: unknown): string | undefined {
  const [override] = listAt(assignment, 'properties.overrides');
  const told = parameterValue(at(definition, 'properties.policyRule.then.effect'), definition, assignment);
  const effect = override === undefined ? told : textAt(override, 'value');
  return typeof effect === 'string' ? effect : undefined;
}

/**
 * A policy of the customer's over what backups create in Azure: snapshots, in the region of the
 * disks.
 */
function* judgeOwnRule(assignment: unknown, definition: unknown, region: string | undefined): Generator<Doubt> {
  if (!same(effectOf(assignment, definition), 'deny')) return;
  const created = { type: SNAPSHOTS, location: region };
  if (selects(assignment, created) === 'no') return;
  const condition = at(definition, 'properties.policyRule.if');
  const met = meets(condition, created, (written) => parameterValue(written, definition, assignment));
  const id = textAt(assignment, 'id');
  if (met === 'no') return;
  if (met === 'yes' && selects(assignment, created) === 'yes') yield cannot(`${id} refuses snapshots.`);
  else yield unknown(`Whether ${id} refuses snapshots is not known.`);
}

/**
 * A policy of the customer's over pods. A template decides which pods it denies; the page asks for
 * the exclusion anyway.
 */
function* judgeOwnGatekeeper(assignment: unknown, definition: unknown): Generator<Doubt> {
  if (!same(effectOf(assignment, definition), 'deny')) return;
  const read = (name: string) => {
    const value = parameterValue(at(definition, `properties.policyRule.then.details.${name}`), definition, assignment);
    return listAt({ value }, 'value').filter((each) => typeof each === 'string');
  };
  if (read('excludedNamespaces').includes(NAMESPACE)) return;
  const only = read('namespaces');
  if (only.length > 0 && !only.includes(NAMESPACE)) return;
  yield cannot(`${textAt(assignment, 'id')} keeps the pods of the extension out.`);
}

function isActiveAt(world: World, assignment: unknown, id: string): boolean {
  const assignmentId = textAt(assignment, 'id') ?? '';
  const scope =
    textAt(assignment, 'properties.scope') ??
    assignmentId.replace(/\/providers\/Microsoft\.Authorization\/policyAssignments\/[^/]+$/i, '');
  if (!isWithin(id, scope) && !scope.toLowerCase().startsWith('/providers/microsoft.management/')) return false;
  if (same(textAt(assignment, 'properties.enforcementMode'), 'DoNotEnforce')) return false;
  if (textsAt(assignment, 'properties.notScopes').some((each) => isWithin(id, each))) return false;
  const exemptions = resourcesOf(world, 'providers/Microsoft.Authorization/policyExemptions');
  return !exemptions.some((each) => {
    const exempt = (textAt(each, 'id') ?? '').replace(
      /\/providers\/Microsoft\.Authorization\/policyExemptions\/[^/]+$/i,
      '',
    );
    return same(textAt(each, 'properties.policyAssignmentId'), assignmentId) && isWithin(id, exempt);
  });
}

function parameter(assignment: unknown, name: string): unknown {
  return at(assignment, `properties.parameters.${name}`);
}

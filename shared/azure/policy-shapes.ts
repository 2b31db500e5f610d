/** Policies as ARM and Resource Graph tell them. Without what says which policy it is, an answer cannot be read. */
import type {
  EffectOverride,
  ParameterValues,
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetDefinition,
  PolicySetMember,
  Selector,
} from '../model/policy.ts';
import { UnreadableAnswer } from './ask.ts';
import { isRecord, records, text, texts } from './shapes.ts';

type Row = Readonly<Record<string, unknown>>;

const ASSIGNMENT_PART = '/providers/microsoft.authorization/policyassignments/';
const EXEMPTION_PART = '/providers/microsoft.authorization/policyexemptions/';

export function readAssignment(item: Row): PolicyAssignment {
  const properties = isRecord(item.properties) ? item.properties : {};
  const armId = text(item.id);
  const definitionId = lowerCase(properties.policyDefinitionId);
  const scope = armId === undefined ? undefined : scopeIn(armId, ASSIGNMENT_PART);
  if (armId === undefined || scope === undefined || definitionId === undefined) {
    throw new UnreadableAnswer('a policy assignment without id or definition');
  }
  return {
    armId,
    name: text(item.name) ?? armId.slice(armId.lastIndexOf('/') + 1),
    displayName: text(properties.displayName),
    scope,
    definitionId,
    definitionVersion: overridesOther(properties.overrides) ? 'overridden' : text(properties.definitionVersion),
    enforcementMode: text(properties.enforcementMode) ?? 'Default',
    parameters: valuesOf(properties.parameters, 'value'),
    overrides: readOverrides(properties.overrides),
    resourceSelectors: readResourceSelectors(properties.resourceSelectors),
    notScopes: texts(properties.notScopes).map((each) => each.toLowerCase()),
  };
}

export function readDefinition(row: Row): PolicyDefinition {
  const id = idOf(row, 'a policy definition');
  return {
    id,
    displayName: text(row.displayName) ?? nameIn(id),
    version: versionOf(row),
    mode: text(row.mode),
    defaults: valuesOf(row.parameters, 'defaultValue'),
    effect: row.effect,
    namespaces: row.namespaces,
    // Constraints of the first generation had it among their values.
    excludedNamespaces: row.excludedNamespaces ?? row.olderExcludedNamespaces,
  };
}

export function readSetDefinition(row: Row): PolicySetDefinition {
  const id = idOf(row, 'a policy set definition');
  const { policyDefinitions: members } = row;
  if (!Array.isArray(members) || !members.every(isRecord)) throw new UnreadableAnswer('a policy set without members');
  return {
    id,
    displayName: text(row.displayName) ?? nameIn(id),
    version: versionOf(row),
    defaults: valuesOf(row.parameters, 'defaultValue'),
    members: members.map(readMember),
  };
}

export function readExemption(row: Row): PolicyExemption {
  const properties = isRecord(row.properties) ? row.properties : {};
  const armId = text(row.id);
  const scope = armId === undefined ? undefined : scopeIn(armId, EXEMPTION_PART);
  const assignmentId = lowerCase(properties.policyAssignmentId);
  if (armId === undefined || scope === undefined || assignmentId === undefined) {
    throw new UnreadableAnswer('a policy exemption without id or assignment');
  }
  return {
    armId,
    scope,
    assignmentId,
    category: text(properties.exemptionCategory),
    expiresOn: text(properties.expiresOn),
    referenceIds: texts(properties.policyDefinitionReferenceIds).map((each) => each.toLowerCase()),
    resourceSelectors: readResourceSelectors(properties.resourceSelectors),
  };
}

function readMember(member: Row): PolicySetMember {
  const definitionId = lowerCase(member.policyDefinitionId);
  if (definitionId === undefined) throw new UnreadableAnswer('a member of a policy set without definition');
  return {
    referenceId: text(member.policyDefinitionReferenceId) ?? '',
    definitionId,
    definitionVersion: text(member.definitionVersion),
    parameters: valuesOf(member.parameters, 'value'),
  };
}

/** Versions can be overridden too, by place: then the one that was asked for tells nothing. */
function overridesOther(value: unknown): boolean {
  return records(value).some(({ kind }) => lowerCase(kind) !== 'policyeffect');
}

function readOverrides(value: unknown): readonly EffectOverride[] {
  return records(value)
    .filter(({ kind }) => lowerCase(kind) === 'policyeffect')
    .map(({ value: effect, selectors }) => ({ effect: text(effect), selectors: readSelectors(selectors) }));
}

function readResourceSelectors(value: unknown): readonly (readonly Selector[])[] {
  return records(value).map(({ selectors }) => readSelectors(selectors));
}

function readSelectors(value: unknown): readonly Selector[] {
  return records(value).map((selector) => ({
    kind: lowerCase(selector.kind) ?? '',
    in: namesIn(selector.in),
    notIn: namesIn(selector.notIn),
  }));
}

function namesIn(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? texts(value).map((each) => each.toLowerCase()) : undefined;
}

/** Of each parameter what stands under `key`. A default that is left out is none; a value that is left out is odd. */
function valuesOf(value: unknown, key: 'value' | 'defaultValue'): ParameterValues {
  const entries = isRecord(value) ? Object.entries(value) : [];
  const given =
    key === 'value' ? entries : entries.filter(([, its]) => isRecord(its) && its.defaultValue !== undefined);
  return Object.fromEntries(given.map(([name, its]) => [name, isRecord(its) ? its[key] : undefined]));
}

function versionOf({ version, metadata }: Row): string | undefined {
  return text(version) ?? (isRecord(metadata) ? text(metadata.version) : undefined);
}

function idOf(row: Row, what: string): string {
  const id = lowerCase(row.id);
  if (id === undefined) throw new UnreadableAnswer(`${what} without id`);
  return id;
}

/** What an extension resource extends, lower case; `/` for the tenant itself. */
function scopeIn(armId: string, part: string): string | undefined {
  const at = armId.toLowerCase().lastIndexOf(part);
  if (at < 0 || armId.length === at + part.length) return undefined;
  return at === 0 ? '/' : armId.slice(0, at).toLowerCase();
}

function nameIn(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function lowerCase(value: unknown): string | undefined {
  return text(value)?.toLowerCase();
}

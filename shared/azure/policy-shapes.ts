/**
 * Policies as ARM and Resource Graph return them. An answer without the identity of the policy
 * cannot be read.
 */
import type {
  PolicyAssignment,
  PolicyDefinition,
  PolicyExemption,
  PolicySetDefinition,
  PolicySetMember,
} from '../model/policy.ts';
import { UnreadableAnswer } from './ask.ts';
import {
  isAbsent,
  namesIn,
  readNotScopes,
  readOverrides,
  readResourceSelectors,
  said,
  valuesOf,
  versionAsked,
} from './policy-parts.ts';
import { isRecord, text } from './shapes.ts';

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
    definitionVersion: versionAsked(properties),
    enforcementMode: said(properties.enforcementMode) ?? 'Default',
    parameters: valuesOf(properties.parameters, 'value'),
    overrides: readOverrides(properties.overrides),
    resourceSelectors: readResourceSelectors(properties.resourceSelectors),
    notScopes: readNotScopes(properties.notScopes),
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
    labelSelector: row.labelSelector,
    condition: row.condition,
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
  const { policyDefinitionReferenceIds: references } = properties;
  const referenceIds = isAbsent(references) ? [] : namesIn(references);
  if (referenceIds === undefined) throw new UnreadableAnswer('a policy exemption without a readable list of policies');
  return {
    armId,
    scope,
    assignmentId,
    category: text(properties.exemptionCategory),
    expiresOn: said(properties.expiresOn),
    referenceIds,
    resourceSelectors: readResourceSelectors(properties.resourceSelectors),
  };
}

function readMember(member: Row): PolicySetMember {
  const definitionId = lowerCase(member.policyDefinitionId);
  if (definitionId === undefined) throw new UnreadableAnswer('a member of a policy set without definition');
  return {
    referenceId: text(member.policyDefinitionReferenceId) ?? '',
    definitionId,
    definitionVersion: said(member.definitionVersion),
    parameters: valuesOf(member.parameters, 'value'),
  };
}

function versionOf({ version, metadata }: Row): string | undefined {
  return text(version) ?? (isRecord(metadata) ? text(metadata.version) : undefined);
}

function idOf(row: Row, what: string): string {
  const id = lowerCase(row.id);
  if (id === undefined) throw new UnreadableAnswer(`${what} without id`);
  return id;
}

/** The parent of an extension resource, lower case; `/` for the tenant itself. */
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

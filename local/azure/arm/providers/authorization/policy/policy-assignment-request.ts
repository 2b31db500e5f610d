import { z } from 'zod';
import { serviceError } from '../../../server/errors.ts';
import { locationSchema } from '../../../server/request-schemas.ts';
import type { ArmState } from '../../../state/arm-state.ts';
import type { PolicyParameters } from './built-in-policies.ts';
import { findAnyPolicy } from './custom-policies.ts';
import type { PolicyAssignmentProperties } from './policy-assignment.ts';
import { policyIdentitySchema } from './policy-identity.ts';

const echoed = z.array(z.looseObject({})).optional();

export const assignmentPutSchema = z.object({
  location: locationSchema.optional(),
  identity: policyIdentitySchema.optional(),
  properties: z.object({
    policyDefinitionId: z.string().min(1),
    definitionVersion: z.string().optional(),
    displayName: z.string().optional(),
    description: z.string().optional(),
    metadata: z.looseObject({}).optional(),
    parameters: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
    notScopes: z.array(z.string()).nullish(),
    enforcementMode: z.enum(['Default', 'DoNotEnforce']).optional(),
    nonComplianceMessages: echoed,
    resourceSelectors: echoed,
    overrides: echoed,
  }),
});

export const assignmentPatchSchema = z.object({
  location: locationSchema.optional(),
  identity: policyIdentitySchema.optional(),
  properties: z.object({ resourceSelectors: echoed, overrides: echoed }).optional(),
});

export type AssignmentPut = z.infer<typeof assignmentPutSchema>['properties'];

/**
 * What is stored of an assignment at `scope`. @throws ArmError when the policy is unknown, or its
 * parameters do not fit.
 */
export function propertiesFromPut(
  state: ArmState,
  name: string,
  scope: string,
  put: AssignmentPut,
): PolicyAssignmentProperties {
  const policy = findAnyPolicy(state, put.policyDefinitionId);
  if (policy === undefined) {
    const code = /\/policySetDefinitions\//i.test(put.policyDefinitionId)
      ? 'PolicySetDefinitionNotFound'
      : 'PolicyDefinitionNotFound';
    throw serviceError(404, code, `The policy definition '${put.policyDefinitionId}' could not be found.`);
  }
  requireFittingParameters(name, policy.parameters, put);
  return {
    ...put,
    definitionVersion: put.definitionVersion ?? `${policy.version.split('.')[0]}.*.*`,
    scope,
    notScopes: put.notScopes ?? [],
    enforcementMode: put.enforcementMode ?? 'Default',
  };
}

function requireFittingParameters(name: string, defined: PolicyParameters, put: AssignmentPut): void {
  const given = put.parameters ?? {};
  const undefinedOnes = Object.keys(given).filter((parameter) => !Object.hasOwn(defined, parameter));
  if (undefinedOnes.length > 0) {
    const message =
      `The policy assignment '${name}' is attempting to assign the parameter(s) '${undefinedOnes.join(', ')}' ` +
      `which are not defined in the policy definition '${put.policyDefinitionId}'.`;
    throw serviceError(400, 'UndefinedPolicyParameter', message);
  }
  const missing = Object.entries(defined)
    .filter(([parameter, { defaultValue }]) => defaultValue === undefined && !Object.hasOwn(given, parameter))
    .map(([parameter]) => parameter);
  if (missing.length > 0) {
    const message =
      `The policy assignment '${name}' is missing the parameter(s) '${missing.join(', ')}' ` +
      `as defined in the policy definition '${put.policyDefinitionId}'.`;
    throw serviceError(400, 'MissingPolicyParameter', message);
  }
  for (const [parameter, { allowedValues }] of Object.entries(defined)) {
    const value = given[parameter]?.value;
    if (allowedValues === undefined || value === undefined || allowedValues.includes(value)) continue;
    const message = `The value '${String(value)}' of the policy parameter '${parameter}' is not allowed.`;
    throw serviceError(400, 'PolicyParameterValueNotAllowed', message);
  }
}

import { type ArmError, gatewayError, serviceError } from '../../server/errors.ts';
import type { SubResource } from './network-resource.ts';

// Where no source is named, here and in the files beside, a code is from experience with the
// service and not from a recording.

export function invalidRequestFormat(problem: string): ArmError {
  return serviceError(400, 'InvalidRequestFormat', 'Cannot parse the request.', [
    { code: 'InvalidJson', message: problem },
  ]);
}

/** Text as reported in https://github.com/Azure/azure-cli/issues/8569 */
export function invalidReference(id: string, referencedBy: string): ArmError {
  const message =
    `Resource ${id} referenced by resource ${referencedBy} was not found. ` +
    'Please make sure that the referenced resource exists, and that both resources are in the same region.';
  return serviceError(400, 'InvalidResourceReference', message);
}

export function partNotFound(id: string): ArmError {
  return serviceError(404, 'NotFound', `Resource ${id} not found.`);
}

export function parentNotFound(name: string): ArmError {
  const message = `Can not perform requested operation on nested resource. Parent resource '${name}' not found.`;
  return gatewayError(404, 'ParentResourceNotFound', message);
}

export function invalidName(name: string): ArmError {
  const message =
    `Resource name ${name} is invalid. The name can be up to 80 characters long. It must begin with a word character, ` +
    "and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.";
  return serviceError(400, 'InvalidResourceName', message);
}

export function invalidLocation(name: string, group: string, current: string, wanted: string): ArmError {
  const message =
    `The resource '${name}' already exists in location '${current}' in resource group '${group}'. A resource with the ` +
    `same name cannot be created in location '${wanted}'. Please select a new resource name.`;
  return gatewayError(409, 'InvalidResourceLocation', message);
}

/**
 * @param what the kind of the resource as the code says it, such as `NetworkSecurityGroup`;
 * `subject` as the text says it
 */
export function inUse(what: string, subject: string, users: readonly SubResource[]): ArmError {
  const ids = users.map(({ id }) => id).join(', ');
  const message = `${subject} cannot be deleted because it is in use by the following resources: ${ids}.`;
  return serviceError(400, `InUse${what}CannotBeDeleted`, message);
}

import type { FailureClass } from '../model/failure.ts';

/**
 * The reaction to ARM's error codes. Only codes whose HTTP status would mislead, or that come
 * without one (in the outcome of a long operation), need a row; everything else goes by the status.
 * https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors
 */
export const CLASS_BY_CODE: Readonly<Record<string, FailureClass>> = {
  // A 400: the identity is younger than the directory's replicas. https://aka.ms/docs-principaltype
  PrincipalNotFound: 'notYet',
  // A 409, until the registration that is under way has reached the region.
  // https://aka.ms/rps-not-found
  MissingSubscriptionRegistration: 'notYet',
  SubscriptionNotRegistered: 'notYet',

  TooManyRequests: 'throttled',
  OperationsThrottled: 'throttled',
  SubscriptionRequestsThrottled: 'throttled',
  // A 400 of Azure Backup. The spelling is the service's own.
  CloudDosTimeboudLimitReached: 'throttled',

  // https://aka.ms/aks-pending-operation
  OperationNotAllowed: 'conflict',
  EtagMismatch: 'conflict',
  Conflict: 'conflict',
  ExtensionPatchFailed: 'conflict',
  UpdateFailed: 'conflict',
  // Said with 429 although nothing is throttled.
  RetryableErrorDueToAnotherOperation: 'conflict',
  OperationPreempted: 'conflict',
  Canceled: 'conflict',
  OperationCanceled: 'conflict',

  AuthorizationFailed: 'forbidden',
  LinkedAuthorizationFailed: 'forbidden',
  RequestDisallowedByPolicy: 'forbidden',
  ReadOnlyDisabledSubscription: 'forbidden',
  // 409 and 400: a person has to lift the lock, or to tidy up the subscription's 4,000 assignments.
  ScopeLocked: 'forbidden',
  RoleAssignmentLimitExceeded: 'forbidden',

  ResourceNotFound: 'gone',
  ResourceGroupNotFound: 'gone',
  SubscriptionNotFound: 'gone',
  ParentResourceNotFound: 'gone',
  NotFound: 'gone',
  // A Backup vault that was deleted.
  UserErrorGenericResourceNotFound: 'gone',
  // A 409.
  ResourceGroupBeingDeleted: 'gone',

  RoleAssignmentUpdateNotPermitted: 'permanent',
  NoRegisteredProviderFound: 'permanent',
  InvalidResourceType: 'permanent',

  // As the outcome of a long operation these come without a status.
  InternalServerError: 'transient',
  InternalError: 'transient',
  InternalOperationError: 'transient',
  ServiceUnavailable: 'transient',
  GatewayTimeout: 'transient',
  OperationTimedOut: 'transient',
  RequestTimeout: 'transient',
  // A command's pod did not start in time. https://github.com/Azure/azure-cli/issues/27776
  KubernetesPerformanceError: 'transient',
  KubernetesOperationError: 'transient',
  // The token ran out on the way; the next one is fresh.
  ExpiredAuthenticationToken: 'transient',
};

export function classByStatus(status: number): FailureClass {
  switch (status) {
    case 401:
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'gone';
    case 408:
      return 'transient';
    case 409:
    case 412:
    case 423:
      return 'conflict';
    case 429:
      return 'throttled';
    case 501:
    case 505:
      return 'permanent';
    default:
      return status >= 500 ? 'transient' : 'permanent';
  }
}

/**
 * Reason codes that were renamed: the old one, and the one of today. Rows and audit entries from
 * before keep the old ones, and are read through `currentReason`. No two have the same name of
 * today, so that `formerReason` can lead back.
 */
const RENAMED: Readonly<Record<string, string>> = {
  ApprovalWanted: 'ApprovalPending',
  LaneBusy: 'WriteLockHeld',
  NotAllowed: 'ChangeNotAllowed',
  WaitingToRetry: 'RetryPending',

  NoProfileSelectsIt: 'NoMatchingProfile',
  NoSuchProfile: 'ProfileNotFound',
  NotLookedYet: 'AssessmentPending',
  OtherProfile: 'ProfileChanged',
  RuleThrew: 'RuleError',
  SeemsGone: 'ClusterNotFound',
  TagNamesNoProfileOfIt: 'ProfileTagMismatch',
  TagSaysOff: 'OptOutTag',

  Alone: 'ContainerDedicated',
  AsWanted: 'SettingsMatch',
  BackedUpSince: 'RecoveryPointsNewer',
  Bound: 'BindingPresent',
  ChangedSinceConfirmed: 'ConfirmationOutdated',
  DefinitionUnseen: 'PolicyDefinitionUnreadable',
  Denied: 'InboundDenied',
  Different: 'SettingsMismatch',
  DoesNotFit: 'RequirementsNotMet',
  EndpointElsewhere: 'EndpointInOtherNetwork',
  Excepted: 'PodIdentityExceptionPresent',
  Exists: 'ExtensionIdentityPresent',
  Fits: 'RequirementsMet',
  Guarded: 'ResourceGuardPresent',
  Held: 'RoleAssignmentPresent',
  HoldsMore: 'OtherBlobsPresent',
  Immutable: 'ImmutabilityEnabled',
  InPlace: 'ResourcePresent',
  InspectionIsOff: 'InspectionDisabled',
  Kept: 'SoftDeleteEnabled',
  KeptOut: 'TrustedServicesBlocked',
  LetIn: 'InboundAllowed',
  LetInInPart: 'InboundPartlyAllowed',
  LetOut: 'OutboundAllowed',
  LetOutInPart: 'OutboundPartlyAllowed',
  NewEnough: 'VersionSufficient',
  NoIdentityYet: 'ExtensionIdentityPending',
  NoPrincipalYet: 'PrincipalPending',
  NodeGroupNotTold: 'NodeResourceGroupNotReturned',
  NodePoolsNotTold: 'NodePoolsNotReturned',
  NodesKeptOut: 'NodesBlocked',
  NoneFits: 'NoSuitableNodePool',
  NoneMutates: 'NoMutatingPolicy',
  NoneRefuses: 'NoDenyingPolicy',
  NotAsked: 'ValidationNotRequested',
  NotConfirmedYet: 'ConfirmationPending',
  NotExcluded: 'PolicyExclusionMissing',
  NotGuarded: 'ResourceGuardMissing',
  NotHeld: 'RoleAssignmentMissing',
  NotKept: 'SoftDeleteInsufficient',
  NotLetIn: 'InboundRuleMissing',
  NotLetOut: 'FirewallRuleMissing',
  NotReturned: 'VaultSettingNotReturned',
  NotSeen: 'InspectionIncomplete',
  NotSucceeded: 'LastOperationFailed',
  NotTold: 'SettingNotReturned',
  NothingBetween: 'NoDnsInTheWay',
  NothingPlanned: 'NoChangePlanned',
  Off: 'CsiDriverDisabled',
  Offered: 'TierOffered',
  On: 'CsiDriversEnabled',
  OnlyBackups: 'BackupBlobsOnly',
  Other: 'CrossSubscription',
  OtherAccountReliedOn: 'OtherAccountInUse',
  OtherAppliance: 'UnsupportedAppliance',
  OtherSubscription: 'SubscriptionMismatch',
  OtherTenant: 'TenantMismatch',
  PolicyMutates: 'MutatingPolicy',
  PolicyRefuses: 'DenyingPolicy',
  Redundant: 'RedundancySufficient',
  ReliedOn: 'ExtensionInUse',
  RoutedElsewhere: 'RouteOutsideAzure',
  RulesDecide: 'ValidationNotConfigured',
  Same: 'SubscriptionMatch',
  SamePlace: 'LocationMatch',
  Shared: 'ContainerShared',
  SignsInByAccountKey: 'AccountKeySignIn',
  Spared: 'PolicyExclusionPresent',
  StillUnprotected: 'ProtectionOverdue',
  SubnetsKeptOut: 'SubnetsBlocked',
  TenantNotTold: 'VaultTenantNotReturned',
  TooOld: 'VersionTooOld',
  UsesTokens: 'TokenSignIn',
  WrongPlace: 'ExtensionScopeMismatch',

  ClusterChangedMeanwhile: 'ClusterUpdateConflict',
  TooSmall: 'InstallTimeout',
  VeleroLeft: 'VeleroRemnants',

  ChangedSince: 'ResourceChanged',
  CommandTookTooLong: 'CommandTimeout',
  LaneTaken: 'WriteLockTaken',
  NeededElsewhere: 'NeededByOtherTarget',
  NeighbourUnknown: 'OtherTargetsUnreadable',
  NotLookedAt: 'ResourceUnreadable',
  NotThereAfterAll: 'WriteNotConfirmed',
  NothingSaid: 'ValidationInconclusive',
  NothingSeen: 'InspectionOutputMissing',
  StillProtected: 'ClusterProtected',
  StillThereAfterAll: 'DeletionNotConfirmed',
  ValidationTookTooLong: 'ValidationTimeout',
};

const FORMER = new Map(Object.entries(RENAMED).map(([former, current]) => [current, former]));

/** The reason of today for one that may be from before. Codes of Azure stay as they are. */
export function currentReason(reason: string): string {
  return Object.hasOwn(RENAMED, reason) ? (RENAMED[reason] ?? reason) : reason;
}

/** The reason as rows from before have it: hashes that were stored with it stay comparable. */
export function formerReason(reason: string): string {
  return FORMER.get(reason) ?? reason;
}

export const RENAMED_REASONS: readonly (readonly [former: string, current: string])[] = Object.entries(RENAMED);

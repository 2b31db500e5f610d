/**
 * Why operators cannot accept a finding of some rules: without these, no acceptance makes backups
 * work or keeps them apart.
 */
export const NEVER_ACCEPTED = {
  identity: 'no backup runs without this identity and what it may do.',
  ownRights: "Backstay's own rights decide what it can read and write.",
  place: 'it decides where backups go.',
  isolation: 'one cluster could read or overwrite the backups of another.',
  oneVault: 'two vaults would back up one cluster.',
  running: 'nothing else about the cluster can be checked before.',
  extension: 'no backup runs without the extension.',
  proof: 'it is the proof that backups can run.',
} as const;

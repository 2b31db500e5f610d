/**
 * Built-in roles by their definition's GUID, the same in every tenant and cloud.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
 */
export const ROLES = {
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1',
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  'Storage Blob Data Owner': 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  'Storage Account Contributor': '17d1049b-9a84-46fb-8f53-869881c3d3ab',
  'Backup Contributor': '5e467623-bb1f-42f4-a55d-6e525e11384b',
  'Disk Snapshot Contributor': '7efff54f-a5b4-42b5-a1c5-5411624893ce',
  'Storage File Data Privileged Contributor': '69566ab7-960f-475b-8e7c-b3118f30c6bd',
  'Data Operator for Managed Disks': '959f8984-c045-4866-89c7-12bf9737be2e',
} as const;

export type RoleName = keyof typeof ROLES;

/**
 * Higher roles that hold all that the wanted one holds. Owner and Contributor grant no data
 * actions, so they never imply a blob or disk data role, although their names suggest it.
 * https://learn.microsoft.com/azure/role-based-access-control/role-definitions#control-and-data-actions
 */
const IMPLIED_BY: { readonly [R in RoleName]?: readonly RoleName[] } = {
  Reader: ['Contributor', 'Owner'],
  Contributor: ['Owner'],
  'Disk Snapshot Contributor': ['Contributor', 'Owner'],
  'Storage Account Contributor': ['Contributor', 'Owner'],
  'Backup Contributor': ['Contributor', 'Owner'],
  'Storage Blob Data Reader': ['Storage Blob Data Contributor', 'Storage Blob Data Owner'],
  'Storage Blob Data Contributor': ['Storage Blob Data Owner'],
};

/** GUIDs of the roles that give what `role` gives: itself first, then the higher ones. */
export function guidsThatGive(role: RoleName): readonly string[] {
  return [role, ...(IMPLIED_BY[role] ?? [])].map((name) => ROLES[name]);
}

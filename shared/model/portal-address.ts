import { parseResourceId } from './resource-id.ts';

/**
 * The page of a resource in the Azure portal; `undefined` where the portal is not known, or the
 * text is no id. `portal` is its address, and the tenant to sign in to where that is known:
 * `https://portal.azure.com/#@TENANT`.
 */
export function portalAddress(portal: string | undefined, id: string): string | undefined {
  // The chain of a cluster that was tampered with may name no resource.
  const resource = parseResourceId(id);
  return portal === undefined || resource === undefined ? undefined : `${portal}/resource${encodeURI(resource)}`;
}

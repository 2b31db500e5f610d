/**
 * Whether a setting is still the reference itself: App Service puts the secret in its place, and
 * leaves the reference where it cannot. Just after a deployment that may pass by itself, as soon as
 * the identity's role has got around.
 * https://learn.microsoft.com/azure/app-service/app-service-key-vault-references
 */
export function isUnresolvedReference(value: string): boolean {
  return /^@Microsoft\.KeyVault\(/i.test(value);
}

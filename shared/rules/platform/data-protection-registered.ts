import { providerRule } from './provider-rule.ts';

export const dataProtectionRegistered = providerRule({
  id: 'BKS-103',
  slug: 'data-protection-registered',
  namespace: 'Microsoft.DataProtection',
  need: 'dataProtectionProvider',
  why: 'The Backup vault and everything that it does belong to this resource provider.',
});

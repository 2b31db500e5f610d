import { z } from 'zod';

const BYPASSES = ['none', 'logging', 'metrics', 'azureservices'];

const action = z.literal('Allow').default('Allow');

/**
 * None of its properties is optional in answers, so what a request leaves out gets the service's
 * default.
 */
export const networkAclsSchema = z.object({
  resourceAccessRules: listOf(z.object({ tenantId: z.string(), resourceId: z.string() })),
  bypass: z
    .string()
    .refine((text) => text.split(',').every((part) => BYPASSES.includes(part.trim().toLowerCase())), 'is no bypass')
    .default('AzureServices'),
  virtualNetworkRules: listOf(z.object({ id: z.string(), action, state: z.string().default('Succeeded') })),
  ipRules: listOf(z.object({ value: z.string(), action })),
  defaultAction: z.enum(['Allow', 'Deny']),
});

/**
 * The firewall of an account. A request that has the block writes all of it: rules that it does not
 * name are gone.
 *
 * @see https://learn.microsoft.com/rest/api/storagerp/storage-accounts/update
 */
export type NetworkAcls = z.infer<typeof networkAclsSchema>;

/** The default firewall of an account. */
export const OPEN: NetworkAcls = networkAclsSchema.parse({ defaultAction: 'Allow' });

function listOf<T extends z.ZodType>(rule: T) {
  return z
    .array(rule)
    .nullish()
    .transform((rules) => rules ?? []);
}

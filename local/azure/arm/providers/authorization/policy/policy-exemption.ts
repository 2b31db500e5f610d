import { z } from 'zod';
import type { SystemData } from '../../../state/wire.ts';

export const exemptionSchema = z.object({
  properties: z.looseObject({
    policyAssignmentId: z.string().min(1),
    exemptionCategory: z.enum(['Waiver', 'Mitigated']),
    policyDefinitionReferenceIds: z.array(z.string()).optional(),
    expiresOn: z.iso.datetime().nullish(),
  }),
});

/** Takes a scope out of an assignment made at it or above, for some of its policies or for all. */
export interface PolicyExemption {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.Authorization/policyExemptions';
  readonly properties: z.infer<typeof exemptionSchema>['properties'];
  readonly systemData: SystemData;
}

import { z } from 'zod';
import type { SystemData } from '../../../state/wire.ts';

const parameters = z
  .record(
    z.string(),
    z.looseObject({
      type: z.enum(['String', 'Array', 'Object', 'Boolean', 'Integer', 'Float', 'DateTime']),
      allowedValues: z.array(z.unknown()).optional(),
      defaultValue: z.unknown().optional(),
    }),
  )
  .nullish()
  .transform((given) => given ?? {});

const described = {
  displayName: z.string().optional(),
  description: z.string().optional(),
  metadata: z.looseObject({}).optional(),
  version: z.string().default('1.0.0'),
  parameters,
};

export const definitionSchema = z.object({
  properties: z.object({
    ...described,
    mode: z.string().default('Indexed'),
    // biome-ignore lint/suspicious/noThenProperty: policy rules are written so
    policyRule: z.object({ if: z.looseObject({}), then: z.looseObject({ effect: z.string() }) }),
  }),
});

export const setDefinitionSchema = z.object({
  properties: z.object({
    ...described,
    policyDefinitions: z
      .array(
        z.looseObject({
          policyDefinitionId: z.string().min(1),
          policyDefinitionReferenceId: z.string().optional(),
          parameters: z.record(z.string(), z.object({ value: z.unknown() })).optional(),
        }),
      )
      .min(1),
  }),
});

/** A policy that a customer wrote, at a subscription or at a management group. */
export interface CustomPolicyDefinition {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.Authorization/policyDefinitions';
  readonly properties: z.output<typeof definitionSchema>['properties'] & { readonly policyType: 'Custom' };
  readonly systemData: SystemData;
}

/** A set of policies that a customer put together. */
export interface CustomPolicySetDefinition {
  readonly id: string;
  readonly name: string;
  readonly type: 'Microsoft.Authorization/policySetDefinitions';
  readonly properties: z.output<typeof setDefinitionSchema>['properties'] & { readonly policyType: 'Custom' };
  readonly systemData: SystemData;
}

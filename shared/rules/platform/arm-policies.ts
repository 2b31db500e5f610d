import type { ArmPolicies, ArmPolicy, Creation } from '../../model/policy.ts';
import type { ResourceId } from '../../model/resource-id.ts';

/** In words, and where it is created. */
export interface CreatedThing {
  readonly creation: Creation;
  readonly words: string;
  readonly scope: ResourceId;
}

/** Whether a policy refuses what is created: one good reason to pass is enough. */
export function refusal(policy: ArmPolicy): 'refuses' | 'passes' | 'unclear' {
  const { effect, enforced, inScope, exempted, meets } = policy;
  const passes = [
    effect === undefined ? undefined : effect.toLowerCase() !== 'deny',
    enforced === undefined ? undefined : !enforced,
    inScope === undefined ? undefined : !inScope,
    exempted,
    meets === undefined ? undefined : false,
  ];
  if (passes.includes(true)) return 'passes';
  return passes.includes(undefined) ? 'unclear' : 'refuses';
}

/** The policies that concern these things and end in this way. */
export function policiesThat(
  wanted: 'refuses' | 'unclear',
  { policies }: ArmPolicies,
  things: readonly CreatedThing[],
): readonly { readonly policy: ArmPolicy; readonly thing: CreatedThing }[] {
  return policies.flatMap((policy) => {
    const thing = things.find(({ creation }) => creation === policy.creation);
    return thing !== undefined && refusal(policy) === wanted ? [{ policy, thing }] : [];
  });
}

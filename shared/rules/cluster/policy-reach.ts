import { BACKUP_NAMESPACE, type GatekeeperPolicy, takesIn } from '../../model/policy.ts';

/**
 * Whether a policy has this effect in the namespace of the backup extension; `unclear` where the
 * answers are not conclusive.
 */
export type Reach = 'reaches' | 'spares' | 'unclear';

/**
 * One good reason to be spared is enough; only when every one of them is ruled out does the policy
 * reach.
 */
export function reachOf(policy: GatekeeperPolicy, effect: 'deny' | 'mutate' = 'deny'): Reach {
  const spared = [
    not(policy.effect === undefined ? undefined : policy.effect.toLowerCase() === effect),
    not(policy.enforced),
    not(policy.inScope),
    policy.exempted,
    not(policy.allLabels),
    policy.excludedNamespaces && takesIn(policy.excludedNamespaces, BACKUP_NAMESPACE),
    policy.namespaces && policy.namespaces.length > 0 && !takesIn(policy.namespaces, BACKUP_NAMESPACE),
  ];
  if (spared.includes(true)) return 'spares';
  return spared.includes(undefined) ? 'unclear' : 'reaches';
}

function not(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

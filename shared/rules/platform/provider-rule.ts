import type { ProviderRegistration } from '../../model/azure.ts';
import type { Need } from '../../model/fact.ts';
import type { RuleId } from '../../model/rule-id.ts';
import { az } from '../../steps/az.ts';
import { type AnyRule, defineRule, missing, pending, satisfied } from '../define-rule.ts';

/** One resource provider that must be registered, and the fact about it. */
export interface RequiredProvider {
  readonly id: RuleId;
  readonly slug: string;
  readonly namespace: string;
  readonly need: Extract<Need, `${string}Provider`>;
  readonly why: string;
}

/** The rule that a resource provider is registered in the subscription where it is needed. */
export function providerRule({ namespace, need, ...about }: RequiredProvider): AnyRule {
  return defineRule({
    ...about,
    title: `${namespace} is registered`,
    failureTitle: `${namespace} is not registered`,
    severity: 'required',
    docs: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-manage-backups#resource-provider-registrations',
    serviceErrors: ['MissingSubscriptionRegistration'],
    fix: 'providerRegistration',
    byHand: [az('provider register', { subscription: 'SUBSCRIPTION', namespace })],
    needs: [need],

    evaluate: ({ [need]: registration }) => judge(registration),
  });
}

function judge({ namespace, subscriptionId, state }: ProviderRegistration) {
  const evidence = { registrationState: state, subscriptionId };
  switch (state.toLowerCase()) {
    case 'registered':
      return satisfied('Registered', `${namespace} is registered.`, evidence);
    case 'registering':
      return pending('Registering', `${namespace} is being registered; Azure may take ten minutes.`, evidence);
    case 'unregistering':
      return pending('Unregistering', `${namespace} is being unregistered by someone.`, evidence);
    default:
      return missing(
        'NotRegistered',
        `${namespace} is not registered in subscription ${subscriptionId}.`,
        { kind: 'providerRegistration', subscriptionId, namespace },
        evidence,
      );
  }
}

import type { Cluster, KubernetesVersion } from '../../model/azure.ts';
import { partsOf } from '../../model/resource-id.ts';
import { az, named } from '../../steps/az.ts';
import { cannotTell, defineRule, manual, satisfied } from '../define-rule.ts';
import { parseVersion } from './version.ts';

const OFFICIAL = 'kubernetesofficial';

export const kubernetesVersionSupported = defineRule({
  id: 'BKS-205',
  slug: 'kubernetes-version-supported',
  title: 'AKS supports the Kubernetes version of the cluster',
  failureTitle: 'AKS no longer supports the Kubernetes version of the cluster',
  why: 'Backups go on, but Microsoft helps with none of them on a version out of support.',
  severity: 'recommended',
  docs: 'https://learn.microsoft.com/azure/aks/supported-kubernetes-versions',
  serviceErrors: [],
  fix: 'person',
  byHand: [
    az('aks get-upgrades', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'CLUSTER',
      output: 'table',
    }),
    az('aks upgrade', {
      subscription: 'SUBSCRIPTION',
      resourceGroup: 'GROUP',
      name: 'CLUSTER',
      kubernetesVersion: 'VERSION',
    }),
  ],
  needs: ['cluster', 'kubernetesVersions'],

  evaluate({ cluster: { name, id, currentKubernetesVersion: current, supportPlan, location }, kubernetesVersions }) {
    const evidence = {
      currentKubernetesVersion: current ?? null,
      supportPlan: supportPlan ?? null,
      offered: kubernetesVersions.map(({ version }) => version),
    };
    const version = current === undefined ? undefined : parseVersion(current);
    if (version === undefined || kubernetesVersions.length === 0) {
      return cannotTell(
        'UnknownVersion',
        `Azure does not return the versions that AKS supports in ${location}, or the version of ${name}.`,
        [az('aks get-versions', { subscription: partsOf(id).subscriptionId, location, output: 'table' })],
        evidence,
      );
    }
    const minor = `${version.major}.${version.minor}`;
    const offered = kubernetesVersions.find((each) => each.version === minor);
    // https://learn.microsoft.com/azure/aks/support-policies#preview-features-or-feature-flags: best effort, not out of support.
    if (offered?.preview) {
      const message = `Kubernetes ${minor} is in preview in ${location}; AKS supports previews as best it can.`;
      return satisfied('Preview', message, evidence);
    }
    if (offered !== undefined && isSupported(offered, supportPlan)) {
      return satisfied('Supported', `AKS supports Kubernetes ${minor} in ${location}.`, evidence);
    }
    return manual(
      'OutOfSupport',
      `Kubernetes ${minor} of cluster ${name} is out of support.`,
      [
        az('aks get-upgrades', { ...named(id), output: 'table' }),
        ...upgradeTo(oldestSupported(kubernetesVersions, supportPlan), id),
      ],
      evidence,
    );
  },
});

/**
 * From a version out of support, AKS upgrades straight to the oldest one that it supports, and to
 * no later one.
 * https://learn.microsoft.com/azure/aks/upgrade-aks-cluster
 */
function oldestSupported(versions: readonly KubernetesVersion[], plan: string | undefined): string | undefined {
  const supported = versions.filter((each) => !each.preview && isSupported(each, plan));
  const [oldest] = supported.toSorted((one, other) => minorOf(one) - minorOf(other));
  return oldest?.patches.at(-1) ?? oldest?.version;
}

function minorOf({ version }: KubernetesVersion): number {
  return Number(version.split('.')[1] ?? 0);
}

function upgradeTo(version: string | undefined, id: Cluster['id']) {
  return version === undefined ? [] : [az('aks upgrade', { ...named(id), kubernetesVersion: version })];
}

/** A version under long term support only is supported for clusters that are on that plan. */
function isSupported({ supportPlans }: KubernetesVersion, plan = OFFICIAL): boolean {
  const plans = supportPlans.map((each) => each.toLowerCase());
  return plans.length === 0 || plans.includes(OFFICIAL) || plans.includes(plan.toLowerCase());
}

import type { KubernetesVersion as SdkVersion } from '@azure/arm-containerservice';
import type { KubernetesVersion } from '../model/azure.ts';
import type { ArmReader } from '../ports/arm.ts';
import type { Connection } from './connection.ts';
import { isRecord, records, text, texts } from './shapes.ts';

/** https://learn.microsoft.com/azure/aks/supported-kubernetes-versions */
export function kubernetesVersionCalls({
  ask,
  containerService,
}: Connection): Pick<ArmReader, 'listKubernetesVersions'> {
  return {
    async listKubernetesVersions(subscriptionId, location) {
      const { managedClusters } = await containerService(subscriptionId);
      return ask(
        () => managedClusters.listKubernetesVersions(location),
        ({ values }) => records(values).flatMap((each) => readVersion(each) ?? []),
      );
    },
  };
}

function readVersion({ version, capabilities, patchVersions, isPreview }: SdkVersion): KubernetesVersion | undefined {
  const minor = text(version);
  if (minor === undefined) return undefined;
  return {
    version: minor,
    supportPlans: texts(isRecord(capabilities) ? capabilities.supportPlan : undefined),
    preview: isPreview === true,
    patches: isRecord(patchVersions) ? Object.keys(patchVersions) : [],
  };
}

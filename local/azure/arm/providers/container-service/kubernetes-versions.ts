import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { SUPPORTED_VERSIONS, type SupportedVersion } from './supported-versions.ts';

const VERSIONS =
  '/subscriptions/:subscriptionId/providers/microsoft.containerservice/locations/:location/kubernetesversions';

/** https://learn.microsoft.com/rest/api/aks/managed-clusters/list-kubernetes-versions */
export function routeKubernetesVersions(app: ArmApp, { timeline }: Platform): void {
  app.get(VERSIONS, (c) => {
    const now = timeline.now();
    const listed = listedAt(now);
    return c.json({ values: listed.map((version) => describe(version, now)) });
  });
  app.get(ORCHESTRATORS, (c) => {
    const now = timeline.now();
    const orchestrators = listedAt(now).flatMap(({ patches, isDefault }) =>
      patches.map((patch) => ({
        ...orchestrator(patch),
        ...(isDefault && patch === patches.at(-1) && { default: true }),
        upgrades: upgradesOf(patch, now).map(orchestrator),
      })),
    );
    const { subscriptionId, location } = c.req.param();
    return c.json({
      id: `/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/${location}/orchestrators`,
      name: 'default',
      type: 'Microsoft.ContainerService/locations/orchestrators',
      properties: { orchestrators },
    });
  });
}

/**
 * The Azure CLI before 2023 reads these:
 * https://learn.microsoft.com/rest/api/aks/container-services/list-orchestrators
 */
const ORCHESTRATORS =
  '/subscriptions/:subscriptionId/providers/microsoft.containerservice/locations/:location/orchestrators';

function orchestrator(orchestratorVersion: string) {
  return { orchestratorType: 'Kubernetes', orchestratorVersion };
}

function listedAt(now: Date): readonly SupportedVersion[] {
  const month = now.toISOString().slice(0, 'yyyy-mm'.length);
  return SUPPORTED_VERSIONS.filter(({ until }) => month <= until);
}

/**
 * The full versions that a cluster of `version` can be upgraded to: later ones of its minor
 * version, and all of the next.
 */
export function upgradesOf(version: string, now: Date): readonly string[] {
  const listed = listedAt(now);
  const minor = version.split('.').slice(0, 2).join('.');
  const own = listed.find((supported) => supported.version === minor)?.patches ?? [];
  const next = listed.find((supported) => supported.version === nextMinor(minor))?.patches ?? [];
  return [...own.slice(own.indexOf(version) + 1), ...next];
}

/** The version of a new cluster that names none. */
export function defaultVersion(): string {
  return SUPPORTED_VERSIONS.find(({ isDefault }) => isDefault)?.version ?? '';
}

/**
 * The full version that runs where `1.36` or `1.36.2` was asked for. Versions that AKS no longer
 * offers are taken too, though Azure refuses them: clusters of old exist, and here a PUT is the
 * only way to have one.
 */
export function fullVersion(version: string): string {
  if (version.split('.').length === 3) return version;
  const offered = SUPPORTED_VERSIONS.find((supported) => supported.version === version);
  return offered?.patches.at(-1) ?? `${version}.0`;
}

function describe(supported: SupportedVersion, now: Date): object {
  const { version, isDefault, supportPlan, patches } = supported;
  return {
    version,
    capabilities: { supportPlan },
    ...(isDefault && { isDefault }),
    patchVersions: Object.fromEntries(patches.map((patch) => [patch, { upgrades: upgradesOf(patch, now) }])),
  };
}

/** A cluster is upgraded one minor version at a time. */
function nextMinor(version: string): string {
  const [major, minor] = version.split('.');
  return `${major}.${Number(minor) + 1}`;
}

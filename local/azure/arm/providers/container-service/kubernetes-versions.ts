import type { Platform } from '../../platform.ts';
import type { ArmApp } from '../../server/arm-env.ts';
import { SUPPORTED_VERSIONS, type SupportedVersion } from './supported-versions.ts';

const VERSIONS =
  '/subscriptions/:subscriptionId/providers/microsoft.containerservice/locations/:location/kubernetesversions';

/** https://learn.microsoft.com/rest/api/aks/managed-clusters/list-kubernetes-versions */
export function routeKubernetesVersions(app: ArmApp, { timeline }: Platform): void {
  app.get(VERSIONS, (c) => {
    const month = timeline.now().toISOString().slice(0, 'yyyy-mm'.length);
    const listed = SUPPORTED_VERSIONS.filter(({ until }) => month <= until);
    return c.json({ values: listed.map((version) => describe(version, listed)) });
  });
}

/** What a new cluster gets that names no version. */
export function defaultVersion(): string {
  return SUPPORTED_VERSIONS.find(({ isDefault }) => isDefault)?.version ?? '';
}

/**
 * The full version that runs where `1.36` or `1.36.2` was asked for. Versions that AKS no longer offers are taken too,
 * though Azure refuses them: clusters of old exist, and here a PUT is the only way to have one.
 */
export function fullVersion(version: string): string {
  if (version.split('.').length === 3) return version;
  const offered = SUPPORTED_VERSIONS.find((supported) => supported.version === version);
  return offered?.patches.at(-1) ?? `${version}.0`;
}

function describe(supported: SupportedVersion, listed: readonly SupportedVersion[]): object {
  const { version, isDefault, supportPlan, patches } = supported;
  const upgrades = (patch: string) => [
    ...patches.slice(patches.indexOf(patch) + 1),
    ...(listed.find((other) => other.version === nextMinor(version))?.patches ?? []),
  ];
  return {
    version,
    capabilities: { supportPlan },
    ...(isDefault && { isDefault }),
    patchVersions: Object.fromEntries(patches.map((patch) => [patch, { upgrades: upgrades(patch) }])),
  };
}

/** A cluster is upgraded one minor version at a time. */
function nextMinor(version: string): string {
  const [major, minor] = version.split('.');
  return `${major}.${Number(minor) + 1}`;
}

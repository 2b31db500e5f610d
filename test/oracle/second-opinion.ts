import { mintToken } from '../../local/azure/identity/token.ts';
import { BOT, SUBSCRIPTION_ID } from '../../local/demo/world.ts';
import { composeScan } from '../../shared/app/compose-app.ts';
import { scanCluster } from '../../shared/commands/scan-cluster.ts';
import { parseClusterId } from '../../shared/model/resource-id.ts';
import type { ScanResult } from '../../shared/model/scan.ts';
import { parseProfiles } from '../../shared/profiles/profiles.ts';
import { clientOf } from '../worlds/app-client.ts';
import { ARM_URL, AUDIENCE } from '../worlds/in-process-arm.ts';
import { arrangementOf } from './arrangement.ts';
import { type Answer, judgeReady } from './judge/ready.ts';
import type { Arrangement } from './judge/world.ts';
import { type OddAzure, startOddAzure } from './odd-azure.ts';
import type { Named } from './oddities.ts';

/** The opinions of Backstay and of the oracle on one cluster. */
export interface Opinions {
  readonly name: string;
  readonly product: ScanResult;
  readonly oracle: Answer;
}

/**
 * Asks both for their opinion on each cluster, one after another; the product reads it with its own
 * clients.
 */
export async function* opinionsOn(clusters: Iterable<Named>): AsyncGenerator<Opinions> {
  const azure = await startOddAzure();
  try {
    const scan = scannerOf(azure);
    for (const { name, cluster } of clusters) {
      const arrangement = arrangementOf(cluster, await azure.make(cluster));
      const oracle = judgeReady({ bodies: await azure.bodies(), arrangement });
      yield { name, oracle, product: await scan(arrangement.cluster, profileOf(arrangement)) };
    }
  } finally {
    await azure.close();
  }
}

/** Scans a cluster by the product's own clients, under this profile. */
export function scannerOf(azure: OddAzure): (cluster: string, profile: OddProfile) => Promise<ScanResult> {
  const connection = {
    cloud: { resourceManager: ARM_URL, authority: ARM_URL, audience: AUDIENCE, blobSuffix: undefined },
    httpClient: clientOf(azure.arm.app),
    credential: { getToken: async () => ({ token: tokenAt(azure), expiresOnTimestamp: Date.now() + 86_400_000 }) },
    clock: azure.timeline,
    version: '0.0.0-test',
  };
  return (cluster, profile) => {
    const clusterId = parseClusterId(cluster);
    if (clusterId === undefined) throw new Error(`${cluster} is no id of a cluster.`);
    const profiles = parseProfiles(JSON.stringify({ profiles: [profile] }), 'profiles.json');
    const ports = composeScan(connection, { profiles, pollSeconds: 10 });
    return scanCluster({ clusterId, profile: profile.name }, ports);
  };
}

/** A profile as an operator writes it. */
export type OddProfile = Readonly<Record<string, unknown>> & { readonly name: string };

/**
 * What is open about every cluster here: Backstay was not allowed to look inside, nor to see the
 * blobs; no word about anything else.
 */
const ALWAYS_OPEN = ['BKS-209', 'BKS-210', 'BKS-217', 'BKS-218', 'BKS-506'];

/**
 * Why the two do not agree on Ready; undefined where they do. Where the oracle cannot know, Ready
 * has to say itself what was not checked.
 */
export function disagreementOf({ product, oracle }: Opinions): string | undefined {
  const { verdict, findings } = product;
  const open = findings.filter(
    ({ ruleId, outcome }) => !['satisfied', 'notApplicable'].includes(outcome) && !ALWAYS_OPEN.includes(ruleId),
  );
  if (verdict === 'Ready' && oracle.ready === 'cannot') return `Ready, but ${oracle.reasons.join(' ')}`;
  if (verdict === 'Ready' && oracle.ready === 'unknown' && open.length === 0) {
    return `Ready without a word about ${oracle.reasons.join(' ')}`;
  }
  if (verdict !== 'Ready' && oracle.ready === 'can') {
    return `${verdict} although it can: ${open.map(({ ruleId, outcome, reason }) => `${ruleId} ${outcome}/${reason}`).join(', ')}`;
  }
  return undefined;
}

const PROFILE = 'odd';

export function profileOf(arrangement: Arrangement): OddProfile {
  const { vault, storageAccount, container, snapshotGroup, tier, staging, isRestoreTarget } = arrangement;
  return {
    name: PROFILE,
    selector: { subscriptions: [SUBSCRIPTION_ID] },
    vault,
    storageAccount,
    container,
    snapshotGroup,
    tier,
    ...(isRestoreTarget && { purpose: 'restoreTarget' }),
    ...(staging && { staging: { resourceGroup: staging.group, storageAccount: staging.account } }),
    mode: 'observe',
  };
}

function tokenAt({ timeline }: OddAzure): string {
  const claims = { aud: AUDIENCE, oid: BOT.objectId, appid: BOT.appId, tid: BOT.tenantId };
  return mintToken(claims, timeline.now(), 365 * 86_400);
}

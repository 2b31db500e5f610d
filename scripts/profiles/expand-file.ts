import type { ArmReader, ArmResult } from '../../shared/ports/arm.ts';
import {
  ALL_SUBSCRIPTIONS,
  type AzureParts,
  expandProfiles,
  type RawFile,
  type RawProfile,
} from '../../shared/profiles/expand.ts';
import { explainFailure, NotSignedIn } from '../scan/sign-in.ts';

export type Reader = Pick<ArmReader, 'listSubscriptions' | 'listClusters'>;

export interface Expanded {
  /** The expanded file: the same text for the same file and the same Azure. */
  readonly text: string;
  readonly profiles: readonly RawProfile[];
  /** One line for each profile that differs from the expanded file as it was. */
  readonly changes: readonly string[];
  /** The names of the subscriptions, for people. */
  readonly nameOf: AzureParts['nameOf'];
}

/** Expands the file by what the operator sees of Azure. @throws ExpansionError, NotSignedIn */
export async function expandFile(
  file: RawFile,
  source: string,
  before: readonly RawProfile[],
  openReader: () => Promise<Reader>,
): Promise<Expanded> {
  const azure = needsAzure(file) ? await readAzure(file, await openReader()) : NOTHING_READ;
  const profiles = expandProfiles(file, azure);
  const text = `${JSON.stringify({ source, profiles }, undefined, 2)}\n`;
  return { text, profiles, changes: changesBetween(before, profiles), nameOf: azure.nameOf };
}

const NOTHING_READ: AzureParts = { subscriptionsUnder: () => [], nameOf: () => undefined, clustersIn: () => [] };

/** Subscriptions and regions that the file itself lists need no sign-in. */
function needsAzure({ profiles }: RawFile): boolean {
  return profiles.some(
    (profile) =>
      profile.selector.subscriptions.includes(ALL_SUBSCRIPTIONS) ||
      JSON.stringify(profile).includes('{subscriptionName}') ||
      readsClusters(profile),
  );
}

function readsClusters({ snapshotGroup }: RawProfile): boolean {
  return /\{(cluster|resourceGroup)\}/.test(String(snapshotGroup));
}

async function readAzure({ profiles }: RawFile, reader: Reader): Promise<AzureParts> {
  const subscriptions = answered(await reader.listSubscriptions(), 'The subscriptions cannot be listed');
  const under = (group: string) =>
    subscriptions.filter(({ managementGroups }) => managementGroups.includes(group.toLowerCase())).map(({ id }) => id);
  const wanted = profiles.filter(readsClusters).flatMap(({ selector }) => {
    const named = selector.subscriptions.filter((id) => id !== ALL_SUBSCRIPTIONS);
    return [...named, ...(selector.managementGroups ?? []).flatMap(under)];
  });
  const clusters = new Map<string, Awaited<ReturnType<typeof clustersOf>>>();
  for (const id of new Set(wanted.map((each) => each.toLowerCase()))) clusters.set(id, await clustersOf(id, reader));
  return {
    subscriptionsUnder: under,
    nameOf: (id) => subscriptions.find((each) => each.id === id.toLowerCase())?.name,
    clustersIn: (id) => clusters.get(id) ?? [],
  };
}

async function clustersOf(subscription: string, reader: Reader) {
  return answered(
    await reader.listClusters(subscription),
    `The clusters of subscription ${subscription} cannot be listed`,
  );
}

function answered<T>(answer: ArmResult<T>, problem: string): T {
  if (answer.ok) return answer.value;
  if (answer.failure.code === 'NoToken') throw new NotSignedIn();
  throw new Error(`${problem}. ${answer.failure.code}: ${explainFailure(answer.failure)}`);
}

function changesBetween(before: readonly RawProfile[], after: readonly RawProfile[]): readonly string[] {
  const named = (all: readonly RawProfile[]) => new Map(all.map((each) => [each.name, JSON.stringify(each)]));
  const [old, now] = [named(before), named(after)];
  return [
    ...[...now].flatMap(([name, text]) =>
      old.get(name) === text ? [] : [`${old.has(name) ? 'changed' : 'new'}: ${name}`],
    ),
    ...[...old.keys()].filter((name) => !now.has(name)).map((name) => `gone: ${name}`),
  ];
}

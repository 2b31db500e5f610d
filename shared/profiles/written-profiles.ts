import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Profile } from '../model/profile.ts';
import { ConfigurationError } from './configuration-error.ts';
import { ALL_SUBSCRIPTIONS, needsExpansion, type RawFile, type RawProfile, valueAt } from './expand.ts';
import { parseJsonc } from './parse-jsonc.ts';
import {
  fillIn,
  OF_THE_CLUSTER,
  OF_THE_DEPLOYMENT,
  PLACES,
  type Placeholder,
  type PlaceholderValues,
  wordsIn,
} from './placeholders.ts';
import { placeIn } from './problems-in-text.ts';
import { parseProfiles, problemsInProfiles } from './profiles.ts';
import { locationName } from './resolve-profile.ts';

export interface WrittenProfiles {
  /** As the file has it. */
  readonly file: RawFile;
  /** Those of a file without wildcards and placeholders; `undefined` for one to be expanded. */
  readonly profiles: readonly Profile[] | undefined;
}

/**
 * Reads the file of operators, which may have wildcards and placeholders. Each is checked as if it
 * had been expanded.
 * @throws ConfigurationError that names the file, each place in it and what is expected there.
 */
export function parseWritten(text: string, path: string): WrittenProfiles {
  const file = parseJsonc(text.replace(/^\uFEFF/, ''), path);
  const written = valueAt(file, ['profiles']);
  const all = Array.isArray(written) ? written : [];
  const isToBeExpanded = all.some((profile) => isLikeProfile(profile) && needsExpansion(profile));
  const problems = all.flatMap((profile, index) =>
    isLikeProfile(profile)
      ? problemsIn(profile, file as RawFile).map(({ at, message }) => placed(text, ['profiles', index, ...at], message))
      : [],
  );
  if (problems.length > 0) throw new ConfigurationError(`The profile file ${path} is not valid`, problems);
  if (!isToBeExpanded) return { file: file as RawFile, profiles: parseProfiles(text, path) };
  const sample = { ...(file as RawFile), profiles: all.map((each) => (isLikeProfile(each) ? sampleOf(each) : each)) };
  const found = problemsInProfiles(sample, text);
  if (found.length > 0) throw new ConfigurationError(`The profile file ${path} is not valid`, found);
  return { file: file as RawFile, profiles: undefined };
}

interface Problem {
  readonly at: readonly (string | number)[];
  readonly message: string;
}

function problemsIn(profile: RawProfile, { locationShort = {} }: RawFile): readonly Problem[] {
  const { subscriptions, managementGroups, locations = [] } = profile.selector;
  const isAll = subscriptions.includes(ALL_SUBSCRIPTIONS);
  const problems: Problem[] = [];
  const add = (at: Problem['at'], message: string) => problems.push({ at, message });
  if (profile.expandedFrom !== undefined) add(['expandedFrom'], 'is set by `backstay profiles expand`: leave it out');
  if (isAll && subscriptions.length > 1)
    add(['selector', 'subscriptions'], '"*" is all of them: name no other subscription');
  if (isAll && !(Array.isArray(managementGroups) && managementGroups.length > 0))
    add(['selector', 'subscriptions'], '"*" needs "managementGroups": it is for the subscriptions in them');
  if (!isAll && managementGroups !== undefined) add(['selector', 'managementGroups'], 'needs "subscriptions": ["*"]');
  const shortNames = typeof locationShort === 'object' ? Object.keys(locationShort ?? {}).map(locationName) : [];
  for (const { path, allowed } of PLACES) {
    const text = valueAt(profile, path);
    if (typeof text !== 'string') continue;
    for (const word of wordsIn(text)) {
      if (!allowed.includes(word as Placeholder)) add(path, refusalOf(word, allowed));
      else if (word.startsWith('location') && locations.length === 0)
        add(path, `{${word}} needs "locations" in the selector`);
      else if (word === 'locationShort' && !locations.every((each) => shortNames.includes(locationName(each))))
        add(
          path,
          '{locationShort} needs a name for each of the "locations" under "locationShort", at the top of the file',
        );
    }
    if (path[0] === 'snapshotGroup' && !hasOwnPart(text))
      add(path, 'the name needs at least 3 characters beside its placeholders');
  }
  return problems;
}

function refusalOf(word: string, allowed: readonly Placeholder[]): string {
  const others = `may have ${allowed.map((each) => `{${each}}`).join(', ')}, not {${word}}`;
  return OF_THE_CLUSTER.some((each) => each === word)
    ? `${others}: people who name clusters and groups must not choose where backups go`
    : others;
}

/** A name that is a placeholder alone would be any group that people can name a cluster after. */
function hasOwnPart(id: string): boolean {
  const name = id.split('/').at(-1) ?? '';
  if (!OF_THE_CLUSTER.some((word) => wordsIn(name).includes(word))) return true;
  return name.replace(/\{[^{}]*\}/g, '').length >= 3;
}

/** A subscription of no tenant. */
const SAMPLE_SUBSCRIPTION = '00000000-0000-4000-8000-000000000000';

/** The profile as one of its expansions would be, at the same place of the file. */
function sampleOf(profile: RawProfile): object {
  const { selector } = profile;
  const isAll = selector.subscriptions.includes(ALL_SUBSCRIPTIONS);
  const named = [selector.clusters ?? []].flat().map((id) => String(id).split('/')[2] ?? '');
  const subscriptions = isAll ? [SAMPLE_SUBSCRIPTION, ...named] : selector.subscriptions;
  const values: PlaceholderValues = {
    subscription: SAMPLE_SUBSCRIPTION,
    subscriptionName: 'name',
    location: 'westeurope',
    locationShort: 'we',
    cluster: 'cluster',
    resourceGroup: 'group',
  };
  const ofDeployment = Object.fromEntries(OF_THE_DEPLOYMENT.map((word) => [word, values[word]])) as PlaceholderValues;
  const { staging } = profile;
  const filled = Object.fromEntries(
    PLACES.filter(({ path }) => path.length === 1).flatMap(({ path: [key = ''] }) => {
      const text = profile[key];
      return typeof text === 'string' ? [[key, fillIn(text, key === 'snapshotGroup' ? values : ofDeployment)]] : [];
    }),
  );
  return {
    ...profile,
    ...filled,
    selector: { ...selector, subscriptions },
    ...(typeof staging === 'object' &&
      staging !== null && {
        staging: Object.fromEntries(
          Object.entries(staging).map(([key, text]) => [
            key,
            typeof text === 'string' ? fillIn(text, ofDeployment) : text,
          ]),
        ),
      }),
  };
}

/** Enough of a profile to find wildcards and placeholders; the schema says what else is wrong. */
function isLikeProfile(value: unknown): value is RawProfile {
  const subscriptions = valueAt(value, ['selector', 'subscriptions']);
  const locations = valueAt(value, ['selector', 'locations']) ?? [];
  const areTexts = (list: unknown) => Array.isArray(list) && list.every((each) => typeof each === 'string');
  return areTexts(subscriptions) && areTexts(locations);
}

function placed(text: string, path: readonly (string | number)[], message: string): string {
  const root = parseTree(text);
  const nodes = path.map((_, depth) => root && findNodeAtLocation(root, path.slice(0, depth + 1)));
  const node = nodes.findLast((each) => each !== undefined) ?? root;
  const where = path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`));
  return `${node === undefined ? '' : `${placeIn(text, node.offset)}, `}${where.join('')}: ${message}`;
}

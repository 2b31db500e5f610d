/**
 * The parts of policies. An unreadable part must not count as absent: it could exempt a cluster.
 */
import type { EffectOverride, ParameterValues, Selector } from '../model/policy.ts';
import { UnreadableAnswer } from './ask.ts';
import { isRecord, text, texts } from './shapes.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Those of the version change what the defaults are, not the effect. An unreadable one may replace
 * the effect.
 */
export function readOverrides(value: unknown): readonly EffectOverride[] {
  return itemsOf(value)
    .filter((override) => !isOfVersion(override))
    .map(({ kind, value: effect, selectors }) => ({
      effect: text(kind)?.toLowerCase() === 'policyeffect' ? text(effect) : undefined,
      selectors: readSelectors(selectors),
    }));
}

/** What is no text is no scope that one could compare with. */
export function readNotScopes(value: unknown): readonly string[] {
  if (isAbsent(value)) return [];
  return namesIn(value) ?? ['?'];
}

/**
 * Which version an assignment asks for: none that one could know where an override picks it, by
 * place.
 */
export function versionAsked({ definitionVersion, overrides }: Row): string | undefined {
  return itemsOf(overrides).some(isOfVersion) ? 'overridden' : said(definitionVersion);
}

function isOfVersion({ kind }: Row): boolean {
  return text(kind)?.toLowerCase() === 'definitionversion';
}

/** Of each resource selector its conditions. */
export function readResourceSelectors(value: unknown): readonly (readonly Selector[])[] {
  return itemsOf(value).map((item) => readSelectors(item.selectors ?? [{}]));
}

function readSelectors(value: unknown): readonly Selector[] {
  return itemsOf(value).map((selector) => ({
    kind: text(selector.kind)?.toLowerCase() ?? '',
    in: namesIn(selector.in),
    notIn: namesIn(selector.notIn),
  }));
}

/** In lower case; `undefined` for anything but a list of texts. */
export function namesIn(value: unknown): readonly string[] | undefined {
  const names = texts(value).map((each) => each.toLowerCase());
  return Array.isArray(value) && names.length === value.length ? names : undefined;
}

/**
 * Of each parameter what stands under `key`. A default that is left out is none; a value that is
 * left out is odd.
 */
export function valuesOf(value: unknown, key: 'value' | 'defaultValue'): ParameterValues {
  if (!isAbsent(value) && !isRecord(value)) throw new UnreadableAnswer('parameters that are no object');
  const entries = Object.entries(value ?? {});
  const given =
    key === 'value' ? entries : entries.filter(([, its]) => isRecord(its) && its.defaultValue !== undefined);
  return Object.fromEntries(given.map(([name, its]) => [name, isRecord(its) ? its[key] : undefined]));
}

/**
 * As a list that hides nothing: an item that is no object becomes an empty one, which is unclear.
 */
function itemsOf(value: unknown): readonly Row[] {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? value.map((each) => (isRecord(each) ? each : {})) : [{}];
}

/** As text, lest something odd pass for something left out. */
export function said(value: unknown): string | undefined {
  return isAbsent(value) ? undefined : (text(value) ?? `odd: ${JSON.stringify(value)}`);
}

/** ARM says null where others leave out. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

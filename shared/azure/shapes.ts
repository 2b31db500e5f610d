/**
 * Fields of ARM's answers as they come, not as the SDK's types promise: real answers leave out
 * whole blocks, send null or another type. What is not of the expected shape counts as not there.
 */
import type { PrincipalId } from '../model/azure.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.flatMap((each) => text(each) ?? []) : [];
}

/** `undefined` for anything but a plain yes or no. */
export function flag(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The items of a list that are objects; none where it is no list. */
export function records(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** Keeps empty values: an empty tag is a tag. */
export function textRecord(value: unknown): Readonly<Record<string, string>> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

export function principalId(value: unknown): PrincipalId | undefined {
  return typeof value === 'string' && UUID.test(value) ? (value.toLowerCase() as PrincipalId) : undefined;
}

/**
 * Arithmetic on times as they are stored: ISO 8601 in UTC, which also sorts as text. Reads no
 * clock.
 */

export function secondsBetween(earlier: string, later: string): number {
  return Math.max(0, (Date.parse(later) - Date.parse(earlier)) / 1000);
}

export function secondsLater(time: string, seconds: number): string {
  return new Date(Date.parse(time) + seconds * 1000).toISOString();
}

import { secondsBetween } from '../lib/iso-time.ts';
import { type Html, html } from './html.ts';

/** A time as people read it, from ISO 8601; what is no time is shown as it is. */
export function moment(time: string): string {
  return Number.isNaN(Date.parse(time)) ? time : `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

/** How long something has been so, in the one unit that matters. */
export function span(from: string, to: string): string {
  const seconds = secondsBetween(from, to);
  if (Number.isNaN(seconds)) return '';
  const [size, unit] = UNITS.find(([size]) => seconds >= size) ?? [1, 'moment'];
  if (unit === 'moment') return 'a moment';
  const count = Math.floor(seconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The time itself, and how long ago that was. */
export function timeAgo(time: string, now: string): Html {
  return html`<time datetime="${time}" title="${moment(time)}">${span(time, now)} ago</time>`;
}

/** The time of a day, for lines under the heading of the day. */
export function hourOf(time: string): Html {
  const text = Number.isNaN(Date.parse(time)) ? time : `${time.slice(11, 16)} UTC`;
  return html`<time datetime="${time}" title="${moment(time)}">${text}</time>`;
}

/** `Monday, 2026-01-05`. */
export function dayOf(day: string): string {
  const at = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at.getTime()) ? day : `${WEEKDAYS[at.getUTCDay()]}, ${day}`;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

export function timeOf(time: string): Html {
  return html`<time datetime="${time}">${moment(time)}</time>`;
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

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

export function timeOf(time: string): Html {
  return html`<time datetime="${time}">${moment(time)}</time>`;
}

const UNITS = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
] as const;

import type { ApiRequest } from './http.ts';
import { Refusal } from './problem.ts';

/**
 * Refuses what a page of another site had a signed-in browser send. Browsers state where a request
 * comes from, and pages cannot change what they state; programs that are no browser state nothing,
 * and have no one's session to abuse. A form comes from a browser, so that one which states nothing
 * is refused too.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 * @throws Refusal
 */
export function refuseOtherSites({ headers, url }: Pick<ApiRequest, 'headers' | 'url'>, isForm: boolean): void {
  const site = headers.get('sec-fetch-site');
  if (site !== null && site !== 'same-origin' && site !== 'none') throw otherSite('sec-fetch-site', site);
  const origin = headers.get('origin');
  if (origin !== null && !isOwn(origin, url, headers.get('host'))) throw otherSite('origin', origin);
  if (isForm && origin === null && site !== 'same-origin') throw otherSite('origin', 'not there');
}

/**
 * The address that the host sees may have another scheme or name than the one that the browser
 * asked: the header Host counts too.
 */
function isOwn(origin: string, url: string, host: string | null): boolean {
  const parsed = URL.parse(origin);
  return parsed !== null && (parsed.host === URL.parse(url)?.host || parsed.host === host);
}

function otherSite(header: string, value: string): Refusal {
  const detail = `The header ${header} does not say that the page of Backstay makes this call.`;
  return new Refusal('cross-site', detail, {
    places: [{ in: 'header', pointer: `/${header}`, detail: `is ${value.slice(0, 200)}` }],
  });
}

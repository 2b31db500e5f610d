import { portalAddress } from '../model/portal-address.ts';
import { type Html, html } from './html.ts';

/** The name of a resource, as a link to the portal where that is known. */
export function portalLink(portal: string | undefined, id: string, name: Html | string): Html | string {
  const address = portalAddress(portal, id);
  return address === undefined ? name : html`<a href="${address}" rel="noreferrer">${name}</a>`;
}

import { portalAddress } from '../../model/portal-address.ts';
import type { Target } from '../../model/target.ts';
import { targetIdOf } from '../../model/target-id.ts';
import type { OpenUrl } from './elements.ts';

/** Options of every card besides its content. */
export interface CardContext {
  /** Origin of the app as people reach it, where that is known. */
  readonly publicUrl: string | undefined;
  /** The Azure portal of the cloud, where that is known: what `portalAddress` takes. */
  readonly portal?: string | undefined;
}

/** Far longer than the addresses of real clusters. */
const MAX_ADDRESS = 2048;

/** The buttons of a card about the fleet. */
export function reportLinks({ publicUrl }: CardContext): readonly OpenUrl[] {
  return publicUrl === undefined ? [] : [openUrl('Open the report', new URL('/api/report', publicUrl))];
}

/**
 * The buttons of a card about one cluster. A card cannot prove who presses a button, so "Check now"
 * leads to the button of the page.
 */
export function targetLinks({ publicUrl, portal }: CardContext, target: Target): readonly OpenUrl[] {
  const inPortal = portalAddress(portal, target.clusterId);
  const links = [
    ...(publicUrl === undefined ? [] : linksOfPage(publicUrl, target)),
    ...(inPortal === undefined ? [] : [openUrl('Open in the portal', new URL(inPortal))]),
  ];
  // A chain that was tampered with may name anything, and must not keep the card from being sent.
  return links.filter(({ url }) => url.length <= MAX_ADDRESS);
}

function linksOfPage(publicUrl: string, target: Target): readonly OpenUrl[] {
  const page = new URL('/api/report', publicUrl);
  page.searchParams.set('target', targetIdOf(target));
  return [openUrl('Open the report', page), openUrl('Check now', new URL('#check', page))];
}

function openUrl(title: string, { href }: URL): OpenUrl {
  return { type: 'Action.OpenUrl', title, url: href };
}

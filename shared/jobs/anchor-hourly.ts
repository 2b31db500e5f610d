import { type AnchorPorts, anchorHeads } from '../audit/anchor-heads.ts';
import type { Log } from '../lib/log.ts';

/**
 * Anchors the audit log. Each line is logged by number and hash: telemetry lies outside of the
 * storage account, so that it is a second witness of what was anchored (`npm run audit -- verify
 * --witness`).
 */
export async function anchorHourly(ports: AnchorPorts, log: Log): Promise<void> {
  const { heads, moved, written, unreadable, isTreeLost } = await anchorHeads(ports);
  const { number, at, hash } = written;
  log.info('Anchor written', { number, at, hash });
  log.info('Anchored', { heads, moved });
  if (isTreeLost) log.error('Anchored heads lost', { number });
  if (unreadable.length > 0) log.error('Heads cannot be read', { targets: unreadable });
}

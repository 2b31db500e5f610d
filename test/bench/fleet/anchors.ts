import { CLUSTER_ID } from '../../../local/demo/world.ts';
import { type AnchoredHead, BEFORE_FIRST_ANCHOR, nextAnchor } from '../../../shared/audit/anchor.ts';
import { anchorHeads } from '../../../shared/audit/anchor-heads.ts';
import { createHeadTree } from '../../../shared/audit/head-tree.ts';
import { headsLines } from '../../../shared/audit/moved-heads.ts';
import { readAnchors } from '../../../shared/audit/read-anchors.ts';
import { sha256Hex } from '../../../shared/lib/sha256.ts';
import { parseClusterId } from '../../../shared/model/resource-id.ts';
import { must } from '../../support/facts.ts';
import { type AnchorDays, memoryAnchors } from '../../support/memory-anchors.ts';
import type { Figure } from '../figure.ts';

const CHAINS = 10_000;
const HOURS = 365 * 24;
/** Of all chains: each of them 88 times a year. */
const MOVED_PER_HOUR = 100;
const MAX_BYTES = 1024;
const MAX_SECONDS = 30;
const BEGIN = Date.parse('2026-01-01T00:07:00.000Z');

/**
 * A year of anchors over ten thousand chains: their size, one more run, and how long it takes to
 * verify them.
 */
export async function measureAnchors(): Promise<readonly Figure[]> {
  const { days, months, heads } = yearOfAnchors();
  const lines = [...days.values()].flat();
  const longest = Math.max(...lines.map((line) => line.length + 1));
  const headsBytes = [...months.values()].flat().reduce((sum, line) => sum + line.length + 1, 0);
  const store = memoryAnchors(days, months);
  const end = new Date(BEGIN + HOURS * 3_600_000);

  const verifyCpu = process.cpuUsage();
  const { broken, chains } = await readAnchors(store, end.toISOString());
  const verifySeconds = cpuSecondsSince(verifyCpu);

  const rows = {
    async *heads() {
      for (const { target, sequence, hash } of heads) yield { target, head: { sequence, hash, open: [] } };
    },
  };
  const runCpu = process.cpuUsage();
  const { isTreeLost } = await anchorHeads({ rows, store, clock: { now: () => end }, writer: 'bench' });
  const runSeconds = cpuSecondsSince(runCpu);
  const isWhole = broken.length === 0 && chains.size === CHAINS && !isTreeLost;
  return [
    {
      what: `anchors of ${CHAINS.toLocaleString('en')} chains: the longest line an hour, in the immutable container`,
      measured: `${longest} bytes (${((longest * HOURS) / 1024 / 1024).toFixed(1)} MiB a year)`,
      wanted: `≤ ${MAX_BYTES} bytes at any size`,
      reached: longest <= MAX_BYTES,
    },
    {
      what: `the same: heads in the ordinary container, ${MOVED_PER_HOUR} moved an hour`,
      measured: `${(headsBytes / 1024 / 1024).toFixed(0)} MiB a year`,
      wanted: 'no limit set',
      reached: true,
    },
    {
      what: 'the same: a year of anchors read and verified; one more run at the end of a month (CPU)',
      measured: `${verifySeconds.toFixed(1)} s; ${runSeconds.toFixed(1)} s${isWhole ? '' : ' (BROKEN)'}`,
      wanted: `< ${MAX_SECONDS} s`,
      reached: verifySeconds < MAX_SECONDS && isWhole,
    },
  ];
}

/** User and system time, which a busy machine does not stretch. */
function cpuSecondsSince(begin: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

function yearOfAnchors() {
  const [days, months]: [AnchorDays, AnchorDays] = [new Map(), new Map()];
  const add = (to: AnchorDays, name: string, line: object) => {
    const lines = to.get(name);
    if (lines === undefined) to.set(name, [JSON.stringify(line)]);
    else lines.push(JSON.stringify(line));
  };
  const heads = Array.from({ length: CHAINS }, (_, index): AnchoredHead => {
    const target = { clusterId: must(parseClusterId(`${CLUSTER_ID}-${index}`)), profile: 'standard' };
    return { target, sequence: 1, hash: sha256Hex(`${index}`) };
  });
  let tree = createHeadTree();
  let before = BEFORE_FIRST_ANCHOR;
  for (let hour = 0; hour < HOURS; hour++) {
    const at = new Date(BEGIN + hour * 3_600_000).toISOString();
    const moved = Array.from({ length: MOVED_PER_HOUR }, (_, count) => {
      const index = (hour * MOVED_PER_HOUR + count) % CHAINS;
      const head = must(heads[index]);
      const next = { ...head, sequence: head.sequence + 1, hash: sha256Hex(`${index}-${hour}`) };
      heads[index] = next;
      return next;
    });
    const isNew = !months.has(at.slice(0, 7));
    const from = isNew ? null : tree.root();
    if (isNew) tree = createHeadTree(heads);
    else tree.move(moved);
    const line = nextAnchor({ root: tree.root(), size: tree.size() }, before, { at, writer: 'bench' });
    for (const part of headsLines({ ...line, from }, isNew ? heads : moved)) add(months, at.slice(0, 7), part);
    add(days, at.slice(0, 10), line);
    before = line;
  }
  return { days, months, heads };
}

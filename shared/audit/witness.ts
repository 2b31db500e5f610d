/** One anchor line by number, time (ISO 8601) and hash, as it is stored or as telemetry has it. */
export interface WitnessedAnchor {
  /** Anchors of older versions have none. */
  readonly number: number | undefined;
  readonly at: string;
  readonly hash: string;
}

/** An anchor of which telemetry knows, and which is not stored as it was written. */
export interface WitnessBreak extends WitnessedAnchor {
  readonly problem: 'AnchorMissing' | 'AnchorRewritten';
  /** For people; begins in lower case. */
  readonly message: string;
}

/** How the anchors compare with telemetry. */
export interface WitnessReport {
  readonly ok: boolean;
  /** Anchors that telemetry has. */
  readonly anchors: number;
  /** The time that they span, ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly broken: readonly WitnessBreak[];
  /**
   * Stored anchors of that time that telemetry does not have. Telemetry may lose a line: this alone
   * proves nothing.
   */
  readonly unwitnessed: number;
}

/** Compares the stored anchors with what telemetry has of them; it has one at least. */
export function compareWithWitness(
  stored: readonly WitnessedAnchor[],
  witness: readonly WitnessedAnchor[],
): WitnessReport {
  const hashes = new Set(stored.map(({ hash }) => hash));
  const numbers = new Set(stored.map(({ number }) => number));
  // Telemetry may deliver a line twice.
  const seen = [...new Map(witness.map((anchor) => [anchor.hash, anchor])).values()];
  const broken = seen
    .filter(({ hash }) => !hashes.has(hash))
    .map((anchor): WitnessBreak => {
      const { number, at } = anchor;
      return number !== undefined && numbers.has(number)
        ? {
            ...anchor,
            problem: 'AnchorRewritten',
            message: `anchor ${number} is not the one that was written at ${at}`,
          }
        : { ...anchor, problem: 'AnchorMissing', message: `anchor ${number}, written at ${at}, is not there` };
    });
  const times = seen.map(({ at }) => at).sort();
  const [from = '', to = ''] = [times.at(0), times.at(-1)];
  const known = new Set(seen.map(({ hash }) => hash));
  const unwitnessed = stored.filter(({ at, hash }) => at >= from && at <= to && !known.has(hash)).length;
  return { ok: broken.length === 0, anchors: seen.length, from, to, broken, unwitnessed };
}

/**
 * The anchors in a table that Application Insights answered with, as `az monitor app-insights query
 * -o json` prints it.
 * @throws Error that says what is wrong with it.
 */
export function parseWitness(text: string): readonly WitnessedAnchor[] {
  const table = tableIn(text);
  const at = (name: string) => {
    const index = table.columns.findIndex((column) => column.name === name);
    if (index < 0) throw new Error(`${NOT_A_WITNESS} It has no column "${name}".`);
    return index;
  };
  const [number, time, hash] = [at('number'), at('at'), at('hash')];
  const anchors = table.rows.map((row): WitnessedAnchor => {
    const anchor = { number: Number(row[number]), at: String(row[time]), hash: String(row[hash]) };
    const isAnchor =
      Number.isSafeInteger(anchor.number) && !Number.isNaN(Date.parse(anchor.at)) && /^[0-9a-f]{64}$/.test(anchor.hash);
    if (!isAnchor) throw new Error(`${NOT_A_WITNESS} This row is no anchor: ${JSON.stringify(row).slice(0, 200)}`);
    return anchor;
  });
  if (anchors.length === 0) throw new Error(`${NOT_A_WITNESS} It has no rows: telemetry has no anchors of that time.`);
  return anchors;
}

const NOT_A_WITNESS = 'The witness is not the answer to the query in docs/runbook.md.';

function tableIn(text: string): {
  readonly columns: readonly { readonly name?: unknown }[];
  readonly rows: readonly unknown[][];
} {
  let answer: { readonly tables?: readonly { readonly columns?: unknown; readonly rows?: unknown }[] } | null;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new Error(`${NOT_A_WITNESS} It is not JSON.`);
  }
  const { columns, rows } = answer?.tables?.[0] ?? {};
  if (!Array.isArray(columns) || !Array.isArray(rows) || !rows.every(Array.isArray)) {
    throw new Error(`${NOT_A_WITNESS} It holds no table.`);
  }
  return { columns, rows };
}

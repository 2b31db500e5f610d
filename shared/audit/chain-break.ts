/** What can be wrong with a chain. */
export type Problem =
  /** The content of the entry does not fit its hash, or is no entry at all. */
  | 'Altered'
  | 'Missing'
  /** It is there, but not in its place. */
  | 'Reordered'
  /** Its number is there twice, or behind the end. */
  | 'Inserted'
  | 'NotLinked'
  /** It belongs to another target. */
  | 'Foreign'
  | 'TailMissing'
  | 'HeadAltered'
  /** The chain is sound in itself, but was another one when it was anchored. */
  | 'Rewritten'
  | 'ChainMissing'
  /** It is old enough to have been anchored. */
  | 'NotAnchored'
  /** The anchors around it show that it was written later than it says. */
  | 'BackDated'
  /** The anchors around it show that it was written earlier than it says. */
  | 'FutureDated'
  /** It has no time that can be read. */
  | 'WrongTime';

/** The first entry of a chain that does not hold, or that is not there. */
export interface Break {
  readonly ok: false;
  readonly sequence: number;
  readonly problem: Problem;
  /** For people; begins in lower case, as it follows the name of the chain. */
  readonly message: string;
}

export function broken(sequence: number, problem: Problem, message: string): Break {
  return { ok: false, sequence, problem, message };
}

/** One way in which a stored answer and its recomputation differ. */
export interface Discrepancy {
  readonly kind:
    | 'transfer-altered'
    | 'transfer-missing'
    | 'transfer-added'
    | 'listing'
    | 'list-version'
    | 'endpoint'
    | 'path'
    | 'flag'
    | 'bound'
    | 'verdict'
    | 'conversion'
    | 'reading'
    | 'engine'
    | 'answer';
  /** What differs: a transfer key, an account, a field. */
  readonly what: string;
  readonly stored: string;
  readonly recomputed: string;
}

/** What `wagetrace verify` answers: the answer stands, or what does not fit. */
export interface Verification {
  readonly id: string;
  readonly holds: boolean;
  readonly discrepancies: readonly Discrepancy[];
}

/** A discrepancy when the two are not the same text. */
export function differs(
  kind: Discrepancy['kind'],
  what: string,
  stored: string,
  recomputed: string,
): Discrepancy[] {
  return stored === recomputed ? [] : [{ kind, what, stored, recomputed }];
}

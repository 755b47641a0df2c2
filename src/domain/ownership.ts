/** Shares are counted in millionths of a percent, so that they add up exactly. */
export const wholeMicroPercent = 100_000_000;

/** A share of one party in another. Parties are named `list:uid`. */
export interface Ownership {
  readonly owner: string;
  readonly owned: string;
  /** Undefined where only the fact of owning is known. */
  readonly microPercent?: number;
  /** YYYY-MM-DD. */
  readonly from?: string;
  /** YYYY-MM-DD, exclusive. */
  readonly to?: string;
}

/** What is known of blocked owners of a party. */
export interface OwnershipFinding {
  readonly party: string;
  /** `not-evaluated` where there is no data, or too little to say no. */
  readonly state: 'blocked' | 'not-blocked' | 'not-evaluated';
  /** What blocked parties hold together, as far as it is known. */
  readonly microPercent: number;
  /** The blocked owners, those among them that are blocked only by their own owners. */
  readonly blockedOwners: readonly Ownership[];
}

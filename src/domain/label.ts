import type { AccountId } from './caip.ts';

/** The first six are services, behind which a trail is not continued. */
export const labelCategories = [
  'exchange',
  'otc',
  'merchant',
  'mixer',
  'bridge',
  'instant-swapper',
  'payment-processor',
  'hosted-wallet',
  'defi',
  'gambling',
  'market',
  'miner',
  'organisation',
  'person',
  'crime',
  'other',
] as const;
export type LabelCategory = (typeof labelCategories)[number];

/** What one source says of one account: who it belongs to and of what category. Never changed. */
export interface LabelClaim {
  readonly account: AccountId;
  /** As the source puts it, such as `Kraken hot wallet 7`. */
  readonly name: string;
  readonly category: LabelCategory;
  /** The source's reference of whom the account belongs to; one entity may have many accounts. */
  readonly entity?: string;
  /** Who says so. */
  readonly source: string;
  /** Where it can be read. */
  readonly reference?: string;
  /** How sure the source is, 0 to 100. */
  readonly confidence: number;
  /** When the source said so, YYYY-MM-DD. */
  readonly date: string;
  /** The last day on which it counts, YYYY-MM-DD. */
  readonly expires?: string;
}

export interface Label extends LabelClaim {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly importedAt: string;
}

/** What labels that count now say of one account, and where they contradict one another. */
export interface AccountLabels {
  readonly account: AccountId;
  /** Of each source the newest, the surest first. */
  readonly current: readonly Label[];
  /** Replaced by a newer one of the same source, or expired. */
  readonly past: readonly Label[];
  /** Categories or entities that current labels give beside those of the first. */
  readonly conflicts: readonly string[];
}

/** Whoever labels say that several accounts belong to. */
export interface Entity {
  readonly ref: string;
  /** Names and categories that its labels give; more than one category is a contradiction. */
  readonly names: readonly string[];
  readonly categories: readonly LabelCategory[];
  readonly sources: readonly string[];
  readonly accountCount: number;
}

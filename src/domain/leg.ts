import type { AccountId, AssetId, ChainId } from './caip.ts';

/** Somebody an event names, possibly on a chain that is not configured here. */
export interface DeclaredParty {
  /** Canonical, when the chain is known and the value is an address of it. */
  readonly account?: AccountId;
  /** The value as the event carries it: an address of its chain, or hex where none could be read. */
  readonly raw: string;
  /** How it is encoded: a family of `accounts/`, or `unknown`. */
  readonly family: string;
  /** On Solana a transfer may name the token account; who owns it the event does not tell. */
  readonly tokenAccount?: true;
}

/**
 * What an event says about a bridge transfer: `source` value left this chain, `destination` value
 * arrived, `refund` value came back on the source chain, `update` the terms of a source changed
 * (a speed-up), `link` two ids name one transfer (a ticket and the bus that carried it).
 */
export type LegRole = 'source' | 'destination' | 'refund' | 'update' | 'link';

/** An id that the other side repeats (`exact-id`) or that both sides allow to compute (`derived-id`). */
export interface LegId {
  /** Starts with the protocol; equal texts name the same transfer. */
  readonly text: string;
  readonly kind: 'exact-id' | 'derived-id';
}

/**
 * Whether the emitting contract is one of the catalogue: `listed`; `unlisted` though others are
 * for this chain; `unconfigured` when the catalogue knows none here, so the event alone speaks.
 */
export type ContractStanding = 'listed' | 'unlisted' | 'unconfigured';

/** One side of a bridge transfer, decoded from one transaction. */
export interface Leg {
  /** Row of `config/bridges.yml`. */
  readonly protocol: string;
  readonly role: LegRole;
  readonly event: string;
  readonly contract: ContractStanding;
  readonly chain: ChainId;
  readonly height: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly tx: string;
  /** Position of the log or of the transfer that speaks; with chain and tx it names the leg. */
  readonly position: number;
  readonly ids: readonly LegId[];
  /** The chain of the other side, when the event tells it and the catalogue knows its number. */
  readonly counterpart?: ChainId;
  /** The other side's chain as the protocol writes it. */
  readonly counterpartRaw?: string;
  readonly sender?: DeclaredParty;
  /** Of a source: who shall receive. Of a destination or refund: who received. */
  readonly recipient?: DeclaredParty;
  /** What left or arrived on this chain. */
  readonly asset?: AssetId;
  readonly amountBase?: bigint;
  /** What the event says about the asset and the amount of the other side. */
  readonly expects?: {
    readonly asset?: AssetId;
    readonly amountBase?: bigint;
    /** The least that the other side may pay. */
    readonly minimumBase?: bigint;
  };
  /** A payout that others of the same id may add to. */
  readonly partial?: boolean;
  /** Which of several legs of one event, from 0. */
  readonly part?: number;
  /** Keys of the transfers of this transaction that carry the value, where they were found. */
  readonly transferKeys: readonly string[];
}

/** Names a leg: unique among all legs. */
export function legKey(
  leg: Pick<Leg, 'protocol' | 'role' | 'chain' | 'tx' | 'position' | 'part'>,
): string {
  return `${leg.chain}:${leg.tx}:${leg.position}:${leg.protocol}:${leg.role}:${leg.part ?? 0}`;
}

import type { AccountId, AssetId, ChainId } from './caip.ts';

/**
 * Value that entered or left a mixer: a fact, while who is behind an exit is not. A trail stops at
 * an entry; an exit is exposure to the mixer, never the identity of a depositor.
 */
export interface MixerFact {
  readonly protocol: 'tornado-cash' | 'tornado-nova' | 'railgun' | 'privacy-pools';
  readonly direction: 'entry' | 'exit';
  readonly chain: ChainId;
  readonly tx: string;
  readonly height: number;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly position: number;
  readonly pool: AccountId;
  /** Who gave, when one account's balance shows it, or who received. */
  readonly account?: AccountId;
  /** Undefined where the value is hidden within the mixer. */
  readonly asset?: AssetId;
  readonly amountBase?: bigint;
  readonly relayer?: AccountId;
  /** What the relayer or the protocol kept of the amount. */
  readonly feeBase?: bigint;
  /** Privacy Pools tag a deposit with it, and repeat it when its depositor takes it back openly. */
  readonly label?: string;
  /** What the signer set as the price of gas, wei; undefined where the block set it. */
  readonly gasPriceWei?: bigint;
}

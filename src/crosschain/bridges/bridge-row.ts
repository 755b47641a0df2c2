import type { AccountId, AssetId, ChainId } from '../../domain/caip.ts';
import type { ContractStanding } from '../../domain/leg.ts';

/** Address of a contract, to the chains it is deployed on; `*` stands for all. */
export type ContractGroup = ReadonlyMap<string, ReadonlySet<ChainId | '*'>>;

/** One row of `config/bridges.yml`: everything about a bridge that is a fact and not a rule. */
export interface BridgeRow {
  readonly protocol: string;
  /** Folder of the decoder; forks of one protocol share it. */
  readonly family: string;
  /** Its events yield to those of the bridge beneath in the same transaction. */
  readonly aggregator: boolean;
  /** The protocol numbers EVM chains by their chain id. */
  readonly numberedAsEvm: boolean;
  /** The protocol's own number or name of a chain. */
  readonly chains: ReadonlyMap<string, ChainId>;
  readonly contracts: ReadonlyMap<string, ContractGroup>;
  /** The chain at the other end of a lane, by the account on the home chain. */
  readonly counterparts: ReadonlyMap<AccountId, ChainId>;
  /** The chain on which all lanes meet. */
  readonly home?: ChainId;
  /** How much later the other side may arrive, for matching without an id. */
  readonly windowMinutes: number;
  /** What may be missing on arrival, for matching without an id. */
  readonly feeMaxBasisPoints: number;
  /** ISO 8601 date of the last day on which it worked. */
  readonly halted?: string;
}

/** What `config/bridges.yml` says. */
export interface BridgeCatalogue {
  readonly rows: readonly BridgeRow[];
  /** Assets of different chains that stand for one thing, by the name of the family. */
  readonly assetFamilies: ReadonlyMap<AssetId, string>;
  /** Addresses of contracts that own orders for others, on every EVM chain. */
  readonly orderHolders: readonly string[];
  /** Pools of mixers. */
  readonly mixers: readonly { readonly protocol: string; readonly account: AccountId }[];
}

/** The chain that the protocol calls by this number or name; undefined when the row lacks it. */
export function chainNumbered(row: BridgeRow, number: unknown): ChainId | undefined {
  const text = String(number);
  const named = row.chains.get(text);
  if (named || !row.numberedAsEvm || !/^[1-9]\d{0,31}$/.test(text)) return named;
  // CAST: digits after the namespace are a CAIP-2 id (EIP-155).
  return `eip155:${text}` as ChainId;
}

/** The protocol's number or name of a chain; undefined when the row lacks it. */
export function numberOf(row: BridgeRow, chain: ChainId): string | undefined {
  for (const [number, known] of row.chains) if (known === chain) return number;
  return row.numberedAsEvm && chain.startsWith('eip155:') ? chain.slice(7) : undefined;
}

/**
 * How a contract stands in a group of the row. A group that has nothing for the chain is
 * `unconfigured`: the event alone speaks there.
 */
export function standingOf(
  row: BridgeRow,
  group: string,
  chain: ChainId,
  address: string,
): ContractStanding {
  const contracts = row.contracts.get(group);
  const isOn = (chains: ReadonlySet<ChainId | '*'>) => chains.has(chain) || chains.has('*');
  const known = contracts?.get(address);
  if (known && isOn(known)) return 'listed';
  return [...(contracts?.values() ?? [])].some(isOn) ? 'unlisted' : 'unconfigured';
}

/** Addresses of a group on a chain. */
export function addressesOn(row: BridgeRow, group: string, chain: ChainId): string[] {
  return [...(row.contracts.get(group) ?? [])]
    .filter(([, chains]) => chains.has(chain) || chains.has('*'))
    .map(([address]) => address);
}

import { readAccountId } from '../accounts/account.ts';
import { type AssetId, assetId, type ChainId, chainId, chainOf } from '../domain/caip.ts';
import { WagetraceError } from '../domain/errors.ts';
import {
  type AttributionMethod,
  accountMethods,
  attributionMethods,
  type TraceDirection,
} from '../domain/flow.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import {
  chainOfSeed,
  type FlowRequest,
  type LimitsRequest,
  type SeedRequest,
} from './flow-request.ts';

/** A question as a person or a program puts it, in text. */
export interface GivenFlow {
  readonly transaction?:
    | {
        readonly chain: string;
        readonly tx: string;
        readonly asset?: string | undefined;
        readonly to?: string | undefined;
      }
    | undefined;
  readonly wallet?:
    | {
        readonly account: string;
        readonly asset: string;
        readonly side: 'receipts' | 'payments';
        readonly fromHeight?: number | undefined;
      }
    | undefined;
  readonly direction: TraceDirection;
  readonly method: AttributionMethod;
  readonly methods: readonly AttributionMethod[];
  readonly limits: LimitsRequest;
  readonly pathsMax?: number | undefined;
}

/**
 * Reads a question into a request. Throws `flow.unknown-asset` for a symbol that is not
 * allow-listed on the chain, `flow.unfit-method` for one that the chain's ledger does not have, and
 * what reading ids and accounts throws.
 */
export function readFlowRequest(catalogue: ChainCatalogue, given: GivenFlow): FlowRequest {
  const { direction, method, methods, limits, pathsMax } = given;
  const seed = readSeed(catalogue, given);
  checkMethods(catalogue, seed, direction, [method, ...methods]);
  const paths = pathsMax === undefined ? {} : { pathsMax };
  return { seed, direction, method, methods, limits, ...paths };
}

/** `tiho` and `tilo` order the outputs of a transaction: account ledgers have none, and the way back no such order. */
function checkMethods(
  catalogue: ChainCatalogue,
  seed: SeedRequest,
  direction: TraceDirection,
  methods: readonly AttributionMethod[],
): void {
  const chain = chainOfSeed(seed);
  const fitting: readonly AttributionMethod[] =
    catalogue.chain(chain)?.ledger === 'utxo' && direction === 'forward'
      ? attributionMethods
      : accountMethods;
  const unfit = methods.find((method) => !fitting.includes(method));
  if (unfit === undefined) return;
  throw new WagetraceError('flow.unfit-method', `${unfit} is a method of UTXO chains, forwards`, {
    details: { method: unfit, chain },
  });
}

function readSeed(catalogue: ChainCatalogue, given: GivenFlow): SeedRequest {
  if (given.wallet) {
    const { account: text, asset, side, fromHeight } = given.wallet;
    const account = readAccountId(text);
    const from = fromHeight === undefined ? {} : { fromHeight };
    return {
      kind: 'wallet',
      account,
      asset: readAsset(catalogue, chainOf(account), asset),
      side,
      ...from,
    };
  }
  const { chain: chainText, tx, asset, to } = given.transaction ?? { chain: '', tx: '' };
  const chain = chainId(chainText);
  return {
    kind: 'transaction',
    chain,
    tx,
    ...(asset === undefined ? {} : { asset: readAsset(catalogue, chain, asset) }),
    ...(to === undefined
      ? {}
      : { to: readAccountId(to.startsWith(`${chain}:`) ? to : `${chain}:${to}`) }),
  };
}

/**
 * An asset by its id, or by its symbol where that is allow-listed. Throws `flow.unknown-asset`.
 */
export function readAsset(catalogue: ChainCatalogue, chain: ChainId, text: string): AssetId {
  const known = catalogue.asset(chain, text);
  if (known) return known.id;
  if (text.startsWith(`${chain}/`)) return assetId(text);
  throw new WagetraceError('flow.unknown-asset', 'Not an allow-listed asset of this chain', {
    details: { chain, asset: text.slice(0, 100) },
  });
}

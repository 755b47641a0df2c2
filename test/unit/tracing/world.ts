import { type AccountId, accountId, assetId, chainId } from '../../../src/domain/caip.ts';
import type { AttributionMethod, TraceLimits } from '../../../src/domain/flow.ts';
import type { ServiceKind } from '../../../src/domain/service-verdict.ts';
import { type Transfer, transferKey } from '../../../src/domain/transfer.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type {
  LoadedPot,
  TraceConversion,
  TraceRequest,
} from '../../../src/tracing/trace-request.ts';
import type { SeedTrace, TraceOutcome } from '../../../src/tracing/trace-result.ts';

/** Small worlds for tests: accounts by name, one chain, one transaction per transfer. */
export const chain = chainId('test:1');
export const usd = assetId('test:1/erc20:usd');

export function account(name: string): AccountId {
  return accountId(`test:1:${name}`);
}

/** Counts on through all files of a process. */
let transactions = 0;

/** A token transfer in a transaction of its own, in the order of the calls within a block. */
export function pay(
  height: number,
  from: AccountId,
  to: AccountId,
  amountBase: bigint,
  rest: Partial<Transfer> = {},
): Transfer {
  transactions += 1;
  return {
    chain,
    height,
    blockHash: `block${height}`,
    time: new Date(Date.UTC(2026, 0, 1) + height * 12_000).toISOString(),
    // Of one length, so that ids sort like their numbers, from whichever number a file begins.
    tx: `tx${String(transactions).padStart(9, '0')}`,
    txIndex: transactions,
    position: 0,
    from,
    to,
    asset: usd,
    amountBase,
    kind: 'token',
    ...rest,
  };
}

export interface SmallWorld {
  readonly transfers: readonly Transfer[];
  /** Indexes of transfers; several are one union seed. */
  readonly seeds: readonly number[];
  readonly listed?: readonly AccountId[];
  readonly services?: Readonly<Record<string, ServiceKind>>;
  /** Anchored opening balances in `usd` by name; all others are complete histories. */
  readonly openings?: Readonly<Record<string, bigint>>;
  /** Undefined: who paid the seeds. */
  readonly payers?: readonly AccountId[];
  /** Names of accounts whose opening is unknown. */
  readonly unknown?: readonly string[];
  /** Names of the accounts that are loaded; undefined: all. */
  readonly loaded?: readonly string[];
  readonly limits?: TraceLimits;
  readonly horizon?: { readonly height: number; readonly cut: boolean };
  readonly methods?: readonly AttributionMethod[];
  readonly method?: AttributionMethod;
  readonly conversions?: readonly TraceConversion[];
}

export function requestOf(world: SmallWorld): TraceRequest {
  const names = new Set(world.transfers.flatMap(({ from, to }) => [from, to]));
  const assets = new Set(world.transfers.map(({ asset }) => asset));
  const loaded = [...names]
    .filter((name) => !world.loaded || world.loaded.some((known) => account(known) === name))
    .flatMap((name) => [...assets].map((asset) => loadedPot(world, name, asset)));
  return {
    subgraph: buildSubgraph(world.transfers, world.conversions),
    seeds: world.seeds.map((index) => {
      const transfer = world.transfers[index];
      if (!transfer) throw new Error(`no transfer ${index}`);
      return {
        id: `seed${index}`,
        transferKeys: [transferKey(transfer)],
        payers: world.payers ?? [transfer.from],
      };
    }),
    combine: 'union',
    loaded,
    verdicts: Object.entries(world.services ?? {}).map(([name, kind]) => ({
      account: account(name),
      kind,
      evidence: 'test',
      asOfBlock: 0,
      source: 'label',
    })),
    listed: new Map((world.listed ?? []).map((id) => [id, []])),
    ...(world.limits ? { limits: world.limits } : {}),
    horizon: {
      heights: world.horizon ? { [chain]: world.horizon.height } : {},
      cut: world.horizon?.cut ?? false,
    },
    method: world.method ?? 'fifo',
    methods: world.methods ?? ['fifo'],
    ...(world.conversions ? { conversions: world.conversions } : {}),
  };
}

function loadedPot(world: SmallWorld, id: AccountId, asset: LoadedPot['asset']): LoadedPot {
  const name = id.slice('test:1:'.length);
  const amountBase = asset === usd ? world.openings?.[name] : undefined;
  const opening = world.unknown?.includes(name)
    ? ({ kind: 'unknown' } as const)
    : amountBase === undefined
      ? ({ kind: 'complete-history' } as const)
      : ({ kind: 'anchored', amountBase } as const);
  return { account: id, asset, state: 'loaded', fromHeight: 0, opening };
}

export function loadAll(world: SmallWorld): TraceOutcome {
  return trace(requestOf(world));
}

/** The trace of the union of the seeds. */
export function oneTrace(world: SmallWorld): SeedTrace {
  const outcome = loadAll(world);
  const [only] = outcome.state === 'traced' ? outcome.traces : [];
  if (!only) throw new Error(`not traced: ${JSON.stringify(outcome)}`);
  return only;
}

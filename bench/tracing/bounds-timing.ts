import { accountId, assetId, chainId } from '../../src/domain/caip.ts';
import type { Bounds } from '../../src/domain/flow.ts';
import type { Transfer } from '../../src/domain/transfer.ts';
import { transferKey } from '../../src/domain/transfer.ts';
import { admitPots } from '../../src/tracing/admission.ts';
import { BoundsOfTrace } from '../../src/tracing/bounds.ts';
import { buildSubgraph } from '../../src/tracing/subgraph-builder.ts';
import { TraceWindow } from '../../src/tracing/trace-window.ts';
import { resolveSeed, resolveWorld } from '../../src/tracing/trace-world.ts';
import { drawFrom } from './generated-graph.ts';
import { timed } from './our-answers.ts';
import type { Timed } from './questions.ts';

const chain = chainId('bench:1');
const asset = assetId('bench:1/erc20:usd');
const accounts = 600;
const account = (rank: number) => accountId(`bench:1:a${rank}`);

/** Transfers around one wage of which all but a few can carry some of it. */
function transfersAround(count: number): Transfer[] {
  const draw = drawFrom(7);
  return Array.from({ length: count }, (_, at): Transfer => {
    const from = at === 0 ? accounts : Math.floor(draw() ** 2 * accounts);
    const to = at === 0 ? 0 : Math.floor(draw() ** 2 * accounts);
    return {
      chain,
      height: Math.floor(at / 10),
      blockHash: '',
      time: new Date(at * 1000).toISOString(),
      tx: `t${at}`,
      txIndex: at % 10,
      position: 0,
      from: account(from),
      to: account(to === from ? (to + 1) % accounts : to),
      asset,
      amountBase: at === 0 ? 5_000_000_000n : BigInt(1 + Math.floor(draw() * 1e9)),
      kind: 'token',
    };
  });
}

/** Both bounds of one listed endpoint, network and flows, over a window of so many transfers. */
export function boundsTiming(count: number): Timed<Bounds> & { readonly window: number } {
  const transfers = transfersAround(count);
  const subgraph = buildSubgraph(transfers);
  const [first] = transfers;
  if (!first) throw new RangeError('bounds of no transfers');
  const seed = { id: 'wage', transferKeys: [transferKey(first)], payers: [first.from] };
  const world = resolveWorld({
    subgraph,
    seeds: [seed],
    combine: 'each',
    loaded: subgraph.accounts.map((id) => ({
      account: id,
      asset,
      state: 'loaded',
      fromHeight: 0,
      opening: { kind: 'anchored', amountBase: 100_000_000n },
    })),
    verdicts: [],
    listed: new Map([[account(Math.floor(accounts / 3)), []]]),
    horizon: { heights: {}, cut: false },
    method: 'fifo',
    methods: ['fifo'],
  });
  const resolved = resolveSeed(world, seed);
  const admission = admitPots(world, resolved);
  const pots = new TraceWindow(world, admission);
  const isListed = (end: { readonly kind: string }): boolean => end.kind === 'sanctioned';
  const result = timed(5, () =>
    new BoundsOfTrace(world, resolved, admission, pots, isListed).of(isListed),
  );
  return { ...result, window: admission.spread.window.length };
}

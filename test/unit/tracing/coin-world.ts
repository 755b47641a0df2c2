import { assetId } from '../../../src/domain/caip.ts';
import type { Coin, UtxoTransaction } from '../../../src/domain/utxo.ts';
import { outpointKey } from '../../../src/domain/utxo.ts';
import { coinTransfersOf, type PotTransfer } from '../../../src/tracing/coin-transfers.ts';
import { loadedCoin } from '../../../src/tracing/loaded-coin.ts';
import { buildSubgraph } from '../../../src/tracing/subgraph-builder.ts';
import { trace } from '../../../src/tracing/trace.ts';
import type { LoadedPot, TraceRequest } from '../../../src/tracing/trace-request.ts';
import type { SeedTrace } from '../../../src/tracing/trace-result.ts';
import { bitcoin, holder } from '../../support/utxo-builder.ts';

/** Small worlds of coins for tests: holders by name, one chain. */
export const btc = assetId(`${bitcoin}/slip44:0`);
export const miner = holder('miner');

export function holderOfCoin(coin: Coin) {
  return coin.account ?? holder(`script-${coin.script}`);
}

export function transfersOf(transaction: UtxoTransaction): PotTransfer[] {
  return coinTransfersOf(transaction, btc, holderOfCoin, miner);
}

export type CoinQuestion = Pick<TraceRequest, 'method' | 'methods'> &
  Partial<Pick<TraceRequest, 'limits' | 'listed' | 'verdicts' | 'horizon'>> & {
    /** Coins `tx:index`, as one seed. */
    readonly seeds: readonly string[];
  };

/** Traces seed coins over a chain, loading wave by wave as flows do. */
export function traceCoins(chain: readonly UtxoTransaction[], question: CoinQuestion): SeedTrace {
  const byTx = new Map(chain.map((one) => [one.tx, one]));
  const spenders = new Map(
    chain.flatMap((one) => one.inputs.map((input) => [outpointKey(input.outpoint), one] as const)),
  );
  const seedTxs = new Set(question.seeds.map((key) => key.split(':')[0] ?? ''));
  const transfers = [...seedTxs].flatMap((tx) => {
    const transaction = byTx.get(tx);
    return transaction ? transfersOf(transaction) : [];
  });
  const loaded: LoadedPot[] = [];
  const { seeds, ...rest } = question;
  for (let wave = 0; wave < 200; wave += 1) {
    const outcome = trace({
      verdicts: [],
      listed: new Map(),
      horizon: { heights: {}, cut: false },
      ...rest,
      subgraph: buildSubgraph(transfers),
      seeds: [
        {
          id: 'seed',
          transferKeys: seeds.map((key) => `${bitcoin}:${key}`),
          payers: [...seedTxs].flatMap((tx) =>
            (byTx.get(tx)?.inputs ?? []).flatMap(({ coin }) => (coin ? [holderOfCoin(coin)] : [])),
          ),
        },
      ],
      combine: 'union',
      loaded,
    });
    const [only] = outcome.state === 'traced' ? outcome.traces : [];
    if (only) return only;
    if (outcome.state !== 'missing') break;
    for (const pot of outcome.pots) {
      const spender = spenders.get(pot.coin ?? '');
      const coin = loadedCoin(pot, spender);
      if (spender && coin.state === 'loaded') transfers.push(...transfersOf(spender));
      loaded.push(coin);
    }
  }
  throw new Error('the waves do not end');
}

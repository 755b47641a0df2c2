import type { AccountId } from '../../domain/caip.ts';
import type { ServiceVerdict } from '../../domain/service-verdict.ts';
import { type Coin, outpointKey, type UtxoTransaction } from '../../domain/utxo.ts';
import { type KnownServices, sweptTo } from './deposit-address.ts';
import type { ServiceRules } from './service-rules.ts';

/** What an address did with its coins. */
export interface CoinHistory {
  readonly account: AccountId;
  /** All transactions that pay it or spend its coins from some block on, in block order, whole. */
  readonly transactions: readonly UtxoTransaction[];
  /** A coin below it is dust, satoshi. */
  readonly significantBase: bigint;
}

/**
 * Whether an address is a deposit address of an exchange, by the rule of account ledgers (Victor
 * 2020) told of coins: every coin of value that it gets is soon spent, always in transactions that
 * pay one account alone, and that is itself known as an exchange's. Coins of other addresses may be
 * spent with it, since exchanges collect from many at once; a transaction that has change, pays
 * anybody besides, or mixes is no sweep, and who makes one is no deposit address. A coin that it
 * kept for longer than a sweep takes, while others went, makes it none either. Dust is not asked
 * for: nobody pays a fee to sweep it, and anyone may send it.
 */
export function coinDepositVerdict(
  { account, transactions, significantBase }: CoinHistory,
  holderOf: (coin: Coin) => AccountId,
  services: KnownServices,
  rules: ServiceRules,
): ServiceVerdict | undefined {
  const isOwn = (coin: Coin | undefined) => coin !== undefined && holderOf(coin) === account;
  const spends = transactions.filter(({ inputs }) => inputs.some(({ coin }) => isOwn(coin)));
  const receivers = new Set(spends.map((spend) => soleReceiver(spend, holderOf)));
  const [receiver] = receivers;
  const last = transactions.at(-1);
  if (!last || !receiver || receivers.size > 1 || receiver === account) return undefined;
  const hot = services.get(receiver);
  if (hot?.kind !== 'exchange') return undefined;
  const sweptIn = new Map(
    spends.flatMap((spend) =>
      spend.inputs.map(({ outpoint }) => [outpointKey(outpoint), spend] as const),
    ),
  );
  const sweeps = new Set<UtxoTransaction>();
  for (const { tx, time, outputs } of transactions) {
    for (const [index, output] of outputs.entries()) {
      if (!isOwn(output) || output.amountBase < significantBase) continue;
      const sweep = sweptIn.get(outpointKey({ tx, index }));
      const heldMs = Date.parse((sweep ?? last).time) - Date.parse(time);
      if (heldMs > rules.sweepWithinMs) return undefined;
      if (sweep) sweeps.add(sweep);
    }
  }
  if (sweeps.size < rules.sweepsMin) return undefined;
  return { ...sweptTo(account, hot, sweeps.size), asOfBlock: last.height };
}

/** Whoever gets all that a transaction pays out; undefined where several do, as those who mix. */
function soleReceiver(
  { outputs }: UtxoTransaction,
  holderOf: (coin: Coin) => AccountId,
): AccountId | undefined {
  const receivers = new Set(outputs.filter(({ amountBase }) => amountBase > 0n).map(holderOf));
  const [only] = receivers;
  return receivers.size === 1 ? only : undefined;
}

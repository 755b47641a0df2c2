import type { PricedTransfer, SwapperFinding } from '../domain/candidate.ts';
import type { MixerFact } from '../domain/mixer-fact.ts';
import type { Candidates, PoolAnswer, PoolQuestion } from '../ports/candidates.ts';
import { swapperCandidate, usualTerms } from './instant-swappers/swapper-candidates.ts';
import { mixerCandidates } from './mixers/link-candidates.ts';
import { type ConversionStore, transactionName } from './store.ts';
import type { KeptReading } from './stored-reading.ts';

/** An exit this soon after the only entry of that time is a signal; so are acts of one run. */
const soonMinutes = 30;
/** Transactions whose readings are had in one query. */
const readingsAtOnce = 5_000;

/** Candidates from the readings of transactions that are kept. Throws what `Database` throws. */
export class CandidateReader implements Candidates {
  readonly delayMaxMinutes = usualTerms.delayMaxMinutes;
  readonly #store: Pick<ConversionStore, 'readings'>;

  constructor(store: Pick<ConversionStore, 'readings'>) {
    this.#store = store;
  }

  async ofPool({ pool, transactions, entryTxs }: PoolQuestion): Promise<PoolAnswer> {
    const kept = await this.#readings(transactions);
    const unread = transactions.filter((ref) => !kept.has(transactionName(ref)));
    const readings = [...kept.values()];
    const facts = readings.flatMap(({ mixers }) => mixers).filter((fact) => fact.pool === pool);
    const isWanted = ({ tx }: MixerFact) => entryTxs.has(tx);
    const found =
      unread.length > 0
        ? { candidates: [], truncated: false }
        : mixerCandidates(facts, { soonMinutes, isWanted });
    const entries = facts.filter(({ direction }) => direction === 'entry');
    const lacks = new Map(readings.flatMap((one) => one.lacks.map((lack) => [lack.code, lack])));
    return {
      ...{ unread, ...found, lacks: [...lacks.values()] },
      entries: entries.length,
      exits: facts.length - entries.length,
      askedEntries: entries.filter(isWanted).length,
    };
  }

  ofSwapper(
    deposit: PricedTransfer,
    deposits: readonly PricedTransfer[],
    payouts: readonly PricedTransfer[],
  ): SwapperFinding {
    return swapperCandidate(deposit, deposits, payouts);
  }

  async #readings(transactions: PoolQuestion['transactions']): Promise<Map<string, KeptReading>> {
    const kept = new Map<string, KeptReading>();
    for (let at = 0; at < transactions.length; at += readingsAtOnce) {
      const part = await this.#store.readings(transactions.slice(at, at + readingsAtOnce));
      for (const [name, reading] of part) kept.set(name, reading);
    }
    return kept;
  }
}

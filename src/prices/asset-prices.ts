import type { Asset } from '../domain/asset.ts';
import type { AssetId } from '../domain/caip.ts';
import { isWagetraceError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type {
  NoPriceReason,
  PriceAnswer,
  PriceQuestion,
  PriceSource,
  Prices,
} from '../ports/prices.ts';
import type { Depeg, PricesConfig } from './prices-config.ts';

/** A source that failed is not asked again for this long. */
const restMs = 60_000;
/** Answers that are kept; the oldest make room. */
const keptMax = 10_000;
/** Questions of one call that may go to the network; the others are answered `source-failed`. */
const askedMax = 50;

/**
 * What assets were worth: a stablecoin is a dollar except on the days on which it is known not to
 * have been, everything else is asked of the sources in their order. Prices are of an hour: the
 * same question is asked of the network once. Never throws but for an abort.
 */
export class AssetPrices implements Prices {
  readonly #config: Pick<PricesConfig, 'depegs'>;
  readonly #assetOf: (asset: AssetId) => Asset | undefined;
  readonly #sources: readonly PriceSource[];
  readonly #clock: Pick<Clock, 'now'>;
  readonly #kept = new Map<string, PriceAnswer>();
  readonly #restingUntilMs = new Map<string, number>();

  constructor(
    config: Pick<PricesConfig, 'depegs'>,
    assetOf: (asset: AssetId) => Asset | undefined,
    sources: readonly PriceSource[],
    clock: Pick<Clock, 'now'>,
  ) {
    this.#config = config;
    this.#assetOf = assetOf;
    this.#sources = sources;
    this.#clock = clock;
  }

  async pricesOf(
    questions: readonly PriceQuestion[],
    signal: AbortSignal,
  ): Promise<readonly PriceAnswer[]> {
    const answers: PriceAnswer[] = [];
    let asked = 0;
    for (const question of questions) {
      const pegged = this.#pegged(question);
      const key = `${question.asset} ${question.at.slice(0, 'YYYY-MM-DDTHH'.length)}`;
      const kept = pegged ?? this.#kept.get(key);
      if (kept) answers.push(kept);
      else if (asked >= askedMax) answers.push({ state: 'unknown', reason: 'source-failed' });
      else {
        asked += 1;
        const answer = await this.#ask(question, signal);
        if (answer.state === 'known') this.#keep(key, answer);
        answers.push(answer);
      }
    }
    return answers;
  }

  #pegged({ asset, at }: PriceQuestion): PriceAnswer | undefined {
    const known = this.#assetOf(asset);
    if (!known?.usdStable || isDepegged(this.#config, known.symbol, at)) return undefined;
    return { state: 'known', usdPerUnit: '1', source: 'stablecoin-at-1', at };
  }

  async #ask(question: PriceQuestion, signal: AbortSignal): Promise<PriceAnswer> {
    const nowMs = this.#clock.now().getTime();
    let failed = false;
    for (const source of this.#sources) {
      if ((this.#restingUntilMs.get(source.name) ?? 0) > nowMs) {
        failed = true;
        continue;
      }
      try {
        const found = await source.priceAt(question, signal);
        if (found) return { state: 'known', ...found, source: source.name };
      } catch (error) {
        signal.throwIfAborted();
        if (!isWagetraceError(error)) throw error;
        failed = true;
        if (error.retryable) this.#restingUntilMs.set(source.name, nowMs + restMs);
      }
    }
    return { state: 'unknown', reason: this.#whyNone(question.asset, failed) };
  }

  #whyNone(asset: AssetId, failed: boolean): NoPriceReason {
    if (failed) return 'source-failed';
    // Only a stablecoin on such a day comes here at all.
    return this.#assetOf(asset)?.usdStable ? 'depegged' : 'no-price';
  }

  #keep(key: string, answer: PriceAnswer): void {
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= keptMax && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(key, answer);
  }
}

/** Whether a stablecoin is known not to have been worth a dollar on the day of a time. */
export function isDepegged(
  { depegs }: Pick<PricesConfig, 'depegs'>,
  symbol: string,
  at: string,
): boolean {
  const day = at.slice(0, 'YYYY-MM-DD'.length);
  const covers = ({ from, to }: Depeg) => from <= day && (to === undefined || day <= to);
  return (depegs.get(symbol) ?? []).some(covers);
}

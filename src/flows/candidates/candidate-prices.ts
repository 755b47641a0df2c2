import { chainOf } from '../../domain/caip.ts';
import type { PricedTransfer } from '../../domain/candidate.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import { usdMicrosOf } from '../../domain/usd.ts';
import type { PriceAnswer } from '../../ports/prices.ts';
import type { CandidateFacts } from './candidate-facts.ts';
import type { PriceLook } from './candidate-looks.ts';

/** What assets were worth, each time asked once; when verifying, as it was told then. */
export class CandidatePrices {
  readonly #facts: CandidateFacts;
  readonly #known = new Map<string, PriceLook>();

  constructor(facts: CandidateFacts) {
    this.#facts = facts;
    for (const look of facts.cited?.prices ?? []) this.#known.set(nameOf(look), look);
  }

  get looks(): readonly PriceLook[] {
    return [...this.#known.values()];
  }

  /** The transfers that have a price, by key. A listed asset alone has one. */
  async pricedOf(transfers: readonly Transfer[]): Promise<ReadonlyMap<string, bigint>> {
    const { context, task, cited } = this.#facts;
    const listed = transfers.filter(({ asset }) => context.chains.asset(chainOf(asset), asset));
    const questions = new Map(
      listed
        .map(({ asset, time: at }) => ({ asset, at }))
        .filter((question) => !this.#known.has(nameOf(question)))
        .map((question) => [nameOf(question), question]),
    );
    if (!cited && questions.size > 0) {
      const asked = [...questions.values()];
      const answers = await context.prices.pricesOf(asked, task.signal);
      for (const [index, question] of asked.entries()) {
        const answer: PriceAnswer = answers[index] ?? { state: 'unknown', reason: 'no-price' };
        this.#known.set(nameOf(question), { ...question, answer });
      }
    }
    return new Map(
      listed.flatMap((transfer) => {
        const usdMicros = this.#micros(transfer);
        return usdMicros === undefined ? [] : [[transferKey(transfer), usdMicros] as const];
      }),
    );
  }

  #micros({ asset, time: at, amountBase }: Transfer): bigint | undefined {
    const answer = this.#known.get(nameOf({ asset, at }))?.answer;
    const decimals = this.#facts.context.chains.asset(chainOf(asset), asset)?.decimals;
    if (answer?.state !== 'known' || decimals === undefined) return undefined;
    return usdMicrosOf(amountBase, decimals, answer.usdPerUnit);
  }
}

/** A transfer as candidates are ranked by, with who stands at its other end. */
export function pricedTransfer(
  transfer: Transfer,
  customer: Transfer['from'],
  usdMicros: bigint,
): PricedTransfer {
  const { asset, time } = transfer;
  return { key: transferKey(transfer), customer, asset, time, usdMicros };
}

function nameOf({ asset, at }: Pick<PriceLook, 'asset' | 'at'>): string {
  return `${asset} ${at}`;
}

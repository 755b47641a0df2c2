import type { AssetId, ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Conversion } from '../domain/conversion.ts';
import type { TraceDirection } from '../domain/flow.ts';
import type { ServiceVerdict } from '../domain/service-verdict.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import type { ConversionsFound, TransactionRef } from '../ports/conversions.ts';
import type { TraceConversion } from '../tracing/trace-request.ts';
import type { FlowContext } from './context.ts';
import { type Carriers, traceConversions } from './trace-conversions.ts';

/** Transactions that one walk asks what they convert; beyond, they are taken for payments. */
const askedMax = 5_000;

/**
 * What the transactions of a walk convert. Each in which traced value leaves a walked pot is asked
 * for once; what it converts of others' value is kept aside until their value is traced as well.
 */
export class WalkConversions {
  readonly #context: Pick<FlowContext, 'conversions'>;
  readonly #organisationId: string;
  readonly #signal: AbortSignal;
  readonly #direction: TraceDirection;
  readonly #asked = new Map<ChainId, Set<string>>();
  /** What traced value left by, backwards what it came by. */
  readonly #seen = new Set<Transfer>();
  /** Their keys, as far as conversions are known that may begin with one. */
  readonly #leaving = new Set<string>();
  #unnamed: Transfer[] = [];
  readonly #found: Conversion[] = [];
  readonly #transfers = new Map<string, Transfer>();
  readonly #byTransaction = new Map<string, Transfer[]>();
  readonly #reasons = new Map<string, IncompleteReason>();
  #used: readonly Conversion[] = [];
  #traced: readonly TraceConversion[] = [];

  constructor(
    context: Pick<FlowContext, 'conversions'>,
    organisationId: string,
    signal: AbortSignal,
    direction: TraceDirection = 'forward',
  ) {
    this.#direction = direction;
    this.#context = context;
    this.#organisationId = organisationId;
    this.#signal = signal;
  }

  /** Those that concern traced value, in the order in which they were asked for. */
  get used(): readonly Conversion[] {
    return this.#used;
  }

  get traced(): readonly TraceConversion[] {
    return this.#traced;
  }

  get reasons(): readonly IncompleteReason[] {
    return [...this.#reasons.values()];
  }

  /** Transfers that carry the sides of the used conversions. */
  get carriers(): Transfer[] {
    const sides = this.#used.flatMap(({ source, destinations }) => [source, ...destinations]);
    const legs = this.#traced.flatMap(({ legs }) => legs);
    const keys = new Set([...sides, ...legs].flatMap(({ transferKeys }) => transferKeys));
    return [...keys].flatMap((key) => this.#transfers.get(key) ?? []);
  }

  /**
   * Assets that proven conversions lead to, backwards what they were made of: value went there, also
   * where no list of assets has them.
   */
  get provenAssets(): ReadonlySet<AssetId> {
    const assets = this.#used.flatMap(({ source, destinations }) => {
      const proven = destinations.filter(({ method }) => method !== 'amount-time');
      if (this.#direction === 'forward') return proven.map(({ asset }) => asset);
      return proven.length > 0 ? [source.asset] : [];
    });
    return new Set(assets);
  }

  /**
   * Asks for the transactions of transfers by which traced value left, backwards by which it came,
   * as far as they were not asked before. The verdicts that they show; undefined when nothing new became known.
   */
  async ask(leaving: readonly Transfer[]): Promise<readonly ServiceVerdict[] | undefined> {
    const news: Transfer[] = [];
    for (const one of leaving) {
      if (one.kind === 'fee' || this.#seen.has(one)) continue;
      this.#seen.add(one);
      news.push(one);
    }
    this.#unnamed.push(...news);
    const fresh = this.#unasked(news);
    const found = fresh.length === 0 ? undefined : await this.#ask(fresh);
    if (found) this.#keep(found);
    const before = this.#used.length;
    this.#use();
    const verdicts = found?.verdicts ?? [];
    return this.#used.length > before || verdicts.length > 0 ? verdicts : undefined;
  }

  async #ask(transactions: readonly TransactionRef[]): Promise<ConversionsFound> {
    const { conversions } = this.#context;
    return this.#direction === 'forward'
      ? await conversions.conversionsOf(this.#organisationId, transactions, this.#signal)
      : await conversions.arrivalsIn(this.#organisationId, transactions, this.#signal);
  }

  #unasked(transfers: readonly Transfer[]): TransactionRef[] {
    const fresh: TransactionRef[] = [];
    let left = askedMax - sizeOf(this.#asked);
    let asked: { readonly chain?: ChainId; readonly txs: Set<string> } = { txs: new Set() };
    for (const { chain, tx } of transfers) {
      if (chain !== asked.chain) asked = { chain, txs: this.#askedOn(chain) };
      if (asked.txs.has(tx)) continue;
      if (left === 0) {
        const message = `Only ${askedMax} transactions were asked what they convert`;
        this.#note({ code: 'conversion-limit', message });
        break;
      }
      left -= 1;
      asked.txs.add(tx);
      fresh.push({ chain, tx });
    }
    return fresh;
  }

  #askedOn(chain: ChainId): Set<string> {
    const known = this.#asked.get(chain);
    if (known) return known;
    const asked = new Set<string>();
    this.#asked.set(chain, asked);
    return asked;
  }

  #keep({ conversions, transfers, reasons }: ConversionsFound): void {
    this.#found.push(...conversions);
    for (const transfer of transfers) {
      const key = transferKey(transfer);
      if (this.#transfers.has(key)) continue;
      this.#transfers.set(key, transfer);
      const name = `${transfer.chain}:${transfer.tx}`;
      const own = this.#byTransaction.get(name);
      if (own) own.push(transfer);
      else this.#byTransaction.set(name, [transfer]);
    }
    for (const reason of reasons) this.#note(reason);
  }

  #use(): void {
    if (this.#found.length === 0) return;
    for (const transfer of this.#unnamed) this.#leaving.add(transferKey(transfer));
    this.#unnamed = [];
    this.#used = this.#found.filter(({ source, destinations }) =>
      (this.#direction === 'forward' ? [source] : destinations).some((side) =>
        side.transferKeys.some((key) => this.#leaving.has(key)),
      ),
    );
    const carriers: Carriers = {
      byKey: (key) => this.#transfers.get(key),
      ofTransaction: (chain: ChainId, tx: string) =>
        this.#byTransaction.get(`${chain}:${tx}`) ?? [],
    };
    const { conversions, reasons } = traceConversions(this.#used, carriers);
    this.#traced = conversions;
    for (const reason of reasons) this.#note(reason);
  }

  /** Once each: two chains without a source are two things that the answer lacks. */
  #note(reason: IncompleteReason): void {
    this.#reasons.set(`${reason.code} ${reason.message}`, reason);
  }
}

function sizeOf(sets: ReadonlyMap<unknown, ReadonlySet<unknown>>): number {
  let size = 0;
  for (const set of sets.values()) size += set.size;
  return size;
}

/** Conversions that an answer cites, in the place of what is known of them now. */
export function citedConversions(
  cited: readonly Conversion[],
  { ledger }: Pick<FlowContext, 'ledger'>,
): FlowContext['conversions'] {
  const transfersOf = async (organisationId: string, conversions: readonly Conversion[]) => {
    const sides = conversions.flatMap(({ source, destinations }) => [source, ...destinations]);
    const refs = new Map(sides.map(({ chain, tx }) => [`${chain}:${tx}`, { chain, tx }]));
    const transfers: Transfer[] = [];
    for (const { chain, tx } of refs.values()) {
      transfers.push(...(await ledger.transaction(organisationId, chain, tx)));
    }
    return transfers;
  };
  const citedBy = async (
    organisationId: string,
    transactions: readonly TransactionRef[],
    sidesOf: (conversion: Conversion) => readonly TransactionRef[],
  ): Promise<ConversionsFound> => {
    const conversions = transactions.flatMap(({ chain, tx }) =>
      cited.filter((one) => sidesOf(one).some((side) => side.chain === chain && side.tx === tx)),
    );
    const transfers = await transfersOf(organisationId, conversions);
    return { conversions: [...new Set(conversions)], verdicts: [], transfers, reasons: [] };
  };
  return {
    conversionsOf: (organisationId, transactions) =>
      citedBy(organisationId, transactions, ({ source }) => [source]),
    arrivalsIn: (organisationId, transactions) =>
      citedBy(organisationId, transactions, ({ destinations }) => destinations),
    // Nothing is read, so there is nothing to take back.
    recheck: async () => ({ discrepancies: [], verdicts: [] }),
    withdraw: async () => undefined,
  };
}

import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { isWagetraceError } from '../domain/errors.ts';
import { positionBand } from '../domain/transfer.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContractEvents } from '../ports/contract-events.ts';
import type { ContractState } from '../ports/contract-state.ts';
import type { PaymentStream } from '../ports/payments.ts';
import type { TakenOutFact, TakenOutPayer } from './payments/stored-payments.ts';
import { streamBeginning } from './payments/stream-beginning.ts';
import { type StreamedAccount, streamHistory } from './payments/stream-history.ts';
import { type BalanceFact, type StreamedShare, takenShares } from './payments/streamed-balance.ts';
import type { StreamFact } from './payments/streams.ts';
import type { PaymentStore } from './store-payments.ts';

export interface TakenOutParts {
  readonly store: PaymentStore;
  readonly contractState: (chain: ChainId) => ContractState | undefined;
  readonly contractEvents: (chain: ChainId) => ContractEvents | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

/** Of a withdrawal at most one part in so many may be others': a trace leaves as much out. */
const beside = 1_000n;

/**
 * Withdrawals, and streams, of one transaction that are looked into: each takes questions to a
 * provider, and anybody can write thousands.
 */
const lookedIntoMax = 20;

/** A provider that did not tell is not asked again at every look at the payee. */
const askAgainAfterMs = 10 * 60_000;
/**
 * Nor one whose events do not explain a balance: pools stay pools. But a history that was cut looks
 * the same, and another provider may have all of it.
 */
const explainAgainAfterMs = 24 * 60 * 60_000;
/** Of so many withdrawals it is remembered that nobody told; the oldest are forgotten first. */
const rememberedMax = 10_000;

/** What a provider answers that does not keep old events, or has no index of them. */
const untold = new Set([
  'source.bad-answer',
  'source.unsupported',
  'source.range-too-wide',
  'source.too-large',
  'source.refused',
]);

const reasons = {
  crowded: {
    code: 'stream-crowded',
    message: `the payee takes out more than ${lookedIntoMax} times in this transaction`,
  },
  token: {
    code: 'stream-token-unknown',
    message: 'the contract that paid does not say where its streams are kept',
  },
  state: {
    code: 'stream-state-unread',
    message: 'no provider keeps what the payee had of the super token at that block',
  },
  history: {
    code: 'stream-history-unread',
    message: 'no provider tells all streams and transfers of the super token to the payee',
  },
  unexplained: {
    code: 'stream-balance-unexplained',
    message:
      'streams and transfers alone do not explain what the payee had: pools or another agreement paid him too',
  },
  other: {
    code: 'stream-other-income',
    message: 'what was taken out came by transfers or deposits, of no stream',
  },
} as const satisfies Record<string, IncompleteReason>;

/**
 * Tells who streamed what an account took out of a super token. The contracts' own events from the
 * first block on say it (`takenShares`), and the state of that block whether they say all of it:
 * pools, liquidations and agreements yet to come change balances too, and leave a difference.
 */
export class TakenOutPayers {
  readonly #parts: TakenOutParts;
  /** Too long to be read: asked once in each process. */
  readonly #unread = new Set<string>();
  /** Withdrawals of which nobody told, by their keys. */
  readonly #untold = new Map<
    string,
    { readonly why: IncompleteReason; readonly askAgainAtMs: number }
  >();
  /** Of super tokens; a host does not change the address of an agreement. */
  readonly #agreements = new Map<AccountId, AccountId>();

  constructor(parts: TakenOutParts) {
    this.#parts = parts;
  }

  /**
   * Throws as `ChainSource` when the chain is asked and fails.
   *
   * @param place of the withdrawal among those of its transaction, from 0
   */
  async payerOf(fact: TakenOutFact, place: number, signal: AbortSignal): Promise<TakenOutPayer> {
    if (place >= lookedIntoMax) return { why: reasons.crowded };
    const { store, clock } = this.#parts;
    const chain = chainOf(fact.contract);
    const kept = await store.takenOut(chain, fact);
    if (kept) return kept;
    const name = `${chain} ${fact.tx} ${fact.position}`;
    const nowMs = clock.now().getTime();
    const untold = this.#untold.get(name);
    if (untold && nowMs < untold.askAgainAtMs) return { why: untold.why };
    const { outcome, final } = await this.#ask(chain, fact, signal);
    if (final) await store.saveTakenOut(chain, fact, outcome);
    else if ('why' in outcome) this.#rememberUntold(name, outcome.why, nowMs);
    return outcome;
  }

  /** Streams to the payee that facts of one transaction open or change, where the token knows who says so. */
  async streamsTo(
    payee: AccountId,
    facts: readonly StreamFact[],
    signal: AbortSignal,
  ): Promise<PaymentStream[]> {
    const changes = facts.flatMap((fact) =>
      fact.kind === 'flow-changed' && fact.rateBase > 0n && fact.payee === payee ? [fact] : [],
    );
    const streams: PaymentStream[] = [];
    for (const change of changes.slice(0, lookedIntoMax)) {
      const agreement = await this.#agreementOf(change.contract, signal);
      if (agreement === change.agreement) streams.push(change);
    }
    return streams;
  }

  #rememberUntold(name: string, why: IncompleteReason, nowMs: number): void {
    const pauseMs = why === reasons.unexplained ? explainAgainAfterMs : askAgainAfterMs;
    this.#untold.delete(name);
    this.#untold.set(name, { why, askAgainAtMs: nowMs + pauseMs });
    const [oldest] = this.#untold.keys();
    if (oldest !== undefined && this.#untold.size > rememberedMax) this.#untold.delete(oldest);
  }

  /** The contract that keeps the streams of a super token, as that says itself. */
  async #agreementOf(token: AccountId, signal: AbortSignal): Promise<AccountId | undefined> {
    const known = this.#agreements.get(token);
    if (known) return known;
    const said = await this.#parts.contractState(chainOf(token))?.flowAgreement(token, signal);
    if (said) this.#agreements.set(token, said);
    return said;
  }

  async #ask(chain: ChainId, fact: TakenOutFact, signal: AbortSignal) {
    const { contract: token, account, height } = fact;
    const unknown = (why: IncompleteReason) => ({ outcome: { why }, final: false });
    const agreement = await this.#agreementOf(token, signal);
    if (!agreement) return unknown(reasons.token);
    const block = { height, timeS: Date.parse(fact.time) / 1_000 };
    const state = this.#parts.contractState(chain);
    const balanceBase = await state?.superBalance(token, account, block, signal);
    if (balanceBase === undefined) return unknown(reasons.state);
    const facts = await this.#historyOf({ token, agreement, account }, height, signal);
    if (!facts) return unknown(reasons.history);
    const taken = takenShares(
      account,
      facts,
      (move) =>
        move.height === height &&
        positionBand.log + move.logIndex < fact.position &&
        move.amountBase === fact.burntBase,
    );
    // Logs without the withdrawal itself are not all of them: a node that is behind, or gives a part.
    if (!taken) return unknown(reasons.history);
    if (taken.balanceBase !== balanceBase) return unknown(reasons.unexplained);
    return { outcome: payerAmong(taken.shares, fact), final: true };
  }

  async #historyOf(
    of: StreamedAccount,
    toHeight: number,
    signal: AbortSignal,
  ): Promise<readonly BalanceFact[] | undefined> {
    const events = this.#parts.contractEvents(chainOf(of.token));
    const state = this.#parts.contractState(chainOf(of.token));
    const name = `${of.token} ${of.account}`;
    if (!events || !state || this.#unread.has(name)) return undefined;
    try {
      const { fromHeight, opening } = await streamBeginning(state, of, toHeight, signal);
      const facts = await streamHistory(events, of, { fromHeight, toHeight }, signal);
      if (!facts) this.#unread.add(name);
      return facts && [...opening, ...facts];
    } catch (error) {
      if (isWagetraceError(error) && untold.has(error.code)) return undefined;
      throw error;
    }
  }
}

/** Whoever streamed all but a trifle of it. */
function payerAmong(shares: readonly StreamedShare[], fact: TakenOutFact): TakenOutPayer {
  const { burntBase, amountBase, asset } = fact;
  const main = shares.find((share) => share.amountBase * beside >= burntBase * (beside - 1n));
  if (main?.payer) return { payer: main.payer };
  if (main) return { why: reasons.other };
  const told = shares.map(
    (share) => `${(share.amountBase * amountBase) / burntBase} by ${share.payer ?? 'no stream'}`,
  );
  const message = `several paid what was taken out: ${told.join(', ')}, in base units of ${asset}`;
  return { why: { code: 'stream-shared', message } };
}

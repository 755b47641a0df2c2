import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import { isWagetraceError } from '../domain/errors.ts';
import { positionBand } from '../domain/transfer.ts';
import type { ContractEvents } from '../ports/contract-events.ts';
import type { ContractState } from '../ports/contract-state.ts';
import type { TakenOutFact, TakenOutPayer } from './payments/stored-payments.ts';
import { streamBeginning } from './payments/stream-beginning.ts';
import { type StreamedAccount, streamHistory } from './payments/stream-history.ts';
import { type BalanceFact, type StreamedShare, takenShares } from './payments/streamed-balance.ts';
import type { PaymentStore } from './store-payments.ts';

export interface TakenOutParts {
  readonly store: PaymentStore;
  readonly contractState: (chain: ChainId) => ContractState | undefined;
  readonly contractEvents: (chain: ChainId) => ContractEvents | undefined;
}

/** Of a withdrawal at most one part in so many may be others': a trace leaves as much out. */
const beside = 1_000n;

/** What a provider answers that does not keep old events, or has no index of them. */
const untold = new Set([
  'source.bad-answer',
  'source.unsupported',
  'source.range-too-wide',
  'source.too-large',
  'source.refused',
]);

const reasons = {
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
  /** Of super tokens; a host does not change the address of an agreement. */
  readonly #agreements = new Map<AccountId, AccountId>();

  constructor(parts: TakenOutParts) {
    this.#parts = parts;
  }

  /** Throws as `ChainSource` when the chain is asked and fails. */
  async payerOf(fact: TakenOutFact, signal: AbortSignal): Promise<TakenOutPayer> {
    const { store } = this.#parts;
    const chain = chainOf(fact.contract);
    const kept = await store.takenOut(chain, fact);
    if (kept) return kept;
    const told = await this.#ask(chain, fact, signal);
    if (told.final) await store.saveTakenOut(chain, fact, told.outcome);
    return told.outcome;
  }

  /** The contract that keeps the streams of a super token, as that says itself. */
  async agreementOf(token: AccountId, signal: AbortSignal): Promise<AccountId | undefined> {
    const known = this.#agreements.get(token);
    if (known) return known;
    const said = await this.#parts.contractState(chainOf(token))?.flowAgreement(token, signal);
    if (said) this.#agreements.set(token, said);
    return said;
  }

  async #ask(chain: ChainId, fact: TakenOutFact, signal: AbortSignal) {
    const { contract: token, account, height } = fact;
    const unknown = (why: IncompleteReason) => ({ outcome: { why }, final: false });
    const agreement = await this.agreementOf(token, signal);
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
    const isExplained = taken?.balanceBase === balanceBase;
    const outcome = isExplained ? payerAmong(taken.shares, fact) : { why: reasons.unexplained };
    return { outcome, final: true };
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

import { keccak256 } from 'ethers';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { Payment } from '../domain/payment.ts';
import type { AccountActivity } from '../ports/account-activity.ts';
import type { ChainCatalogue } from '../ports/chain-catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { ContractEvents } from '../ports/contract-events.ts';
import type { ContractState } from '../ports/contract-state.ts';
import type { TransactionRef } from '../ports/conversions.ts';
import type { PaymentStream, Payments, PaymentsFound } from '../ports/payments.ts';
import type { TransferLedger } from '../ports/transfer-ledger.ts';
import { exchangedPayments } from './exchanged-payments.ts';
import { batchPayments } from './payments/batches.ts';
import { referencedPayments } from './payments/referenced.ts';
import type { PaymentReading } from './payments/stored-payments.ts';
import {
  readStreams,
  type StreamedWage,
  type StreamFact,
  streamIdOf,
  withdrawnWages,
} from './payments/streams.ts';
import type { KnownStream, PaymentStore } from './store-payments.ts';
import type { SwapSettings } from './swaps/swap.ts';
import { TakenOutPayers } from './taken-out-payers.ts';
import { recordOfSourced } from './transaction-reader.ts';

export interface PaymentReaderParts {
  readonly chains: ChainCatalogue;
  readonly ledger: TransferLedger;
  readonly activity: AccountActivity;
  readonly store: PaymentStore;
  readonly swaps: SwapSettings;
  readonly contractState: (chain: ChainId) => ContractState | undefined;
  readonly contractEvents: (chain: ChainId) => ContractEvents | undefined;
  readonly clock: Pick<Clock, 'now'>;
}

type PaidFact = Extract<StreamFact, { kind: 'paid' }>;

const nothing: PaymentReading = { payments: [], streams: [] };

/** Payments of transactions, read from their chains once and kept. */
export class PaymentReader implements Payments {
  readonly #parts: PaymentReaderParts;
  readonly #takenOut: TakenOutPayers;
  /** Streams whose contract does not say who opened them: it will not say so tomorrow. */
  readonly #unanswered = new Set<string>();

  constructor(parts: PaymentReaderParts) {
    this.#parts = parts;
    this.#takenOut = new TakenOutPayers(parts);
  }

  async paymentsOf(
    organisationId: string,
    transactions: readonly TransactionRef[],
    payees: ReadonlySet<AccountId>,
    signal: AbortSignal,
  ): Promise<PaymentsFound> {
    const reasons = new Map<string, IncompleteReason>();
    const readings = await this.#readings(transactions, reasons, signal);
    const facts = readings.flatMap(({ streams }) => streams);
    return {
      payments: [
        ...readings.flatMap(({ payments }) => payments),
        ...(await this.#streamed(organisationId, facts, signal)),
        ...(await this.#takenOutPayments(organisationId, facts, payees, signal)),
      ],
      reasons: [...reasons.values()],
    };
  }

  async openedIn(
    transaction: TransactionRef,
    payee: AccountId,
    signal: AbortSignal,
  ): Promise<readonly PaymentStream[]> {
    const [reading] = await this.#readings([transaction], new Map(), signal);
    return await this.#takenOut.streamsTo(payee, reading?.streams ?? [], signal);
  }

  referenceHash(reference: string): string {
    return keccak256(reference);
  }

  async streamsOf(payers: readonly AccountId[]): Promise<readonly PaymentStream[]> {
    return await this.#parts.store.streamsOf(payers);
  }

  async #readings(
    transactions: readonly TransactionRef[],
    reasons: Map<string, IncompleteReason>,
    signal: AbortSignal,
  ): Promise<PaymentReading[]> {
    const readings: PaymentReading[] = [];
    for (const [chain, txs] of byChain(transactions)) {
      const kept = await this.#parts.store.readings(chain, txs);
      for (const tx of txs) {
        readings.push(kept.get(tx) ?? (await this.#read(chain, tx, reasons, signal)));
      }
    }
    return readings;
  }

  async #read(
    chain: ChainId,
    tx: string,
    reasons: Map<string, IncompleteReason>,
    signal: AbortSignal,
  ): Promise<PaymentReading> {
    const { chains, ledger, store, swaps } = this.#parts;
    const sourced = await chains.source(chain)?.transaction(tx, signal);
    if (!sourced || sourced.utxo) return nothing;
    for (const reason of sourced.incomplete ?? []) reasons.set(reason.code, reason);
    const { transfers, events } = sourced;
    await ledger.append({ owner: { shared: true }, transfers, events, coverage: [] });
    const record = sourced.failed ? undefined : recordOfSourced(chains, chain, tx, sourced);
    const reading = record
      ? {
          payments: paymentsIn(
            referencedPayments(record),
            batchPayments(record),
            exchangedPayments(record, swaps),
          ),
          streams: readStreams(record),
        }
      : nothing;
    await store.save(chain, tx, sourced.height, reading);
    return reading;
  }

  /** Withdrawals, each paid by whoever opened its stream, in whatever transaction that was. */
  async #streamed(
    organisationId: string,
    facts: readonly StreamFact[],
    signal: AbortSignal,
  ): Promise<Payment[]> {
    const paid = facts.flatMap((fact) => (fact.kind === 'paid' ? [fact] : []));
    if (paid.length === 0) return [];
    const opened = await this.#parts.store.streams(paid.map(({ stream }) => stream));
    const payers = new Map([...opened].map(([stream, { payer }]) => [stream, payer]));
    for (const fact of paid) {
      const payer = payers.get(fact.stream) ?? (await this.#askSender(fact, signal));
      if (payer) payers.set(fact.stream, payer);
    }
    const payments: Payment[] = [];
    for (const wage of withdrawnWages(facts, payers)) {
      const isFunded = await this.#isFunded(organisationId, wage, opened.get(wage.stream));
      payments.push({ ...paymentOf(wage), ...(isFunded ? {} : { payerIsClaimed: true }) });
    }
    return payments;
  }

  /** What these accounts took out of super tokens for themselves, by who had streamed it to them. */
  async #takenOutPayments(
    organisationId: string,
    facts: readonly StreamFact[],
    payees: ReadonlySet<AccountId>,
    signal: AbortSignal,
  ): Promise<Payment[]> {
    const payments: Payment[] = [];
    const looked = new Map<string, number>();
    for (const fact of facts) {
      // Taken out for another it is an exchange: the account pays him.
      if (fact.kind !== 'taken-out' || fact.payee !== fact.account) continue;
      const { contract, payee, asset, amountBase, transferKeys: payeeKeys } = fact;
      if (!payees.has(payee)) continue;
      const place = looked.get(fact.tx) ?? 0;
      looked.set(fact.tx, place + 1);
      const said = await this.#takenOut.payerOf(fact, place, signal);
      const paid = { payee, asset, amountBase, payeeKeys };
      if ('why' in said) {
        payments.push({ ...paid, payer: contract, via: [], unattributed: said.why });
        continue;
      }
      const { payer } = said;
      const isFunded = await this.#isFunded(organisationId, { contract, payer, asset, amountBase });
      payments.push({
        ...{ ...paid, payer, via: [contract], stream: { contract, sender: payer } },
        ...(isFunded ? {} : { payerIsClaimed: true }),
      });
    }
    return payments;
  }

  /**
   * Whether so much of the payer's asset was seen to go into the contract. A contract that anybody
   * may write says who opened its streams; what went into it, it cannot say.
   */
  async #isFunded(
    organisationId: string,
    {
      contract,
      payer,
      asset,
      amountBase,
    }: Pick<StreamedWage, 'contract' | 'payer' | 'asset' | 'amountBase'>,
    opened?: KnownStream,
  ): Promise<boolean> {
    if (payer === contract) return true;
    const isDeposited = opened?.asset === asset && opened.depositedBase >= amountBase;
    if (isDeposited && opened.payer === payer) return true;
    const paidBase = await this.#parts.activity.paidBase({
      ...{ organisationId, chain: chainOf(contract), asset },
      ...{ from: payer, to: contract },
      range: { fromHeight: 0, toHeight: Number.MAX_SAFE_INTEGER },
    });
    return paidBase >= amountBase;
  }

  /** Of a stream whose opening was not seen the contract itself knows who opened it. */
  async #askSender(paid: PaidFact, signal: AbortSignal): Promise<AccountId | undefined> {
    const { contract, stream } = paid;
    const chain = chainOf(contract);
    const state = this.#parts.contractState(chain);
    if (!state || this.#unanswered.has(stream)) return undefined;
    const sender = await state.streamSender(contract, BigInt(streamIdOf(stream)), signal);
    if (sender)
      await this.#parts.store.saveStream(chain, { ...paid, payer: sender, depositedBase: 0n });
    else this.#unanswered.add(stream);
    return sender;
  }
}

function paymentOf(wage: StreamedWage): Payment {
  const { contract, stream, payer, payee, asset, amountBase, transferKeys } = wage;
  return {
    ...{ payer, payee, asset, amountBase, payeeKeys: transferKeys },
    stream: { contract, id: streamIdOf(stream) },
    via: payer === contract ? [] : [contract],
  };
}

/** Each payment once, as the first kind of reading tells it: a reference says most. */
function paymentsIn(...kinds: readonly (readonly Payment[])[]): Payment[] {
  const told = new Set<string>();
  return kinds.flatMap((payments) => {
    const fresh = payments.filter(({ payeeKeys }) => !payeeKeys.some((key) => told.has(key)));
    for (const key of fresh.flatMap(({ payeeKeys }) => payeeKeys)) told.add(key);
    return fresh;
  });
}

function byChain(transactions: readonly TransactionRef[]): Map<ChainId, string[]> {
  const chains = new Map<ChainId, string[]>();
  for (const { chain, tx } of transactions) {
    const txs = chains.get(chain) ?? [];
    if (!txs.includes(tx)) txs.push(tx);
    chains.set(chain, txs);
  }
  return chains;
}

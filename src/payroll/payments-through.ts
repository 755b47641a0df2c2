import type { AccountId, ChainId } from '../domain/caip.ts';
import type { IncompleteReason } from '../domain/completeness.ts';
import type { GivenAmount, Payment, StreamName } from '../domain/payment.ts';
import { type Transfer, transferKey } from '../domain/transfer.ts';
import type { SettlementContext } from './context.ts';

/** A transfer that reached a payee, and who meant it. */
export interface SeenPayment {
  readonly transfer: Transfer;
  readonly payer: AccountId;
  /** Contracts that handed it on, from the payer's side; empty for a direct payment. */
  readonly via: readonly AccountId[];
  /** Hash of the reference that an invoicing protocol attached. */
  readonly reference?: string;
  /** What the payer gave for it, where it changed its asset on the way. */
  readonly given?: GivenAmount;
  /** The stream that it came out of. */
  readonly stream?: StreamName;
  /** Only the stream's contract names the payer. */
  readonly payerIsClaimed?: true;
  /** Why nobody can say whose stream it came out of: its payer is the contract then. */
  readonly unattributed?: IncompleteReason;
}

/**
 * Payments through batch payers, invoicing contracts and streams in transactions of one chain, which
 * are then in the ledger whole; of super tokens those to these payees alone. Throws what the source of the chain throws.
 */
export async function paymentsThrough(
  context: Pick<SettlementContext, 'payments' | 'ledger'>,
  organisationId: string,
  chain: ChainId,
  txs: readonly string[],
  payees: ReadonlySet<AccountId>,
  signal: AbortSignal,
): Promise<readonly SeenPayment[]> {
  const refs = txs.map((tx) => ({ chain, tx }));
  const { payments } = await context.payments.paymentsOf(organisationId, refs, payees, signal);
  const keys = new Set(payments.flatMap(({ payeeKeys }) => payeeKeys));
  const paying = txs.filter((tx) => [...keys].some((key) => key.startsWith(`${chain}:${tx}:`)));
  const stored = new Map<string, Transfer>();
  for (const tx of paying) {
    for (const transfer of await context.ledger.transaction(organisationId, chain, tx)) {
      stored.set(transferKey(transfer), transfer);
    }
  }
  return payments.flatMap((payment) =>
    payment.payeeKeys.flatMap((key) => {
      const transfer = stored.get(key);
      return transfer ? [seenPayment(payment, transfer)] : [];
    }),
  );
}

function seenPayment(
  { payer, via, reference, given, stream, payeeKeys, ...told }: Payment,
  transfer: Transfer,
): SeenPayment {
  return {
    ...{ transfer, payer, via },
    ...(reference === undefined ? {} : { reference }),
    ...(stream ? { stream } : {}),
    ...(told.payerIsClaimed ? { payerIsClaimed: true } : {}),
    ...(told.unattributed ? { unattributed: told.unattributed } : {}),
    // Of a payment in several transfers nobody can say which was given for which.
    ...(given && payeeKeys.length === 1 ? { given } : {}),
  };
}

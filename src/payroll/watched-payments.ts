import { raiseAlert } from '../cases/raise-alert.ts';
import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { Transfer } from '../domain/transfer.ts';
import { readUncovered } from '../flows/read-account.ts';
import type { SettlementContext } from './context.ts';
import { directPayments } from './direct-payments.ts';
import { paymentsThrough, type SeenPayment } from './payments-through.ts';
import type { UnsettledPayout } from './store-unsettled.ts';

/** Blocks before the head at which a wallet is first looked at. */
const lookBackBlocks = 10_000;
/** Transfers of one wallet that one look takes in. */
const transfersMax = 20_000;
/** Transactions of one payer that one look reads through, the newest first; the rest are not seen. */
const throughMax = 500;

/**
 * Payments of one payer: direct ones, and those through contracts that handed them on in the same
 * transaction. Throws what the source of the chain throws.
 */
export async function paymentsOf(
  context: SettlementContext,
  organisationId: string,
  payer: AccountId,
  waiting: readonly UnsettledPayout[],
  signal: AbortSignal,
): Promise<readonly SeenPayment[]> {
  const sent = (await transfersOf(context, organisationId, payer, signal)).filter(
    (transfer) => transfer.from === payer,
  );
  // What a payment that goes straight to such a wallet says of itself stands in its transaction.
  const named = new Set(
    waiting.flatMap(({ account, paymentReference }) => (paymentReference ? [account] : [])),
  );
  const wallets = new Set(
    waiting.map(({ account }) => account).filter((account) => !named.has(account)),
  );
  const direct = directPayments(context.chains, sent);
  const since = waiting.map((one) => one.since).sort()[0] ?? '';
  const handedOn = sent.filter(
    ({ to, time, kind, suspect, amountBase }) =>
      !wallets.has(to) && time >= since && kind !== 'fee' && !suspect && amountBase > 0n,
  );
  const all = [...new Set(handedOn.map(({ tx }) => tx))];
  if (all.length > throughMax) await alarmLimit(context, organisationId, payer);
  const txs = all.slice(-throughMax);
  const chain = chainOf(payer);
  const payees = new Set(waiting.map(({ account }) => account));
  const payments = await paymentsThrough(context, organisationId, chain, txs, payees, signal);
  return [...direct, ...payments.filter((payment) => payment.payer === payer)];
}

async function alarmLimit(
  context: SettlementContext,
  organisationId: string,
  account: AccountId,
): Promise<void> {
  await context.database.tenant(organisationId, (tx) =>
    raiseAlert(tx, organisationId, context.clock, {
      kind: 'settlement-watch-limit',
      severity: 'medium',
      title: `${account} has more payments than are looked through for wages; announce settlements`,
      subject: { type: 'wallet', id: account },
    }),
  );
}

/** What came out of the streams that these contracts keep for a payee. Throws as `paymentsOf`. */
export async function streamedPayments(
  context: SettlementContext,
  organisationId: string,
  payee: AccountId,
  contracts: ReadonlySet<AccountId>,
  signal: AbortSignal,
): Promise<readonly SeenPayment[]> {
  // Anybody can have a token of their own come from there, as often as they like.
  const received = (await transfersOf(context, organisationId, payee, signal)).filter(
    ({ from, to, suspect, amountBase }) =>
      to === payee && contracts.has(from) && !suspect && amountBase > 0n,
  );
  const all = [...new Set(received.map(({ tx }) => tx))];
  if (all.length > throughMax) await alarmLimit(context, organisationId, payee);
  const txs = all.slice(-throughMax);
  const chain = chainOf(payee);
  const payees = new Set([payee]);
  return await paymentsThrough(context, organisationId, chain, txs, payees, signal);
}

/** Contracts that stream to each payee: those that payouts name, and those that a payer opened. */
export async function streamsTo(
  context: SettlementContext,
  waiting: readonly UnsettledPayout[],
): Promise<ReadonlyMap<AccountId, ReadonlySet<AccountId>>> {
  const payers = [...new Set(waiting.flatMap((payout) => payout.payers))];
  const wallets = new Set(waiting.map(({ account }) => account));
  const contracts = new Map<AccountId, Set<AccountId>>();
  const add = (payee: AccountId, contract: AccountId) => {
    contracts.set(payee, (contracts.get(payee) ?? new Set()).add(contract));
  };
  for (const { account, stream, opened } of waiting) {
    const named = stream ?? opened;
    if (named) add(account, named.contract);
  }
  for (const { payee, contract } of await context.payments.streamsOf(payers)) {
    if (wallets.has(payee)) add(payee, contract);
  }
  return contracts;
}

async function transfersOf(
  context: SettlementContext,
  organisationId: string,
  account: AccountId,
  signal: AbortSignal,
): Promise<readonly Transfer[]> {
  const chain = chainOf(account);
  const toHeight = await readUpToHead(context, chain, account, signal);
  const { transfers } = await context.ledger.transfersOf({
    organisationId,
    chain,
    accounts: [account],
    range: { fromHeight: Math.max(0, toHeight - lookBackBlocks), toHeight },
    transfersMax,
  });
  return transfers;
}

/** Reads what is new of the wallet; the last height that the ledger then has. */
async function readUpToHead(
  context: SettlementContext,
  chain: ChainId,
  account: AccountId,
  signal: AbortSignal,
): Promise<number> {
  const source = context.chains.source(chain);
  if (!source) return Number.MAX_SAFE_INTEGER;
  const { height } = await source.head(signal);
  const range = { fromHeight: Math.max(0, height - lookBackBlocks), toHeight: height };
  await readUncovered(context, source, account, range, signal);
  return height;
}

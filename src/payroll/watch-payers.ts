import { type AccountId, type ChainId, chainOf } from '../domain/caip.ts';
import type { Settlement } from '../domain/payroll.ts';
import type { Transfer } from '../domain/transfer.ts';
import { readUncovered } from '../flows/read-account.ts';
import { type SettlementContext, settle } from './settlement.ts';
import {
  organisationsAwaitingPayment,
  type UnsettledPayout,
  unsettledPayouts,
} from './store-unsettled.ts';

/** Blocks before the head at which a payer's wallet is first looked at. */
const lookBackBlocks = 10_000;
/** Transfers of one payer that one look takes in. */
const transfersMax = 20_000;

/**
 * Looks at the wallets that employers pay from and settles payouts with the payments found there.
 * Payouts that are alike in wallet, asset and amount cannot be told apart by a payment: they become
 * `ambiguous`, for a person to say. A payer whose chain does not answer keeps no other waiting; what
 * its source threw is thrown in the end.
 */
export async function watchPayers(context: SettlementContext, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  for (const organisationId of await organisationsAwaitingPayment(context.database)) {
    const waiting = await context.database.tenant(organisationId, unsettledPayouts);
    const payers = new Set(waiting.flatMap((payout) => payout.payers));
    const seen = new Map<AccountId, readonly Transfer[]>();
    for (const payer of payers) {
      try {
        seen.set(payer, await paymentsOf(context, organisationId, payer, signal));
      } catch (error) {
        failures.push(error);
      }
    }
    for (const alike of groupAlike(waiting)) {
      await settleAlike(context, organisationId, alike, seen);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function paymentsOf(
  context: SettlementContext,
  organisationId: string,
  payer: AccountId,
  signal: AbortSignal,
): Promise<readonly Transfer[]> {
  const chain = chainOf(payer);
  const toHeight = await readUpToHead(context, chain, payer, signal);
  const { transfers } = await context.ledger.transfersOf({
    organisationId,
    chain,
    accounts: [payer],
    range: { fromHeight: Math.max(0, toHeight - lookBackBlocks), toHeight },
    transfersMax,
  });
  return transfers.filter((transfer) => transfer.from === payer);
}

/** Reads what is new of the payer's wallet; the last height that the ledger then has. */
async function readUpToHead(
  context: SettlementContext,
  chain: ChainId,
  payer: AccountId,
  signal: AbortSignal,
): Promise<number> {
  const source = context.chains.source(chain);
  if (!source) return Number.MAX_SAFE_INTEGER;
  const { height } = await source.head(signal);
  const range = { fromHeight: Math.max(0, height - lookBackBlocks), toHeight: height };
  await readUncovered(context, source, payer, range, signal);
  return height;
}

function groupAlike(waiting: readonly UnsettledPayout[]): UnsettledPayout[][] {
  const groups = new Map<string, UnsettledPayout[]>();
  for (const payout of waiting) {
    const key = `${payout.account} ${payout.asset} ${payout.amountBase} ${payout.payers.join(',')}`;
    const group = groups.get(key);
    if (group) group.push(payout);
    else groups.set(key, [payout]);
  }
  return [...groups.values()];
}

async function settleAlike(
  context: SettlementContext,
  organisationId: string,
  alike: readonly UnsettledPayout[],
  seen: ReadonlyMap<AccountId, readonly Transfer[]>,
): Promise<void> {
  const [first] = alike;
  if (!first) return;
  const payments = first.payers
    .flatMap((payer) => seen.get(payer) ?? [])
    .filter(
      (transfer) =>
        transfer.to === first.account &&
        transfer.asset === first.asset &&
        transfer.amountBase === first.amountBase &&
        transfer.time >= first.since,
    );
  const [payment] = payments;
  if (!payment) return;
  const settlement: Settlement = {
    chain: payment.chain,
    tx: payment.tx,
    source: 'watched',
    at: context.clock.now().toISOString(),
    state: 'announced',
  };
  const ambiguous = alike.length > 1;
  for (const { id } of alike) {
    await settle(context, organisationId, id, settlement, payments, { ambiguous });
  }
}

import type { AccountId, AssetId } from '../../domain/caip.ts';
import type { Payment } from '../../domain/payment.ts';
import { type Transfer, transferKey } from '../../domain/transfer.ts';
import { emittersOf } from '../emitters.ts';
import { exchanged, isZeroAccount, type NetChanges, netChanges } from '../net-changes.ts';
import { type Received, receivedBy } from '../received-by.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { passThroughs, type Way, wayTo } from './pass-through.ts';

/**
 * Payments through contracts that keep nothing (Disperse, a Safe's batch helpers, any pass-through
 * with a net change of zero in every asset): the payer to each payee, not the payer to the
 * contract. Only accounts that gained and emitted no log (`emittersOf`) are payees, so that the
 * routers of an exchange, whose value ends in a pool, are none. What came back to the payer is no payment.
 */
export function batchPayments(record: TransactionRecord): Payment[] {
  const moves = exchanged(record.transfers);
  const changes = netChanges(moves);
  const emitters = emittersOf(record.events);
  const assets = new Set(moves.map((t) => t.asset));
  return [...assets].flatMap((asset) => {
    const ofAsset = moves.filter((t) => t.asset === asset);
    const passers = passThroughs(changes, ofAsset);
    const payees = payeesBehind(changes, emitters, ofAsset, passers);
    const into = receivedBy(ofAsset);
    return payees.flatMap((payee) => {
      const way = wayTo(payee, into, passers);
      if (!way || way.via.length === 0 || !isPaid(changes, way.payer)) return [];
      return [paymentOf(payee, asset, way, into, changes)];
    });
  });
}

function payeesBehind(
  changes: NetChanges,
  emitters: ReadonlySet<AccountId>,
  moves: readonly Transfer[],
  passers: ReadonlySet<AccountId>,
): AccountId[] {
  const receivers = new Set(moves.filter((t) => passers.has(t.from)).map((t) => t.to));
  return [...receivers].filter((account) => {
    const nets = [...(changes.get(account)?.values() ?? [])];
    const gained = nets.length > 0 && nets.every((net) => net > 0n);
    return gained && !emitters.has(account) && !isZeroAccount(account);
  });
}

/** A payer who gained another asset bought something: that is an exchange. */
function isPaid(changes: NetChanges, payer: AccountId): boolean {
  return (
    [...(changes.get(payer)?.values() ?? [])].every((net) => net < 0n) && !isZeroAccount(payer)
  );
}

function paymentOf(
  payee: AccountId,
  asset: AssetId,
  { payer, via }: Way,
  into: Received,
  changes: NetChanges,
): Payment {
  return {
    payer,
    payee,
    asset,
    amountBase: changes.get(payee)?.get(asset) ?? 0n,
    via,
    payeeKeys: (into.get(payee) ?? []).map(transferKey),
  };
}

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
  const sides = sidesOf(changes);
  const emitters = emittersOf(record.events);
  return [...movesByAsset(moves)].flatMap(([asset, ofAsset]) => {
    const passers = passThroughs(changes, ofAsset);
    const payees = payeesBehind(sides, emitters, ofAsset, passers);
    const into = receivedBy(ofAsset);
    return payees.flatMap((payee) => {
      const way = wayTo(payee, into, passers);
      // A payer who gained another asset bought something: that is an exchange.
      const isPaid = way && !sides.gaining.has(way.payer) && !isZeroAccount(way.payer);
      if (!isPaid || way.via.length === 0) return [];
      return [paymentOf(payee, asset, way, into, changes)];
    });
  });
}

/** Sorted once: one transaction may move thousands of assets. */
function movesByAsset(moves: readonly Transfer[]): Map<AssetId, Transfer[]> {
  const byAsset = new Map<AssetId, Transfer[]>();
  for (const move of moves) {
    const ofAsset = byAsset.get(move.asset);
    if (ofAsset) ofAsset.push(move);
    else byAsset.set(move.asset, [move]);
  }
  return byAsset;
}

/** Accounts that gained, and that lost, of any asset. */
interface Sides {
  readonly gaining: ReadonlySet<AccountId>;
  readonly losing: ReadonlySet<AccountId>;
}

function sidesOf(changes: NetChanges): Sides {
  const [gaining, losing] = [new Set<AccountId>(), new Set<AccountId>()];
  for (const [account, nets] of changes)
    for (const net of nets.values()) (net > 0n ? gaining : losing).add(account);
  return { gaining, losing };
}

function payeesBehind(
  { gaining, losing }: Sides,
  emitters: ReadonlySet<AccountId>,
  moves: readonly Transfer[],
  passers: ReadonlySet<AccountId>,
): AccountId[] {
  const receivers = new Set(moves.filter((t) => passers.has(t.from)).map((t) => t.to));
  return [...receivers].filter(
    (account) =>
      gaining.has(account) &&
      !losing.has(account) &&
      !emitters.has(account) &&
      !isZeroAccount(account),
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

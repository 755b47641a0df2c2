import type { AccountId, AssetId } from '../../../domain/caip.ts';
import { positionBand, transferKey } from '../../../domain/transfer.ts';
import { eventAccount, eventAmount, eventAsset } from '../../event-values.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { BridgeContext, BridgeFamily } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { counterpartOf, exactId, type LegFacts, legAt, legAtTransfer } from '../leg-builder.ts';
import { gainOf } from '../value-moves.ts';
import { type Memo, parseMemo } from './memo.ts';
import { utxoMoves } from './utxo.ts';

/**
 * THORChain and its fork MAYAChain. A memo says what a payment to a vault shall buy, and the memo
 * of the payout names the hash of that payment: in a router's event, in the calldata of a plain
 * payment, or in the OP_RETURN of a UTXO chain.
 */
export const family: BridgeFamily = {
  events: [
    'event Deposit(address indexed to, address indexed asset, uint256 amount, string memo)',
    'event TransferOut(address indexed vault, address indexed to, address asset, uint256 amount, string memo)',
    'event TransferOutAndCall(address indexed vault, address target, uint256 amount, address finalAsset, address to, uint256 amountOutMin, string memo)',
    'event TransferOutAndCallV2(address indexed vault, address target, address fromAsset, uint256 fromAmount, address toAsset, address recipient, uint256 amountOutMin, string memo, bytes payload, string originAddress)',
  ].map((abi) => ({ abi, group: 'router' })),
  concerns: (record) => plainMoves(record).length > 0,
  decode(context) {
    const legs = context.events.flatMap((event) => {
      const memo = parseMemo(String(event.args['memo']));
      if (!memo) return [];
      const isDeposit = event.name === 'Deposit';
      const args = event.args.toObject();
      const move = isDeposit ? depositMove(context, args) : payoutMove(context, args);
      const facts = factsOf(context, memo, move);
      return isDeposit === (memo.kind === 'swap') ? [legAt(context, event, facts)] : [];
    });
    if (legs.length > 0) return legs;
    return plainMoves(context.record).map(({ memo, position, ...move }) => {
      const at = { event: 'memo', position, standing: 'unconfigured' } as const;
      return legAtTransfer(context, at, factsOf(context, memo, move));
    });
  },
};

/** Value that a memo speaks of. */
export interface MemoMove {
  readonly from: AccountId | undefined;
  readonly to: AccountId | undefined;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly transferKeys: readonly string[];
}

function depositMove({ record }: BridgeContext, args: Record<string, unknown>): MemoMove {
  return {
    from: record.from,
    to: eventAccount(record.chain, args['to']),
    asset: eventAsset(record.chain, record.nativeAsset, args['asset']),
    amountBase: eventAmount(args['amount']),
    transferKeys: [],
  };
}

/** With a call, an aggregator swaps: what came out is what the receiver gained. */
function payoutMove(context: BridgeContext, args: Record<string, unknown>): MemoMove {
  const { chain, nativeAsset } = context.record;
  const to = eventAccount(chain, args['to'] ?? args['recipient']);
  const got = gainOf(context, to);
  const final = args['finalAsset'] ?? args['toAsset'];
  const asset = eventAsset(chain, nativeAsset, final ?? args['asset']);
  const said = eventAmount(args['amount'] ?? args['fromAmount']);
  const amountBase = final !== undefined && got ? got.amountBase : said;
  const transferKeys = got?.transferKeys ?? [];
  return { from: undefined, to, asset, amountBase, transferKeys };
}

function factsOf(context: BridgeContext, memo: Memo, move: MemoMove): LegFacts {
  const { asset, amountBase, transferKeys } = move;
  const value = { asset, amountBase, transferKeys };
  if (memo.kind !== 'swap') {
    return {
      ...value,
      role: memo.kind === 'out' ? 'destination' : 'refund',
      ids: [exactId(context, 'in', `0x${memo.inbound}`)],
      recipient: move.to && partyOf(move.to),
    };
  }
  const other = counterpartOf(context, memo.chain);
  return {
    ...value,
    role: 'source',
    ids: [exactId(context, 'in', `0x${context.record.tx.replace(/^0x/, '')}`)],
    ...other,
    sender: move.from && partyOf(move.from),
    recipient: declaredParty(other.counterpart, memo.recipient),
  };
}

interface PlainMove extends MemoMove {
  readonly memo: Memo;
  readonly position: number;
}

/** Payments whose own memo, calldata or OP_RETURN, is one of the protocol's. */
function plainMoves(record: TransactionRecord): PlainMove[] {
  if (record.utxo) return utxoMoves(record, record.utxo);
  const payment = record.transfers.find((t) => t.position === positionBand.value);
  const memo = payment && parseMemo(payment.memo ?? textOf(record.input));
  if (!payment || !memo) return [];
  const { from, to, asset, amountBase, position } = payment;
  return [{ memo, position, from, to, asset, amountBase, transferKeys: [transferKey(payment)] }];
}

/** Calldata read as text; memos are ASCII. */
function textOf(input: string | undefined): string {
  const hex = input?.slice(2) ?? '';
  return hex.length > 0 && hex.length <= 1024 && /^(?:[2-7][0-9a-f])+$/i.test(hex)
    ? Buffer.from(hex, 'hex').toString('ascii')
    : '';
}

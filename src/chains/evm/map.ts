import { positionBand, type Transfer } from '../../domain/transfer.ts';
import type { SourcedTransaction } from '../../ports/chain-source.ts';
import { memoOfBytes } from '../memo.ts';
import {
  accountOf,
  type ChainLog,
  chainEvents,
  isoTime,
  tokenTransfers,
  zeroAddress,
} from '../token-transfers.ts';
import type { EvmChain } from './evm-chain.ts';
import type { InternalCall } from './internal-calls.ts';
import type { WireHeader, WireReceipt, WireTransaction } from './wire.ts';

/** The part of a receipt that tells of success and fee. */
export type ReceiptOutcome = Pick<
  WireReceipt,
  | 'status'
  | 'gasUsed'
  | 'effectiveGasPrice'
  | 'contractAddress'
  | 'l1Fee'
  | 'blobGasUsed'
  | 'blobGasPrice'
>;

/** A transaction with everything that tells what it moved. */
export interface ExecutedTransaction {
  readonly header: Pick<WireHeader, 'number' | 'hash' | 'timestamp'>;
  readonly transaction: Omit<WireTransaction, 'blockHash' | 'blockNumber'>;
  readonly receipt: ReceiptOutcome & { readonly logs: readonly ChainLog[] };
  /** Undefined where no trace could be read. */
  readonly calls: readonly InternalCall[] | undefined;
}

/** False before Byzantium, where receipts do not tell: nothing that old pays a wage. */
function hasFailed(receipt: Pick<WireReceipt, 'status'>): boolean {
  return receipt.status === 0;
}

/** What the sender paid for the execution, whether it succeeded or not, in base units. */
export function feeBase(receipt: ReceiptOutcome): bigint {
  const execution = receipt.gasUsed * (receipt.effectiveGasPrice ?? 0n);
  const blobs = (receipt.blobGasUsed ?? 0n) * (receipt.blobGasPrice ?? 0n);
  return execution + blobs + (receipt.l1Fee ?? 0n);
}

type Moved = Pick<Transfer, 'position' | 'amountBase' | 'kind'> & {
  readonly from: string;
  readonly to: string;
};

/** Where a transaction stands, whatever else is known of it. */
export type PlacedTransaction = Pick<ExecutedTransaction, 'calls'> & {
  readonly header: Pick<WireHeader, 'number' | 'hash' | 'timestamp'>;
  readonly transaction: Pick<WireTransaction, 'hash' | 'transactionIndex'>;
};

function nativeTransfer(evm: EvmChain, executed: PlacedTransaction, moved: Moved): Transfer {
  const { header, transaction } = executed;
  const { id, nativeAsset } = evm.chain;
  return {
    chain: id,
    height: header.number,
    blockHash: header.hash,
    time: isoTime(header.timestamp),
    tx: transaction.hash,
    txIndex: transaction.transactionIndex,
    position: moved.position,
    from: accountOf(evm, moved.from),
    to: accountOf(evm, moved.to),
    asset: nativeAsset,
    amountBase: moved.amountBase,
    kind: moved.kind,
  };
}

/** Arbitrum's deposit of the native asset: its sender is credited with what he then pays. */
const arbitrumDeposit = 0x64;

/** What comes from layer 1 with a transaction, which stays where the transaction itself fails. */
function arisingTransfers(evm: EvmChain, executed: ExecutedTransaction): Transfer[] {
  const { type, mint, value, from } = executed.transaction;
  const amountBase = type === arbitrumDeposit ? value : (mint ?? 0n);
  if (amountBase === 0n) return [];
  const position = positionBand.arising;
  return [
    nativeTransfer(evm, executed, {
      ...{ position, from: zeroAddress, to: from, amountBase, kind: 'mint' },
    }),
  ];
}

function valueTransfers(evm: EvmChain, executed: ExecutedTransaction): Transfer[] {
  const { transaction, receipt } = executed;
  const to = transaction.to ?? receipt.contractAddress;
  if (transaction.value === 0n || !to) return [];
  const transfer = nativeTransfer(evm, executed, {
    position: positionBand.value,
    from: transaction.from,
    to,
    amountBase: transaction.value,
    kind: 'native',
  });
  const memo = memoOfBytes(transaction.input.slice(2));
  return [memo === undefined ? transfer : { ...transfer, memo }];
}

function feeTransfers(evm: EvmChain, executed: ExecutedTransaction): Transfer[] {
  const amountBase = feeBase(executed.receipt);
  if (amountBase === 0n) return [];
  const { from } = executed.transaction;
  // Burned and earned parts are not told apart: to the payer both are gone.
  const position = positionBand.fee;
  return [
    nativeTransfer(evm, executed, { position, from, to: zeroAddress, amountBase, kind: 'fee' }),
  ];
}

/** What the internal calls of a transaction moved. */
export function internalTransfers(evm: EvmChain, executed: PlacedTransaction): Transfer[] {
  return (executed.calls ?? []).map((call, order) =>
    nativeTransfer(evm, executed, {
      ...call,
      position: positionBand.internal + order,
      kind: 'internal',
    }),
  );
}

/** The native transfers of a transaction: what arises with it, its value, its internal calls, its fee. */
export function nativeTransfers(evm: EvmChain, executed: ExecutedTransaction): Transfer[] {
  if (evm.quirks.nativeTransferLogs !== undefined) return [];
  const [arising, fee] = [arisingTransfers(evm, executed), feeTransfers(evm, executed)];
  if (hasFailed(executed.receipt)) return [...arising, ...fee];
  return [
    ...arising,
    ...valueTransfers(evm, executed),
    ...internalTransfers(evm, executed),
    ...fee,
  ];
}

/** Everything that a transaction moved, in the order of positions. */
export function transfersOf(evm: EvmChain, executed: ExecutedTransaction): Transfer[] {
  const { timestamp } = executed.header;
  const logs = executed.receipt.logs.map((log) => ({ log, timestamp }));
  return [...nativeTransfers(evm, executed), ...tokenTransfers(evm, logs)].sort(
    (a, b) => a.position - b.position,
  );
}

/** Types of EIP-2718 in which the sender set the price himself: legacy and EIP-2930. */
const pricedBySender = [0, 1];

/** Since EIP-1559 the price follows the block, and tells nothing of the sender. */
function gasPriceOf({
  transaction,
  receipt,
}: ExecutedTransaction): Pick<SourcedTransaction, 'gasPriceWei'> {
  const { effectiveGasPrice } = receipt;
  const isSet = pricedBySender.includes(transaction.type ?? 0);
  return isSet && effectiveGasPrice !== undefined ? { gasPriceWei: effectiveGasPrice } : {};
}

/** A transaction as a source tells it, all its events with it. */
export function sourcedTransaction(
  evm: EvmChain,
  executed: ExecutedTransaction,
): SourcedTransaction {
  const { number, hash, timestamp } = executed.header;
  const { to, input } = executed.transaction;
  const logs = executed.receipt.logs.map((log) => ({ log, timestamp }));
  return {
    height: number,
    blockHash: hash,
    time: isoTime(timestamp),
    failed: hasFailed(executed.receipt),
    ...(to ? { to: accountOf(evm, to) } : {}),
    input,
    ...gasPriceOf(executed),
    transfers: transfersOf(evm, executed),
    events: chainEvents(evm, logs),
  };
}

/** After all transactions of the block, however many these are: explorers do not say. */
const afterTransactions = 2 ** 31 - 1;

export interface ValidatorWithdrawal {
  readonly index: number;
  readonly address: string;
  readonly amountBase: bigint;
}

/** Withdrawals of validators (EIP-4895): no transaction makes them, so their index names them. */
export function withdrawalTransfers(
  evm: EvmChain,
  { number, hash, timestamp }: Pick<WireHeader, 'number' | 'hash' | 'timestamp'>,
  withdrawals: readonly ValidatorWithdrawal[] = [],
): Transfer[] {
  if (evm.quirks.withdrawals === 'token') return [];
  const { id, nativeAsset } = evm.chain;
  return withdrawals
    .filter((withdrawal) => withdrawal.amountBase > 0n)
    .map((withdrawal) => ({
      chain: id,
      height: number,
      blockHash: hash,
      time: isoTime(timestamp),
      tx: `withdrawal-${withdrawal.index}`,
      txIndex: afterTransactions,
      position: positionBand.value,
      from: accountOf(evm, zeroAddress),
      to: accountOf(evm, withdrawal.address),
      asset: nativeAsset,
      amountBase: withdrawal.amountBase,
      kind: 'withdrawal',
    }));
}

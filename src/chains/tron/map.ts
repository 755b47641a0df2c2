import { type AssetId, assetId } from '../../domain/caip.ts';
import { type ChainEvent, positionBand, type Transfer } from '../../domain/transfer.ts';
import { memoOfBytes } from '../memo.ts';
import {
  accountOf,
  cataloguedEvents,
  chainEvents,
  isoTime,
  type TimedLog,
  tokenTransfers,
  zeroAddress,
} from '../token-transfers.ts';
import type { TronChain } from './tron-chain.ts';
import type { ContractValue, WireBlock, WireInfo, WireTransaction } from './wire.ts';

/** A transaction with what became of it, and where its logs begin among those of the block. */
export interface ExecutedTransaction {
  readonly block: WireBlock;
  readonly transaction: WireTransaction;
  readonly txIndex: number;
  readonly info: WireInfo;
  readonly firstLogIndex: number;
}

/** The transactions of a block with their outcomes. Both lists are in the same order. */
export function executedOf(block: WireBlock, infos: readonly WireInfo[]): ExecutedTransaction[] {
  let firstLogIndex = 0;
  return block.transactions.flatMap((transaction, txIndex) => {
    const info = infos[txIndex];
    if (!info) return [];
    const executed = { block, transaction, txIndex, info, firstLogIndex };
    firstLogIndex += info.log.length;
    return [executed];
  });
}

/**
 * A failed contract says so in its receipt, a failed plain transfer in the transaction's own
 * result; a receipt without a word is a success.
 */
export function hasFailed({ transaction, info }: ExecutedTransaction): boolean {
  const outcome = info.receipt.result ?? transaction.ret?.[0]?.contractRet ?? 'SUCCESS';
  return info.result === 'FAILED' || outcome !== 'SUCCESS';
}

type Moved = Pick<Transfer, 'position' | 'amountBase' | 'kind'> & {
  readonly from: string;
  readonly to: string;
  readonly asset?: AssetId;
};

const msPerSecond = 1_000;

function transferOf(tron: TronChain, executed: ExecutedTransaction, moved: Moved): Transfer {
  const { block, transaction, txIndex } = executed;
  const { number, timestamp } = block.block_header.raw_data;
  const asset = moved.asset ?? tron.chain.nativeAsset;
  const listed = asset === tron.chain.nativeAsset || tron.listedAssets.has(asset);
  return {
    chain: tron.chain.id,
    height: number,
    blockHash: block.blockID,
    time: isoTime(timestamp / msPerSecond),
    tx: transaction.txID,
    txIndex,
    position: moved.position,
    from: accountOf(tron, moved.from),
    to: accountOf(tron, moved.to),
    asset,
    amountBase: moved.amountBase,
    kind: moved.kind,
    ...(listed ? {} : { suspect: 'unlisted-asset' }),
  };
}

/** A TRC-10 asset by its id: CAIP-19 has no name of its own for it, its digits are the reference. */
function trc10(tron: TronChain, tokenId: string): AssetId {
  return assetId(`${tron.chain.id}/trc10:${tokenId}`);
}

const textOfHex = (hex: string) => Buffer.from(hex, 'hex').toString('latin1');

/** What the transaction's own contract moved, native and TRC-10. */
function valuesOf(tron: TronChain, type: string, value: ContractValue, info: WireInfo): Moved[] {
  const from = value.owner_address;
  const to = value.to_address ?? value.contract_address ?? info.contract_address;
  if (from === undefined || to === undefined) return [];
  const base = { position: positionBand.value, from, to } as const;
  if (type === 'TransferContract') {
    return [{ ...base, amountBase: value.amount ?? 0n, kind: 'native' }];
  }
  if (type === 'TransferAssetContract') {
    const asset = trc10(tron, textOfHex(value.asset_name ?? ''));
    return [{ ...base, asset, amountBase: value.amount ?? 0n, kind: 'token' }];
  }
  if (type !== 'TriggerSmartContract' && type !== 'CreateSmartContract') return [];
  const native = value.call_value ?? value.new_contract?.call_value ?? 0n;
  const asset = trc10(tron, String(value.token_id ?? 0));
  const token = value.call_token_value ?? 0n;
  return [
    { ...base, amountBase: native, kind: 'native' },
    { ...base, position: positionBand.value + 1, asset, amountBase: token, kind: 'token' },
  ];
}

function contractTransfers(tron: TronChain, executed: ExecutedTransaction): Transfer[] {
  const { transaction, info } = executed;
  const [contract] = transaction.raw_data.contract;
  if (!contract) return [];
  const memo = memoOfBytes(transaction.raw_data.data ?? '');
  return valuesOf(tron, contract.type, contract.parameter.value, info)
    .filter((moved) => moved.amountBase > 0n)
    .map((moved) => transferOf(tron, executed, moved))
    .map((transfer) => (memo === undefined ? transfer : { ...transfer, memo }));
}

function internalTransfers(tron: TronChain, executed: ExecutedTransaction): Transfer[] {
  const values = executed.info.internal_transactions
    .filter((internal) => !internal.rejected)
    .flatMap((internal) =>
      internal.callValueInfo.map((value) => ({
        ...value,
        from: internal.caller_address,
        to: internal.transferTo_address,
      })),
    )
    .filter(({ callValue = 0n }) => callValue > 0n);
  return values.map(({ from, to, callValue = 0n, tokenId }, order) =>
    transferOf(tron, executed, {
      ...{ from, to, amountBase: callValue, position: positionBand.internal + order },
      ...(tokenId === undefined
        ? { kind: 'internal' }
        : { kind: 'token', asset: trc10(tron, tokenId) }),
    }),
  );
}

function feeTransfers(tron: TronChain, executed: ExecutedTransaction): Transfer[] {
  const from = executed.transaction.raw_data.contract[0]?.parameter.value.owner_address;
  const { fee = 0n } = executed.info;
  if (from === undefined || fee === 0n) return [];
  const to = zeroAddress;
  const position = positionBand.fee;
  return [transferOf(tron, executed, { position, from, to, amountBase: fee, kind: 'fee' })];
}

function rewardTransfers(tron: TronChain, executed: ExecutedTransaction): Transfer[] {
  const to = executed.transaction.raw_data.contract[0]?.parameter.value.owner_address;
  const { withdraw_amount: amountBase = 0n } = executed.info;
  if (to === undefined || amountBase === 0n) return [];
  const moved = { position: positionBand.value, from: zeroAddress, to, amountBase } as const;
  return [transferOf(tron, executed, { ...moved, kind: 'reward' })];
}

function logsOf({ block, transaction, txIndex, info, firstLogIndex }: ExecutedTransaction) {
  const { number, timestamp } = block.block_header.raw_data;
  return info.log.map(
    (log, index): TimedLog => ({
      timestamp: timestamp / msPerSecond,
      log: {
        address: `0x${log.address}`,
        topics: log.topics.map((topic) => `0x${topic}`),
        data: `0x${log.data}`,
        blockNumber: number,
        blockHash: block.blockID,
        transactionHash: transaction.txID,
        transactionIndex: txIndex,
        logIndex: firstLogIndex + index,
      },
    }),
  );
}

/** Everything that a transaction moved, in the order of positions. */
export function transfersOf(tron: TronChain, executed: ExecutedTransaction): Transfer[] {
  const fee = feeTransfers(tron, executed);
  if (hasFailed(executed)) return fee;
  return [
    ...contractTransfers(tron, executed),
    ...rewardTransfers(tron, executed),
    ...tokenTransfers(tron, logsOf(executed)),
    ...internalTransfers(tron, executed),
    ...fee,
  ];
}

/** The events of a transaction; none of one that failed. */
export function eventsOf(tron: TronChain, executed: ExecutedTransaction): ChainEvent[] {
  return hasFailed(executed) ? [] : chainEvents(tron, logsOf(executed));
}

/** Those of catalogued contracts alone: what is stored of a whole block. */
export function cataloguedEventsOf(tron: TronChain, executed: ExecutedTransaction): ChainEvent[] {
  return hasFailed(executed) ? [] : cataloguedEvents(tron, tron.catalogue, logsOf(executed));
}

import { readFileSync } from 'node:fs';
import { eventAccount, tokenAsset } from '../src/crosschain/event-values.ts';
import type { TransactionRecord } from '../src/crosschain/transaction-record.ts';
import { type AssetId, addressOf, assetId, type ChainId, chainId } from '../src/domain/caip.ts';
import { messageOf } from '../src/domain/errors.ts';
import { type ChainEvent, positionBand, type Transfer } from '../src/domain/transfer.ts';

/** A transaction with its receipt and its internal transfers, as JSON-RPC and explorers give them. */
export interface RecordedTransaction {
  readonly chainId: number;
  readonly hash: string;
  readonly timestamp: number | string;
  readonly tx: {
    readonly from: string;
    readonly to?: string | null;
    readonly value?: string | number | null;
    readonly input?: string | null;
    readonly blockNumber?: string | number | null;
  };
  readonly receipt: {
    readonly blockHash?: string | null;
    readonly transactionIndex?: string | null;
    /** `0x0` of one that failed: then nothing moved. */
    readonly status?: string | number | null;
    readonly logs?: readonly {
      readonly address: string;
      readonly topics: readonly string[];
      readonly data?: string | null;
      readonly logIndex: string | number;
    }[];
  };
  readonly internal?:
    | readonly {
        readonly from: string;
        readonly to?: string | null;
        readonly value?: string | number | null;
        readonly type?: string | null;
        readonly isError?: string | number | boolean | null;
      }[]
    | null;
}

const transferTopic = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/** On zkSync chains the native coin moves by the logs of this contract, fees to the bootloader. */
const baseToken = '0x000000000000000000000000000000000000800a';
const bootloader = '0000000000000000000000000000000000008001';

/** SLIP-44 coin types of the native assets; other chains are named by their own chain id. */
const nativeCoins: Readonly<Record<number, number>> = {
  1: 60,
  10: 60,
  56: 714,
  100: 700,
  137: 966,
  324: 60,
  8453: 60,
  42161: 60,
  43114: 9005,
  59144: 60,
  534352: 60,
};

/** A row of a file, or why it cannot be read: it is scored as wrong, and the others go on. */
export type ReadRow<Row> =
  | { readonly row: Row }
  | { readonly line: number; readonly fault: string };

/** The rows of a file of one JSON object a line. */
export function readRows<Row>(path: string): ReadRow<Row>[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.flatMap((text, index) =>
    text.trim() === '' ? [] : [readRow<Row>(text, index + 1)],
  );
}

function readRow<Row>(text: string, line: number): ReadRow<Row> {
  try {
    return { row: JSON.parse(text) as Row };
  } catch (error) {
    return { line, fault: messageOf(error) };
  }
}

/** CAIP-19 id of the native asset of a chain. */
export function nativeAssetOf(number: number): AssetId {
  return assetId(`eip155:${number}/slip44:${nativeCoins[number] ?? number}`);
}

/** What the product's decoders read of a recorded transaction. */
export function recordOf(row: RecordedTransaction): TransactionRecord {
  const chain = chainId(`eip155:${row.chainId}`);
  const nativeAsset = nativeAssetOf(row.chainId);
  const frame = {
    chain,
    tx: row.hash.toLowerCase(),
    height: Number(row.tx.blockNumber ?? 0),
    time: new Date(Number(row.timestamp) * 1000).toISOString(),
    txIndex: Number(row.receipt.transactionIndex ?? 0),
    blockHash: row.receipt.blockHash ?? '',
  };
  const failed = Number(row.receipt.status ?? 1) === 0;
  const logs = failed ? [] : (row.receipt.logs ?? []);
  const logged = logs.some((log) => log.address.toLowerCase() === baseToken);
  const moved = failed || logged ? [] : nativeTransfers(row, chain, nativeAsset);
  const native = moved.map((t) => ({ ...frame, ...t }));
  const events: ChainEvent[] = logs.map((log) => ({
    ...frame,
    logIndex: Number(log.logIndex),
    contract: eventAccount(chain, log.address),
    topics: log.topics.map((topic) => topic.toLowerCase()),
    data: (log.data ?? '0x').toLowerCase(),
  }));
  const tokens = events.flatMap((event) => tokenTransfer(event, nativeAsset) ?? []);
  const transfers = [...native, ...tokens].sort((a, b) => a.position - b.position);
  return {
    chain,
    tx: frame.tx,
    height: frame.height,
    time: frame.time,
    from: eventAccount(chain, row.tx.from),
    ...(row.tx.to ? { to: eventAccount(chain, row.tx.to) } : {}),
    input: row.tx.input ?? '0x',
    nativeAsset,
    transfers,
    events,
  };
}

type BareTransfer = Pick<Transfer, 'position' | 'from' | 'to' | 'asset' | 'amountBase' | 'kind'>;

/** What of the internal calls moves value: those of another kind run on the caller's own balance. */
const movingCalls = new Set(['call', 'create', 'create2', 'suicide', 'selfdestruct']);

function nativeTransfers(row: RecordedTransaction, chain: ChainId, asset: AssetId): BareTransfer[] {
  const { from, to, value } = row.tx;
  const own = { from, to: to ?? '', value };
  const calls = (row.internal ?? []).filter(
    ({ type, isError, to }) =>
      movingCalls.has((type || 'call').toLowerCase()) && Number(isError ?? 0) === 0 && to,
  );
  // Some explorers list the transaction itself among its internal calls.
  const itself = calls.findIndex((call) => isSameMove(call, own));
  const inner = calls.filter((_, index) => index !== itself);
  const transferOf = (call: Move, position: number, kind: 'native' | 'internal'): BareTransfer => ({
    position,
    from: eventAccount(chain, call.from),
    to: eventAccount(chain, call.to),
    asset,
    amountBase: BigInt(call.value ?? 0),
    kind,
  });
  return [
    ...(to ? [transferOf(own, positionBand.value, 'native')] : []),
    ...inner.map((call, index) => transferOf(call, positionBand.internal + index, 'internal')),
  ].filter((t) => t.amountBase > 0n);
}

type Move = {
  readonly from: string;
  readonly to?: string | null;
  readonly value?: string | number | null | undefined;
};

function isSameMove(a: Move, b: Move): boolean {
  const key = ({ from, to, value }: Move) => `${from} ${to} ${BigInt(value ?? 0)}`.toLowerCase();
  return key(a) === key(b);
}

/** Contracts whose `Transfer` logs tell of the native coin itself, by chain. */
const nativeTokens: Readonly<Record<string, string>> = {
  'eip155:42220': '0x471ece3750da237f93b8e339c536989b8978a438',
  'eip155:1088': '0xdeaddeaddeaddeaddeaddeaddeaddeaddead0000',
};
/** Polygon's logs of this contract repeat native transfers. */
const repeated = '0x0000000000000000000000000000000000001010';

function tokenTransfer(event: ChainEvent, nativeAsset: AssetId): Transfer | undefined {
  const [topic, from, to] = event.topics;
  if (topic !== transferTopic || event.topics.length !== 3 || event.data.length < 66)
    return undefined;
  const { logIndex, contract, topics: _topics, data, ...frame } = event;
  const address = addressOf(contract);
  if (event.chain === 'eip155:137' && address === repeated) return undefined;
  const isNative = address === baseToken || address === nativeTokens[event.chain];
  if (isNative && [from, to].some((topic) => topic?.endsWith(bootloader))) return undefined;
  return {
    ...frame,
    position: positionBand.log + logIndex,
    from: eventAccount(event.chain, `0x${from?.slice(26)}`),
    to: eventAccount(event.chain, `0x${to?.slice(26)}`),
    asset: isNative ? nativeAsset : tokenAsset(contract),
    amountBase: BigInt(data.slice(0, 66)),
    kind: 'token',
  };
}

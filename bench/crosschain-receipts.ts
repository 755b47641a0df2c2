import { readFileSync } from 'node:fs';
import { eventAccount, tokenAsset } from '../src/crosschain/event-values.ts';
import type { TransactionRecord } from '../src/crosschain/transaction-record.ts';
import { type AssetId, assetId, type ChainId, chainId } from '../src/domain/caip.ts';
import { type ChainEvent, positionBand, type Transfer } from '../src/domain/transfer.ts';

/** A transaction with its receipt and its internal transfers, as JSON-RPC and explorers give them. */
export interface RecordedTransaction {
  readonly chainId: number;
  readonly hash: string;
  readonly timestamp: number;
  readonly tx: {
    readonly from: string;
    readonly to: string | null;
    readonly value: string;
    readonly input: string;
    readonly blockNumber: string;
  };
  readonly receipt: {
    readonly blockHash: string;
    readonly transactionIndex?: string;
    readonly logs: readonly {
      readonly address: string;
      readonly topics: readonly string[];
      readonly data: string;
      readonly logIndex: string;
    }[];
  };
  readonly internal: readonly {
    readonly from: string;
    readonly to: string;
    readonly value: string;
    readonly type?: string;
    readonly isError?: string;
  }[];
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

/** The rows of a file of one JSON object a line. */
export function readRows<Row>(path: string): Row[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as Row);
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
    height: Number(row.tx.blockNumber),
    time: new Date(row.timestamp * 1000).toISOString(),
    txIndex: Number(row.receipt.transactionIndex ?? 0),
    blockHash: row.receipt.blockHash,
  };
  const logged = row.receipt.logs.some((log) => log.address.toLowerCase() === baseToken);
  const native = (logged ? [] : nativeTransfers(row, chain, nativeAsset)).map((t) => ({
    ...frame,
    ...t,
  }));
  const events: ChainEvent[] = row.receipt.logs.map((log) => ({
    ...frame,
    logIndex: Number(log.logIndex),
    contract: eventAccount(chain, log.address),
    topics: log.topics.map((topic) => topic.toLowerCase()),
    data: log.data,
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
    input: row.tx.input,
    nativeAsset,
    transfers,
    events,
  };
}

type BareTransfer = Pick<Transfer, 'position' | 'from' | 'to' | 'asset' | 'amountBase' | 'kind'>;

function nativeTransfers(row: RecordedTransaction, chain: ChainId, asset: AssetId): BareTransfer[] {
  const own: BareTransfer[] = row.tx.to
    ? [
        {
          position: positionBand.value,
          from: eventAccount(chain, row.tx.from),
          to: eventAccount(chain, row.tx.to),
          asset,
          amountBase: BigInt(row.tx.value),
          kind: 'native',
        },
      ]
    : [];
  const calls = row.internal.filter((call) => call.isError !== '1' && call.to);
  const inner = calls.map(
    (call, index): BareTransfer => ({
      position: positionBand.internal + index,
      from: eventAccount(chain, call.from),
      to: eventAccount(chain, call.to),
      asset,
      amountBase: BigInt(call.value),
      kind: 'internal',
    }),
  );
  return [...own, ...inner].filter((t) => t.amountBase > 0n);
}

function tokenTransfer(event: ChainEvent, nativeAsset: AssetId): Transfer | undefined {
  const [topic, from, to] = event.topics;
  if (topic !== transferTopic || event.topics.length !== 3 || event.data.length < 66)
    return undefined;
  const { logIndex, contract, topics: _topics, data, ...frame } = event;
  const isNative = contract.endsWith(baseToken);
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

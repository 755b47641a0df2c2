import { id } from 'ethers';
import { readAccount } from '../accounts/account.ts';
import { type AccountId, type AssetId, addressOf, assetId } from '../domain/caip.ts';
import type { Chain } from '../domain/chain.ts';
import type { ChainEvent, Transfer, TransferKind } from '../domain/transfer.ts';
import { positionBand } from '../domain/transfer.ts';

/** ERC-20, EIP-20. ERC-721 shares the signature but indexes its third argument. */
export const transferTopic = id('Transfer(address,address,uint256)');
/** WETH9. */
export const depositTopic = id('Deposit(address,uint256)');
export const withdrawalTopic = id('Withdrawal(address,uint256)');

/** How logs of a chain of contracts become its transfers. Addresses are 0x and 20 bytes, lower case. */
export interface LogWords {
  readonly chain: Chain;
  /** CAIP-19 namespace of its tokens. */
  readonly tokenNamespace: 'erc20' | 'trc20';
  readonly quirks: LogQuirks;
  /** Assets of `config/assets.yml`; a token that is not among them is kept and marked. */
  readonly listedAssets: ReadonlySet<AssetId>;
}

/** How a chain departs from Ethereum in what its logs say. */
export interface LogQuirks {
  /** The canonical WETH9: its `Deposit` and `Withdrawal` mint and burn. */
  readonly wrappedNative?: string | undefined;
  /** Contracts whose logs repeat native transfers (Polygon's 0x…1010). */
  readonly ignoreLogsOf?: readonly string[] | undefined;
  /** The contract whose `Transfer` logs are the native transfers, fees among them (zkSync's 0x…800a). */
  readonly nativeTransferLogs?: string | undefined;
}

/** A log as the execution gave it. */
export interface ChainLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: number;
  readonly blockHash: string;
  readonly transactionHash: string;
  readonly transactionIndex: number;
  readonly logIndex: number;
}

/** A log, and the time of its block in seconds. */
export interface TimedLog {
  readonly log: ChainLog;
  readonly timestamp: number;
}

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly amountBase: bigint;
}

const addressOfTopic = (topic: string) => `0x${topic.slice(26)}`;
export const zeroAddress = `0x${'0'.repeat(40)}`;

/** What was worked out for a chain's addresses: the same few are named again and again. */
interface Remembered {
  readonly accounts: Map<string, AccountId>;
  readonly assets: Map<string, AssetId>;
}
const rememberedMax = 50_000;
const remembered = new WeakMap<Chain, Remembered>();

function rememberedOf(chain: Chain): Remembered {
  const known = remembered.get(chain);
  if (known && known.accounts.size < rememberedMax) return known;
  const empty = { accounts: new Map(), assets: new Map() };
  remembered.set(chain, empty);
  return empty;
}

/** The canonical account of an address that a source gave, in any spelling of its chain. */
export function accountOf({ chain }: Pick<LogWords, 'chain'>, address: string): AccountId {
  const { accounts } = rememberedOf(chain);
  const found = accounts.get(address);
  if (found !== undefined) return found;
  const account = readAccount(chain.id, address);
  accounts.set(address, account);
  return account;
}

/** The asset of a token's contract: its address, never its symbol. */
export function tokenAsset(
  words: Pick<LogWords, 'chain' | 'tokenNamespace'>,
  contract: string,
): AssetId {
  const { assets } = rememberedOf(words.chain);
  const found = assets.get(contract);
  if (found !== undefined) return found;
  const address = addressOf(accountOf(words, contract));
  const asset = assetId(`${words.chain.id}/${words.tokenNamespace}:${address}`);
  assets.set(contract, asset);
  return asset;
}

/** ISO 8601 UTC of a block's timestamp in seconds. */
export function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString();
}

const wordPattern = /^0x[0-9a-f]{64}$/;

/** What a log moves, if it is an ERC-20 `Transfer` or a wrapping of the native asset. */
function movementOf(words: LogWords, log: ChainLog): Movement | undefined {
  const [topic, first, second] = log.topics;
  if (first === undefined || !wordPattern.test(log.data)) return undefined;
  if (words.quirks.ignoreLogsOf?.includes(log.address)) return undefined;
  const amountBase = BigInt(log.data);
  const party = addressOfTopic(first);
  if (topic === transferTopic && second !== undefined && log.topics.length === 3) {
    return { from: party, to: addressOfTopic(second), amountBase };
  }
  if (log.address !== words.quirks.wrappedNative || log.topics.length !== 2) return undefined;
  if (topic === depositTopic) return { from: zeroAddress, to: party, amountBase };
  if (topic === withdrawalTopic) return { from: party, to: zeroAddress, amountBase };
  return undefined;
}

/** Some wrapped assets say both `Deposit` and `Transfer` from zero for one wrapping. */
function saidTwice(
  words: LogWords,
  logs: readonly TimedLog[],
): (log: ChainLog, m: Movement) => boolean {
  const key = (log: ChainLog, m: Movement) =>
    `${log.transactionHash} ${m.from} ${m.to} ${m.amountBase}`;
  const byTransfer = new Set<string>();
  for (const { log } of logs) {
    if (log.address !== words.quirks.wrappedNative || log.topics[0] !== transferTopic) continue;
    const movement = movementOf(words, log);
    if (movement) byTransfer.add(key(log, movement));
  }
  return (log, movement) =>
    byTransfer.size > 0 && log.topics[0] !== transferTopic && byTransfer.has(key(log, movement));
}

function kindOf(movement: Movement, native: boolean): TransferKind {
  if (movement.from === zeroAddress) return 'mint';
  if (movement.to === zeroAddress) return 'burn';
  return native ? 'native' : 'token';
}

function suspectOf(
  words: LogWords,
  t: Pick<Transfer, 'asset' | 'amountBase'>,
): Transfer['suspect'] {
  if (!words.listedAssets.has(t.asset) && t.asset !== words.chain.nativeAsset)
    return 'unlisted-asset';
  // Anyone may move nothing from anyone (`transferFrom` of zero): it shows no will of the holder.
  return t.amountBase === 0n ? 'spoofed' : undefined;
}

function transferOf(words: LogWords, log: ChainLog, time: string, movement: Movement): Transfer {
  const { chain } = words;
  const native = log.address === words.quirks.nativeTransferLogs;
  const asset = native ? chain.nativeAsset : tokenAsset(words, log.address);
  const suspect = suspectOf(words, { asset, amountBase: movement.amountBase });
  return {
    chain: chain.id,
    height: log.blockNumber,
    blockHash: log.blockHash,
    time,
    tx: log.transactionHash,
    txIndex: log.transactionIndex,
    position: positionBand.log + log.logIndex,
    from: accountOf(words, movement.from),
    to: accountOf(words, movement.to),
    asset,
    amountBase: movement.amountBase,
    kind: kindOf(movement, native),
    ...(suspect === undefined ? {} : { suspect }),
  };
}

/**
 * The token transfers that logs tell of, in the order of the logs. All logs of a transaction that
 * concern the account in question must be among them (see `saidTwice`).
 */
export function tokenTransfers(words: LogWords, logs: readonly TimedLog[]): Transfer[] {
  const repeated = saidTwice(words, logs);
  const transfers: Transfer[] = [];
  let block = { timestamp: 0, time: isoTime(0) };
  for (const { log, timestamp } of logs) {
    const movement = movementOf(words, log);
    if (!movement || repeated(log, movement)) continue;
    if (timestamp !== block.timestamp) block = { timestamp, time: isoTime(timestamp) };
    transfers.push(transferOf(words, log, block.time, movement));
  }
  return transfers;
}

/** The logs as events, for the decoders of swaps and bridges. */
export function chainEvents(words: LogWords, logs: readonly TimedLog[]): ChainEvent[] {
  return logs.map(({ log, timestamp }) => ({
    chain: words.chain.id,
    height: log.blockNumber,
    blockHash: log.blockHash,
    time: isoTime(timestamp),
    tx: log.transactionHash,
    txIndex: log.transactionIndex,
    logIndex: log.logIndex,
    contract: accountOf(words, log.address),
    topics: log.topics,
    data: log.data,
  }));
}

/** The events of catalogued contracts alone: what is stored of a whole block. */
export function cataloguedEvents(
  words: LogWords,
  catalogue: ReadonlySet<string>,
  logs: readonly TimedLog[],
): ChainEvent[] {
  return chainEvents(
    words,
    logs.filter(({ log }) => catalogue.has(log.address)),
  );
}

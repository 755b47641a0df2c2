import { id } from 'ethers';
import type { ChainEvent, Transfer, TransferKind } from '../../domain/transfer.ts';
import { positionBand } from '../../domain/transfer.ts';
import { accountOf, type EvmChain, isoTime, tokenAsset, zeroAddress } from './evm-chain.ts';
import type { WireLog } from './wire.ts';

/** ERC-20, EIP-20. ERC-721 shares the signature but indexes its third argument. */
export const transferTopic = id('Transfer(address,address,uint256)');
/** WETH9. */
export const depositTopic = id('Deposit(address,uint256)');
export const withdrawalTopic = id('Withdrawal(address,uint256)');

/** A log, and the time of its block in seconds. */
export interface TimedLog {
  readonly log: WireLog;
  readonly timestamp: number;
}

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly amountBase: bigint;
}

const addressOfTopic = (topic: string) => `0x${topic.slice(26)}`;
const wordPattern = /^0x[0-9a-f]{64}$/;

/** What a log moves, if it is an ERC-20 `Transfer` or a wrapping of the native asset. */
function movementOf(evm: EvmChain, log: WireLog): Movement | undefined {
  const [topic, first, second] = log.topics;
  if (first === undefined || !wordPattern.test(log.data)) return undefined;
  if (evm.quirks.ignoreLogsOf?.includes(log.address)) return undefined;
  const amountBase = BigInt(log.data);
  const party = addressOfTopic(first);
  if (topic === transferTopic && second !== undefined && log.topics.length === 3) {
    return { from: party, to: addressOfTopic(second), amountBase };
  }
  if (log.address !== evm.quirks.wrappedNative || log.topics.length !== 2) return undefined;
  if (topic === depositTopic) return { from: zeroAddress, to: party, amountBase };
  if (topic === withdrawalTopic) return { from: party, to: zeroAddress, amountBase };
  return undefined;
}

/** Some wrapped assets say both `Deposit` and `Transfer` from zero for one wrapping. */
function saidTwice(
  evm: EvmChain,
  logs: readonly TimedLog[],
): (log: WireLog, m: Movement) => boolean {
  const key = (log: WireLog, m: Movement) =>
    `${log.transactionHash} ${m.from} ${m.to} ${m.amountBase}`;
  const byTransfer = new Set<string>();
  for (const { log } of logs) {
    if (log.address !== evm.quirks.wrappedNative || log.topics[0] !== transferTopic) continue;
    const movement = movementOf(evm, log);
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

function suspectOf(evm: EvmChain, t: Pick<Transfer, 'asset' | 'amountBase'>): Transfer['suspect'] {
  if (!evm.listedAssets.has(t.asset) && t.asset !== evm.chain.nativeAsset) return 'unlisted-asset';
  // Anyone may move nothing from anyone (`transferFrom` of zero): it shows no will of the holder.
  return t.amountBase === 0n ? 'spoofed' : undefined;
}

function transferOf(evm: EvmChain, timed: TimedLog, movement: Movement): Transfer {
  const { log } = timed;
  const { chain } = evm;
  const native = log.address === evm.quirks.nativeTransferLogs;
  const asset = native ? chain.nativeAsset : tokenAsset(chain.id, log.address);
  const suspect = suspectOf(evm, { asset, amountBase: movement.amountBase });
  return {
    chain: chain.id,
    height: log.blockNumber,
    blockHash: log.blockHash,
    time: isoTime(timed.timestamp),
    tx: log.transactionHash,
    txIndex: log.transactionIndex,
    position: positionBand.log + log.logIndex,
    from: accountOf(chain.id, movement.from),
    to: accountOf(chain.id, movement.to),
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
export function tokenTransfers(evm: EvmChain, logs: readonly TimedLog[]): Transfer[] {
  const repeated = saidTwice(evm, logs);
  return logs.flatMap((timed) => {
    const movement = movementOf(evm, timed.log);
    if (!movement || repeated(timed.log, movement)) return [];
    return [transferOf(evm, timed, movement)];
  });
}

/** The logs as events, for the decoders of swaps and bridges. */
export function chainEvents(evm: EvmChain, logs: readonly TimedLog[]): ChainEvent[] {
  return logs.map(({ log, timestamp }) => ({
    chain: evm.chain.id,
    height: log.blockNumber,
    blockHash: log.blockHash,
    time: isoTime(timestamp),
    tx: log.transactionHash,
    txIndex: log.transactionIndex,
    logIndex: log.logIndex,
    contract: accountOf(evm.chain.id, log.address),
    topics: log.topics,
    data: log.data,
  }));
}

/** The events of catalogued contracts alone: what is stored of a whole block. */
export function cataloguedEvents(evm: EvmChain, logs: readonly TimedLog[]): ChainEvent[] {
  return chainEvents(
    evm,
    logs.filter(({ log }) => evm.catalogue.has(log.address)),
  );
}

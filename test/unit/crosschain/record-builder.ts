import { Interface } from 'ethers';
import { eventAccount, tokenAsset } from '../../../src/crosschain/event-values.ts';
import type { TransactionRecord } from '../../../src/crosschain/transaction-record.ts';
import { type AccountId, type AssetId, assetId, chainId } from '../../../src/domain/caip.ts';
import { type ChainEvent, positionBand, type Transfer } from '../../../src/domain/transfer.ts';

/** An EVM address that is easy to tell apart in a test's output. */
export function address(n: number): string {
  return `0x${n.toString(16).padStart(4, '0').repeat(10)}`;
}

export type Step =
  | { transfer: readonly [from: string, to: string, token: string | 'native', amount: bigint] }
  | { emit: readonly [contract: string, abi: string, args: readonly unknown[]] };

/** Builds the record of a transaction from what happened in it, in order. */
export function buildRecord(given: {
  chain?: string;
  tx?: string;
  time?: string;
  from: string;
  to?: string;
  steps: readonly Step[];
}): TransactionRecord {
  const chain = chainId(given.chain ?? 'eip155:1');
  const nativeAsset = assetId(`${chain}/slip44:60`);
  const tx = given.tx ?? `0x${'ab'.repeat(32)}`;
  const time = given.time ?? '2025-03-01T00:00:00.000Z';
  const frame = { chain, tx, height: 100, time, txIndex: 0, blockHash: `0x${'cd'.repeat(32)}` };
  const transfers: Transfer[] = [];
  const events: ChainEvent[] = [];
  given.steps.forEach((step, index) => {
    if ('transfer' in step) {
      const [from, to, token, amountBase] = step.transfer;
      const native = token === 'native';
      transfers.push({
        ...frame,
        position: (native ? positionBand.internal : positionBand.log) + index,
        from: eventAccount(chain, from),
        to: eventAccount(chain, to),
        asset: native ? nativeAsset : tokenAsset(eventAccount(chain, token)),
        amountBase,
        kind: native ? 'internal' : 'token',
      });
      return;
    }
    const [contract, abi, args] = step.emit;
    const face = new Interface([abi]);
    const name = /^event\s+(\w+)/.exec(abi)?.[1] ?? '';
    const log = face.encodeEventLog(name, [...args]);
    events.push({
      ...frame,
      logIndex: index,
      contract: eventAccount(chain, contract),
      topics: log.topics.map(String),
      data: log.data,
    });
  });
  return {
    chain,
    tx,
    height: frame.height,
    time,
    from: eventAccount(chain, given.from),
    ...(given.to === undefined ? {} : { to: eventAccount(chain, given.to) }),
    nativeAsset,
    transfers,
    events,
  };
}

export function account(text: string, chain = 'eip155:1'): AccountId {
  return eventAccount(chainId(chain), text);
}

export function token(text: string, chain = 'eip155:1'): AssetId {
  return tokenAsset(account(text, chain));
}

import { createHash } from 'node:crypto';
import { transferKey } from '../domain/transfer.ts';
import type { PotTransfer } from '../tracing/coin-transfers.ts';

/** One transfer that a flow was traced from, and what it said at that time. */
export interface TransferDigest {
  readonly ordinal: number;
  readonly key: string;
  /** Hex. */
  readonly sha256: string;
}

/** sha256 over the facts of a transfer that tracing reads, in a fixed order. */
export function digestOf(transfer: PotTransfer): string {
  const { pots, height, txIndex, position, time, blockHash, from, to, asset, kind } = transfer;
  const facts = [
    transferKey(transfer),
    [height, txIndex, position].join(','),
    time,
    blockHash,
    from,
    to,
    asset,
    transfer.amountBase.toString(),
    kind,
    ...(pots ? [pots.from?.key ?? '', pots.to?.key ?? ''] : []),
  ];
  return createHash('sha256').update(facts.join('\n')).digest('hex');
}

/** Digests of transfers in the order in which they were used. */
export function digestsOfTransfers(transfers: readonly PotTransfer[]): TransferDigest[] {
  return transfers.map((transfer, ordinal) => ({
    ordinal,
    key: transferKey(transfer),
    sha256: digestOf(transfer),
  }));
}

/** One digest for all of them. */
export function combinedDigest(digests: readonly TransferDigest[]): string {
  const hash = createHash('sha256');
  for (const { key, sha256 } of digests) hash.update(`${key} ${sha256}\n`);
  return hash.digest('hex');
}

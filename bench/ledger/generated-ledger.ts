import { createHash } from 'node:crypto';
import { type AccountId, accountId } from '../../src/domain/caip.ts';
import { positionBand, type Transfer } from '../../src/domain/transfer.ts';
import { sandboxChain, sandboxStablecoin } from '../../src/runtime/sandbox/sandbox-chain.ts';
import { drawFrom } from '../tracing/generated-graph.ts';

/** Known to the product, and read from nowhere. */
export const chain = sandboxChain.chain.id;
export const asset = sandboxStablecoin.id;
export const transfersPerBlock = 200;

/** An address as far from its neighbours as on a real chain. */
export function accountOf(name: number | string): AccountId {
  return accountId(`${chain}:0x${digestOf(`account ${name}`).slice(0, 40)}`);
}

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Transfers `start` to `start + count` of a ledger among so many accounts, of which few are busy
 * and most are not: the rank of an account falls with the square of the draw.
 */
export function transfersOf(start: number, count: number, accounts: number): Transfer[] {
  const draw = drawFrom(start + 1);
  const account = () => accountOf(Math.floor(draw() ** 2 * accounts));
  return Array.from({ length: count }, (_, i) => {
    const place = start + i;
    const height = Math.floor(place / transfersPerBlock);
    return {
      chain,
      height,
      blockHash: `0x${digestOf(`block ${height}`)}`,
      time: new Date(1_700_000_000_000 + height * 12_000).toISOString(),
      tx: `0x${digestOf(`transaction ${place}`)}`,
      txIndex: place % transfersPerBlock,
      position: positionBand.log + (place % transfersPerBlock),
      from: account(),
      to: account(),
      asset,
      amountBase: 1n + BigInt(Math.floor(draw() * 1e9)) * 1_000n,
      kind: 'token',
    } satisfies Transfer;
  });
}

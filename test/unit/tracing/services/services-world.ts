import { type AccountId, accountId, assetId, chainId } from '../../../../src/domain/caip.ts';
import type { ServiceVerdict } from '../../../../src/domain/service-verdict.ts';
import type { Transfer } from '../../../../src/domain/transfer.ts';
import type { AccountHistory } from '../../../../src/tracing/services/infer-services.ts';

const chain = chainId('eip155:1');
const usdc = assetId('eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48');
const startMs = Date.parse('2026-01-01T00:00:00Z');
const blockMs = 12_000;

/** One unit of the asset. */
export const unit = 1_000_000n;
export const blocksOfDay = 7_200;
export const measure = { significantBase: 10n * unit, feeSlackBase: 0n };

export const wallet = (name: string | number): AccountId => accountId(`${chain}:0x${name}`);

/** Payments of tokens between named wallets, each at its block. */
export function payments(
  rows: readonly (readonly [from: string, to: string, units: number, block: number])[],
): Transfer[] {
  return rows.map(([from, to, units, height], index) => ({
    chain,
    height,
    blockHash: '',
    time: new Date(startMs + height * blockMs).toISOString(),
    tx: `tx-${index}`,
    txIndex: index,
    position: 0,
    from: wallet(from),
    to: wallet(to),
    asset: usdc,
    amountBase: BigInt(Math.round(units * 1_000_000)),
    kind: 'token',
  }));
}

/** The history of each wallet that takes part. */
export function historiesOf(transfers: readonly Transfer[]): AccountHistory[] {
  const accounts = new Set(transfers.flatMap(({ from, to }) => [from, to]));
  return [...accounts].map((account) => ({
    account,
    measure,
    transfers: transfers.filter(({ from, to }) => from === account || to === account),
  }));
}

export const exchange = (name: string): ServiceVerdict => ({
  account: wallet(name),
  kind: 'exchange',
  evidence: 'label',
  asOfBlock: 0,
  source: 'label',
});

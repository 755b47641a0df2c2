import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callsOfRows, executedOfRow } from '../../../../src/chains/evm/etherscan/map.ts';
import {
  internalRow,
  tokenRow,
  transactionRow,
} from '../../../../src/chains/evm/etherscan/wire.ts';
import type { EvmChain } from '../../../../src/chains/evm/evm-chain.ts';
import { nativeTransfers } from '../../../../src/chains/evm/map.ts';
import { page, tokenRow as tronTokenRow } from '../../../../src/chains/tron/trongrid/wire.ts';
import { assetId, chainId } from '../../../../src/domain/caip.ts';

/** Real answers of public services, kept outside of this repository. */
const folder = new URL('../../../../../shared/data/sources/', import.meta.url);
const accounts = new URL('etherscan_blockscout_account_samples.json', folder);
const internal = new URL('etherscan_txlistinternal_samples.json', folder);
const trc20 = new URL('trongrid_trc20.json', folder);
const absent = [accounts, internal, trc20].some((file) => !existsSync(file));
const why = absent ? ' (skipped: no recorded answers beside the repository)' : '';

interface Recorded {
  readonly query: { readonly action: string };
  readonly result: unknown;
}
// CAST: the form of the recordings, each checked by the schemas under test.
const read = (file: URL) => JSON.parse(readFileSync(file, 'utf8')) as Recorded[];

const chain = chainId('eip155:1');
const evm: EvmChain = {
  chain: {
    ...{ id: chain, name: 'Ethereum', kind: 'evm', ledger: 'account', synthetic: false },
    nativeAsset: assetId(`${chain}/slip44:60`),
    finality: { kind: 'tag', tag: 'finalized' },
  },
  tokenNamespace: 'erc20',
  quirks: {},
  listedAssets: new Set(),
  catalogue: new Set<string>(),
};

describe.skipIf(absent)(`recorded answers of explorers${why}`, () => {
  it('are understood row by row, transactions and token transfers', () => {
    let [transactions, tokens] = [0, 0];
    for (const { query, result } of read(accounts)) {
      if (query.action === 'txlist') transactions += z.array(transactionRow).parse(result).length;
      if (query.action === 'tokentx') tokens += z.array(tokenRow).parse(result).length;
    }
    expect(transactions).toBeGreaterThan(100);
    expect(tokens).toBeGreaterThan(10);
  });

  it('become native transfers: the value unless it failed, and a fee always', () => {
    for (const { query, result } of read(accounts)) {
      if (query.action !== 'txlist') continue;
      for (const row of z.array(transactionRow).parse(result)) {
        const moved = nativeTransfers(evm, executedOfRow(row, []));
        const value = moved.find((t) => t.kind === 'native')?.amountBase ?? 0n;
        const fee = moved.find((t) => t.kind === 'fee')?.amountBase ?? 0n;
        expect(value).toBe(row.isError === '1' ? 0n : row.value);
        expect(fee).toBe(row.gasPrice * row.gasUsed);
      }
    }
  });

  it('tell internal transfers with a receiver, created contracts among them', () => {
    let calls = 0;
    for (const { result } of read(internal)) {
      for (const call of callsOfRows(z.array(internalRow).parse(result))) {
        expect(call.to).toMatch(/^0x[0-9a-f]{40}$/);
        expect(call.amountBase).toBeGreaterThan(0n);
        calls += 1;
      }
    }
    expect(calls).toBeGreaterThan(100);
  });

  it('of TronGrid are understood too', () => {
    // CAST: the form of the recording.
    const { response } = JSON.parse(readFileSync(trc20, 'utf8')) as { response: unknown };
    const [row] = page(tronTokenRow).parse(response).data;
    expect(row).toMatchObject({ type: 'Transfer', value: '195170000' });
  });
});

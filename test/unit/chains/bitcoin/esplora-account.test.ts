import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../../src/accounts/account.ts';
import { EsploraProvider } from '../../../../src/chains/bitcoin/esplora/provider.ts';
import type { HttpRequest } from '../../../../src/chains/http.ts';
import { bitcoinProviderSettings } from '../../../support/bitcoin-source.ts';
import { bitcoin } from '../../../support/utxo-builder.ts';

const account = readAccount(bitcoin, '1BoatSLRHtKNngkdXEeobR76b53LETtpyT');
const { signal } = new AbortController();
/** The newest of the account's transactions is in the block of that height, each in its own. */
const newest = 60_000;

/** A server with an account of so many transactions, and what it was asked. */
function server(count: number) {
  const asked: string[] = [];
  const http = ({ url }: HttpRequest) => {
    const { pathname } = new URL(url);
    asked.push(pathname);
    const isPage = pathname.includes('/txs/chain');
    const answer = isPage ? pageAfter(pathname) : { chain_stats: { tx_count: count } };
    return Promise.resolve({ status: 200, text: JSON.stringify(answer) });
  };
  const pageAfter = (pathname: string) => {
    const last = pathname.split('/txs/chain/')[1];
    const first = last === undefined ? newest : Number.parseInt(last, 16) - 1;
    return Array.from({ length: Math.min(25, first - (newest - count)) }, (_, at) => ({
      txid: (first - at).toString(16).padStart(64, '0'),
      status: { confirmed: true, block_height: first - at, block_hash: 'ab'.repeat(32) },
    }));
  };
  const settings = bitcoinProviderSettings('https://esplora.example', 'esplora');
  return { provider: new EsploraProvider(settings, http), asked };
}

describe('the transactions of an account at Esplora', () => {
  it('are not listed from the first block on where their count says that they are too many', async () => {
    const { provider, asked } = server(50_001);
    const range = { fromHeight: 0, toHeight: newest };
    await expect(provider.accountTransactions(account, range, signal)).rejects.toMatchObject({
      code: 'source.too-large',
    });
    expect(asked).toHaveLength(1);
  });

  it('are listed, however many there are, where few are in the range', async () => {
    const { provider } = server(55_000);
    const range = { fromHeight: newest - 29, toHeight: newest };
    const found = await provider.accountTransactions(account, range, signal);
    expect(found.map(({ height }) => height)).toEqual(
      Array.from({ length: 30 }, (_, at) => newest - at),
    );
  });

  it('are all listed from the first block on where they are not', async () => {
    const { provider } = server(60);
    const range = { fromHeight: 0, toHeight: newest };
    expect(await provider.accountTransactions(account, range, signal)).toHaveLength(60);
  });
});

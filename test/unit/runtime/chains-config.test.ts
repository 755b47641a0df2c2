import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openChainSource } from '../../../src/chains/open-chain-source.ts';
import { readAssetsConfig } from '../../../src/runtime/config/assets.ts';
import { readChainsConfig } from '../../../src/runtime/config/chains.ts';

const chainsText = readFileSync('config/chains.yml', 'utf8');
const assetsText = readFileSync('config/assets.yml', 'utf8');

const oneChain = (row: string) => `chains:
  eip155:5777:
    name: Own chain
    kind: evm
    native: { slip44: 60, symbol: ETH, decimals: 18 }
    finality: { confirmations: 12 }
${row}`;

describe('config/chains.yml', () => {
  it('reads the shipped chains; providers whose variables are not set are off', () => {
    const chains = readChainsConfig(chainsText, {});
    expect(chains.map(({ chain }) => chain.id)).toContain('eip155:1');
    expect(chains.flatMap(({ providers }) => providers)).toEqual([]);
  });

  it('switches a provider on by its variables', () => {
    const environment = { ETHEREUM_RPC_URL: 'https://node.example/secret', ETHERSCAN_API_KEY: 'k' };
    const ethereum = readChainsConfig(chainsText, environment)[0];
    expect(ethereum?.providers.map(({ name }) => name)).toEqual(['ethereum-node', 'etherscan']);
    expect(ethereum?.providers[0]?.url).toBe('https://node.example/secret');
    expect(ethereum?.providers[1]).toMatchObject({
      key: 'k',
      rate: { requestsPerSecond: 3, requestsPerDay: 100_000 },
    });
  });

  it('makes a source of a chain that is nothing but a row', () => {
    const text = oneChain('    providers: [{ name: own, dialect: rpc, url: http://127.0.0.1:1 }]');
    const [configured] = readChainsConfig(text, {});
    const [provider] = configured?.providers ?? [];
    if (!configured || !provider) throw new Error('no provider');
    const source = openChainSource(configured, provider, {
      listedAssets: new Set(),
      catalogue: new Set(),
    });
    expect(source.chain).toBe('eip155:5777');
    expect(source.name).toBe('own/rpc');
  });

  it.each([
    ['an unknown setting', oneChain('    providerz: []'), /eip155:5777/],
    ['a wrong contract', oneChain('    wrappedNative: "0xABC"'), /lower-case address/],
    ['no kind', 'chains: { "eip155:1": { name: x } }', /kind/],
    [
      'a URL that is none',
      oneChain('    providers: [{ name: own, dialect: rpc, url: nonsense-with-key }]'),
      /URL of own is not a URL/,
    ],
  ])('says where it is wrong: %s', (_what, text, message) => {
    expect(() => readChainsConfig(text, {})).toThrow(message);
    expect(() => readChainsConfig(text, {})).not.toThrow(/nonsense-with-key/);
  });
});

describe('config/assets.yml', () => {
  it('reads the shipped assets, each a valid contract of its chain, once', () => {
    const assets = readAssetsConfig(assetsText);
    expect(new Set(assets.map(({ id }) => id)).size).toBe(assets.length);
    const usdt = (chain: string) => assets.find((a) => a.chain === chain && a.symbol === 'USDT');
    expect(usdt('eip155:1')?.decimals).toBe(6);
    expect(usdt('eip155:56')?.decimals).toBe(18);
    expect(usdt('tron:0x2b6653dc')?.id).toBe(
      'tron:0x2b6653dc/trc20:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    );
  });

  it('refuses a contract that is no address of its chain', () => {
    const text = 'eip155:1: { TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t: { symbol: X, decimals: 6 } }';
    expect(() => readAssetsConfig(text)).toThrow(/address/i);
  });
});

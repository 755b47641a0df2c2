import { afterAll, beforeAll, expect, it } from 'vitest';
import { EtherscanSource } from '../../../src/chains/evm/etherscan/source.ts';
import { httpClient } from '../../../src/chains/http.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { etherscanServer } from '../../support/etherscan-server.ts';
import { evmChain, nodeSettings } from '../../support/evm-chain.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';

/** Rows that a free key is given at once. */
const freeRowsMax = 1_000;

let anvil: Anvil;
let server: FaultyProxy;
let source: EtherscanSource;

beforeAll(async () => {
  anvil = await startAnvil({ chainNumber: 31_409 });
  server = await startFaultyProxy();
  server.intercept = etherscanServer(anvil, {
    ...{ key: 'free', pageMax: freeRowsMax, unpagedMax: freeRowsMax, flavour: 'etherscan' },
  });
  const settings = nodeSettings(`${server.url}/api`, { dialect: 'etherscan', key: 'free' });
  source = new EtherscanSource(
    evmChain(anvil, []),
    settings,
    httpClient('explorer', settings.limits),
  );
});
afterAll(async () => {
  await server?.close();
  await anvil?.stop();
});

it.each([
  { wages: freeRowsMax - 1, cut: false },
  { wages: freeRowsMax, cut: true },
  { wages: freeRowsMax + 100, cut: true },
])('tells all $wages payments of one transaction, or that they are too many', async (given) => {
  const [, employer = '', worker = ''] = anvil.accounts;
  const batch = await anvil.deploy('BatchPayer');
  const { wages, cut } = given;
  const to = Array.from({ length: wages }, () => worker);
  const each = to.map(() => 3n);
  const tx = await batch.call(employer, 'payNative', [to, each], BigInt(wages) * 3n);
  const reading = source.transaction(tx, new AbortController().signal);
  if (cut) {
    await expect(reading).rejects.toMatchObject({ code: 'source.too-large' });
    return;
  }
  const internal = (await reading)?.transfers.filter(({ kind }) => kind === 'internal');
  expect(internal).toHaveLength(wages);
});

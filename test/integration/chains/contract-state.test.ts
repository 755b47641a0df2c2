import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readAccount } from '../../../src/accounts/account.ts';
import { EvmContractState } from '../../../src/chains/evm/contract-state.ts';
import { openExplorer } from '../../../src/chains/evm/etherscan/open-api.ts';
import { openEvmRpc } from '../../../src/chains/evm/rpc.ts';
import { httpClient, httpLimits } from '../../../src/chains/http.ts';
import { TronContractState } from '../../../src/chains/tron/contract-state.ts';
import { TronNode } from '../../../src/chains/tron/rpc.ts';
import { accountId, chainId } from '../../../src/domain/caip.ts';
import { type Anvil, startAnvil } from '../../support/anvil.ts';
import { etherscanServer } from '../../support/etherscan-server.ts';
import { nodeSettings } from '../../support/evm-chain.ts';
import { type FaultyProxy, startFaultyProxy } from '../../support/faulty-proxy.ts';
import { deploySafe } from '../../support/safe.ts';
import { tronServer } from '../../support/tron-server.ts';

const never = new AbortController().signal;

const key = 'K7f3c9d2e8b14605XY';

describe.each(['node', 'explorer'])('what a %s says of the code of an account', (provider) => {
  let anvil: Anvil;
  let server: FaultyProxy;
  let state: EvmContractState;
  beforeAll(async () => {
    anvil = await startAnvil({ chainNumber: 31_713 });
    const { url, chainNumber, chain } = anvil;
    const http = httpClient('node', httpLimits);
    const rpc = openEvmRpc({ provider: 'node', url, chainNumber, batchCallsMax: 20, http });
    server = await startFaultyProxy();
    server.intercept = etherscanServer(anvil, { key, pageMax: 10, flavour: 'etherscan' });
    const settings = nodeSettings(`${server.url}/api`, { dialect: 'etherscan', key });
    const explorer = openExplorer(chain, settings, http);
    state = new EvmContractState(chain, provider === 'node' ? rpc : explorer.rpc);
  });
  afterAll(async () => {
    await server?.close();
    await anvil?.stop();
  });

  const kindOf = async (address: string) =>
    (await state.codeOf(accountId(`${anvil.chain}:${address.toLowerCase()}`), never))?.kind;

  it('tells contracts from keys, from delegated keys and from wallets', async () => {
    const [deployer = '', owner = '', delegator = ''] = anvil.accounts;
    const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    const safe = await deploySafe(anvil, owner);
    const operated = await anvil.deploy('OperatedWallet');
    await anvil.rpc('anvil_setCode', delegator, `0xef0100${token.address.slice(2)}`);
    expect(await kindOf(deployer)).toBe('none');
    expect(await kindOf(delegator)).toBe('delegated');
    expect(await kindOf(safe.address)).toBe('wallet');
    expect(await kindOf(operated.address)).toBe('wallet');
    expect(await kindOf(token.address)).toBe('contract');
  });

  it('takes no address for the opener of a stream where the contract says none', async () => {
    const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    const contract = accountId(`${anvil.chain}:${token.address}`);
    expect(await state.streamSender(contract, 1n, never)).toBeUndefined();
    const lockup = await anvil.deploy('StreamLockup');
    // Its map answers with the zero address for a stream that never was.
    const streams = accountId(`${anvil.chain}:${lockup.address}`);
    expect(await state.streamSender(streams, 1n, never)).toBeUndefined();
  });
});

describe('what a node of TRON says of the code of an account', () => {
  it('tells contracts from keys', async () => {
    const anvil = await startAnvil({ chainNumber: 31_714 });
    const server = await startFaultyProxy();
    server.intercept = tronServer(anvil, { key, pageMax: 10, pagesMax: 5, logBlocksMax: 100 });
    const http = httpClient('node', httpLimits);
    const node = new TronNode({ provider: 'node', url: server.url, key, http });
    const state = new TronContractState(node);
    const chain = chainId('tron:0x2b6653dc');
    const kindOf = async (address: string) =>
      (await state.codeOf(readAccount(chain, `41${address.slice(2)}`), never)).kind;
    const token = await anvil.deploy('PlainToken', 'Test dollar', 'TUSD', 6);
    expect(await kindOf(anvil.accounts[0] ?? '')).toBe('none');
    expect(await kindOf(token.address)).toBe('contract');
    await server.close();
    await anvil.stop();
  });
});

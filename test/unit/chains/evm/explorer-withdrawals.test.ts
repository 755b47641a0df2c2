import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BlockscoutSource } from '../../../../src/chains/evm/blockscout/source.ts';
import { EtherscanSource } from '../../../../src/chains/evm/etherscan/source.ts';
import type { EvmChain, EvmQuirks } from '../../../../src/chains/evm/evm-chain.ts';
import { type HttpRequest, httpLimits } from '../../../../src/chains/http.ts';
import type { ProviderSettings } from '../../../../src/chains/provider-settings.ts';
import { accountId, assetId, chainId } from '../../../../src/domain/caip.ts';
import type { ChainBatch, ChainSource } from '../../../../src/ports/chain-source.ts';

const chain = chainId('eip155:1');
const address = `0x${'ab'.repeat(20)}`;
const hashAt = (height: number) => `0x${height.toString(16).padStart(64, '0')}`;
const header = (height: number) => ({
  ...{ number: `0x${height.toString(16)}`, hash: hashAt(height), parentHash: hashAt(height - 1) },
  timestamp: `0x${(1_700_000_000 + height).toString(16)}`,
});

/** Three withdrawals, two of them in one block; gwei. */
const withdrawals = [
  { index: 40, height: 5, gwei: 17n },
  { index: 41, height: 5, gwei: 18n },
  { index: 55, height: 9, gwei: 32_000_000_000n },
];

function etherscan({ url }: HttpRequest): unknown {
  const query = new URL(url).searchParams;
  const action = query.get('action');
  if (action === 'eth_getBlockByNumber') {
    return { jsonrpc: '2.0', id: 1, result: header(Number(query.get('tag'))) };
  }
  const [from = 0, page = 1, offset = 1] = ['startblock', 'page', 'offset'].map((name) =>
    Number(query.get(name)),
  );
  const rows = withdrawals
    .filter(({ height }) => height >= from && height <= Number(query.get('endblock')))
    .slice((page - 1) * offset, page * offset);
  if (action !== 'txsBeaconWithdrawal' || rows.length === 0) {
    return { status: '0', message: 'No transactions found', result: [] };
  }
  const result = rows.map(({ index, height, gwei }) => ({
    ...{ withdrawalIndex: `${index}`, validatorIndex: '7', address, amount: `${gwei}` },
    ...{ blockNumber: `${height}`, timestamp: '1700000000' },
  }));
  return { status: '1', message: 'OK', result };
}

const call = z.object({ id: z.number(), method: z.string(), params: z.array(z.unknown()) });
const answered = ({ id, method, params }: z.infer<typeof call>) => ({
  ...{ jsonrpc: '2.0', id },
  result: method === 'eth_chainId' ? '0x1' : header(Number(params[0])),
});

function blockscout({ url, body }: HttpRequest): unknown {
  const { pathname } = new URL(url);
  if (pathname === '/api/eth-rpc') {
    const asked = z.union([call, z.array(call)]).parse(body);
    return Array.isArray(asked) ? asked.map(answered) : answered(asked);
  }
  if (!pathname.endsWith('/withdrawals')) return { items: [], next_page_params: null };
  const items = withdrawals.toReversed().map(({ index, height, gwei }) => ({
    ...{ index, validator_index: 7, receiver: { hash: address }, block_number: height },
    amount: `${gwei * 1_000_000_000n}`,
  }));
  return { items, next_page_params: null };
}

const evm = (quirks: EvmQuirks): EvmChain => ({
  chain: {
    ...{ id: chain, name: 'Test', kind: 'evm', ledger: 'account', synthetic: false },
    nativeAsset: assetId(`${chain}/slip44:60`),
    finality: { kind: 'tag', tag: 'finalized' },
  },
  tokenNamespace: 'erc20',
  quirks,
  listedAssets: new Set(),
  catalogue: new Set(),
});

const settings = (dialect: string): ProviderSettings => ({
  ...{ name: 'explorer', dialect, url: 'https://explorer.example', limits: httpLimits },
  ...{ traces: 'none', nativeScan: 'none', batchCallsMax: 50, logBlocksMax: 100, pageRows: 2 },
});

const over = (answer: (request: HttpRequest) => unknown) => (request: HttpRequest) =>
  Promise.resolve({ status: 200, text: JSON.stringify(answer(request)) });

async function read(source: ChainSource): Promise<ChainBatch[]> {
  const range = { fromHeight: 1, toHeight: 20 };
  const account = accountId(`${chain}:${address}`);
  const batches: ChainBatch[] = [];
  for await (const batch of source.account(account, range, new AbortController().signal)) {
    batches.push(batch);
  }
  return batches;
}

describe.each([
  [
    'Etherscan',
    (quirks: EvmQuirks) => new EtherscanSource(evm(quirks), settings('etherscan'), over(etherscan)),
  ],
  [
    'Blockscout',
    (quirks: EvmQuirks) =>
      new BlockscoutSource(evm(quirks), settings('blockscout'), over(blockscout)),
  ],
])('withdrawals of validators in the lists of %s', (_name, open) => {
  it('are those that nodes show in blocks, over pages too', async () => {
    const batches = await read(open({ withdrawals: 'native' }));
    const transfers = batches.flatMap((batch) => batch.transfers);
    expect(transfers.map((t) => [t.tx, t.height, t.blockHash, t.amountBase, t.kind])).toEqual(
      withdrawals.map(({ index, height, gwei }) => [
        ...[`withdrawal-${index}`, height, hashAt(height), gwei * 1_000_000_000n],
        'withdrawal',
      ]),
    );
    expect(batches.flatMap((batch) => batch.incomplete ?? [])).toEqual([]);
  });

  it('are not asked for where validators withdraw no coin of the chain', async () => {
    const batches = await read(open({ withdrawals: 'token' }));
    expect(batches.flatMap((batch) => batch.transfers)).toEqual([]);
  });
});

it('are dated by headers that a node is asked for in one batch', async () => {
  const sent: unknown[] = [];
  const explorer = over((request) => {
    sent.push(request.body);
    return blockscout(request);
  });
  await read(
    new BlockscoutSource(evm({ withdrawals: 'native' }), settings('blockscout'), explorer),
  );
  const batches = sent.filter((body) => Array.isArray(body));
  expect(batches.map((batch) => batch.map(({ params }) => Number(params[0])))).toContainEqual([
    5, 9,
  ]);
});

describe('what explorers do not list', () => {
  it.each([
    ['etherscan', { deposits: true, l1Fee: true }, ['partial-fees', 'no-deposits']],
    ['etherscan', { atomicTransfers: true }, ['no-atomic-transfers']],
    ['blockscout-etherscan', { withdrawals: 'native' }, ['no-withdrawals']],
  ] as const)('%s, %j', async (dialect, quirks, codes) => {
    const answer = dialect === 'etherscan' ? etherscan : blockscoutEtherscan;
    const [batch] = await read(new EtherscanSource(evm(quirks), settings(dialect), over(answer)));
    expect(batch?.incomplete?.map(({ code }) => code)).toEqual(codes);
  });
});

function blockscoutEtherscan(request: HttpRequest): unknown {
  return request.url.endsWith('/eth-rpc')
    ? blockscout({ ...request, url: 'https://explorer.example/api/eth-rpc' })
    : etherscan(request);
}

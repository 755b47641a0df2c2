import { describe, expect, it } from 'vitest';
import type { EvmChain, EvmQuirks } from '../../../../src/chains/evm/evm-chain.ts';
import { callsOfFrame, callsOfTraces } from '../../../../src/chains/evm/internal-calls.ts';
import {
  type ExecutedTransaction,
  feeBase,
  transfersOf,
  withdrawalTransfers,
} from '../../../../src/chains/evm/map.ts';
import { wireBlock } from '../../../../src/chains/evm/wire.ts';
import {
  type ChainLog,
  depositTopic,
  tokenTransfers,
  transferTopic,
  withdrawalTopic,
} from '../../../../src/chains/token-transfers.ts';
import { assetId, chainId } from '../../../../src/domain/caip.ts';

const chain = chainId('eip155:137');
const address = (byte: string) => `0x${byte.repeat(20)}`;
const word = (value: string) => `0x${value.replace(/^0x/, '').padStart(64, '0')}`;
const [payer, payee, token, wrapped] = ['11', '22', 'aa', 'bb'].map(address) as [
  string,
  string,
  string,
  string,
]; // CAST: four were mapped

function evm(quirks: EvmQuirks = {}): EvmChain {
  return {
    chain: {
      ...{ id: chain, name: 'Test', kind: 'evm', ledger: 'account', synthetic: false },
      nativeAsset: assetId(`${chain}/slip44:966`),
      finality: { kind: 'tag', tag: 'finalized' },
    },
    tokenNamespace: 'erc20',
    quirks,
    listedAssets: new Set([assetId(`${chain}/erc20:${token}`)]),
    catalogue: new Set(),
  };
}

function log(given: Partial<ChainLog>): ChainLog {
  return {
    ...{ address: token, topics: [transferTopic, word(payer), word(payee)], data: word('0x64') },
    ...{ blockNumber: 7, blockHash: word('0xb7'), transactionHash: word('0x77') },
    ...{ transactionIndex: 2, logIndex: 5 },
    ...given,
  };
}

const told = (chainLike: EvmChain, ...logs: ChainLog[]) =>
  tokenTransfers(
    chainLike,
    logs.map((one) => ({ log: one, timestamp: 1_767_225_600 })),
  );

function executed(given: Partial<ExecutedTransaction['receipt']> = {}): ExecutedTransaction {
  return {
    header: { number: 7, hash: word('0xb7'), timestamp: 1_767_225_600 },
    transaction: {
      ...{ hash: word('0x77'), transactionIndex: 2, from: payer, to: payee },
      ...{ value: 500n, input: '0x' },
    },
    receipt: { status: 1, gasUsed: 21_000n, effectiveGasPrice: 3n, logs: [], ...given },
    calls: [],
  };
}

describe('fees', () => {
  it('have the parts that blobs and the data on Ethereum cost', () => {
    const parts = { l1Fee: 1_000n, blobGasUsed: 131_072n, blobGasPrice: 2n };
    expect(feeBase(executed(parts).receipt)).toBe(63_000n + 262_144n + 1_000n);
  });

  it('are all that a failed transaction moves', () => {
    const moved = transfersOf(evm(), executed({ status: 0 }));
    expect(moved.map((t) => [t.kind, t.amountBase])).toEqual([['fee', 63_000n]]);
  });

  it('come last, since they are paid whatever else happened', () => {
    const moved = transfersOf(evm(), executed({ logs: [log({})] }));
    expect(moved.map((t) => t.kind)).toEqual(['native', 'token', 'fee']);
  });
});

describe('quirks of chains', () => {
  it('Polygon repeats native transfers in logs of 0x…1010: they are not read twice', () => {
    const repeater = `0x${'0'.repeat(36)}1010`;
    expect(told(evm({ ignoreLogsOf: [repeater] }), log({ address: repeater }))).toEqual([]);
  });

  it('where native transfers are logs alone, they are native and nothing else is', () => {
    const native = `0x${'0'.repeat(36)}800a`;
    const zk = evm({ nativeTransferLogs: native });
    const [moved] = told(zk, log({ address: native }));
    expect(moved).toMatchObject({ kind: 'native', asset: zk.chain.nativeAsset });
    expect(transfersOf(zk, executed())).toEqual([]);
  });

  const deposit = log({ address: wrapped, topics: [depositTopic, word(payer)], logIndex: 6 });
  const mint = log({ address: wrapped, topics: [transferTopic, word('0x0'), word(payer)] });

  it('a wrapping is a mint, an unwrapping a burn', () => {
    const burnt = log({ address: wrapped, topics: [withdrawalTopic, word(payer)], logIndex: 8 });
    const moved = told(evm({ wrappedNative: wrapped }), deposit, burnt);
    expect(moved.map((t) => t.kind)).toEqual(['mint', 'burn']);
  });

  it('a wrapping that is told by two events is one', () => {
    const moved = told(evm({ wrappedNative: wrapped }), mint, deposit);
    expect(moved.map((t) => [t.kind, t.position])).toEqual([['mint', 1_000_005]]);
  });

  it('anybody else may emit a Deposit: it means nothing', () => {
    expect(told(evm({ wrappedNative: wrapped }), { ...deposit, address: token })).toEqual([]);
  });
});

describe('logs that are no transfers of fungible tokens', () => {
  it.each([
    [
      'an ERC-721 has its id among the topics',
      { topics: [transferTopic, word(payer), word(payee), word('0x1')], data: '0x' },
    ],
    [
      'an old token indexes nothing',
      { topics: [transferTopic], data: `${word(payer)}${'0'.repeat(128)}` },
    ],
    ['an amount is one word', { data: '0x' }],
  ])('%s', (_why, given) => {
    expect(told(evm(), log(given))).toEqual([]);
  });
});

describe('suspects', () => {
  it('are tokens that are not listed, and movements of nothing', () => {
    const unlisted = told(evm(), log({ address: address('cc') }));
    const nothing = told(evm(), log({ data: word('0x0') }));
    expect([unlisted[0]?.suspect, nothing[0]?.suspect]).toEqual(['unlisted-asset', 'spoofed']);
  });
});

describe('withdrawals of validators', () => {
  it('are credits in gwei that no transaction makes', () => {
    const block = wireBlock.parse({
      ...{ number: '0x7', hash: word('0xb7'), parentHash: word('0xb6'), timestamp: '0x1' },
      transactions: [],
      withdrawals: [{ index: '0x2a', address: payee, amount: '0x3' }],
    });
    expect(withdrawalTransfers(evm(), block, block.withdrawals)).toMatchObject([
      { tx: 'withdrawal-42', amountBase: 3_000_000_000n, kind: 'withdrawal' },
    ]);
    // On Gnosis they are paid in GNO, which is no coin of the chain.
    const gnosis = evm({ withdrawals: 'token' });
    expect(withdrawalTransfers(gnosis, block, block.withdrawals)).toEqual([]);
  });
});

describe('deposits from layer 1', () => {
  const depositing = (given: Partial<ExecutedTransaction['transaction']>, status = 1) => {
    const one = executed({ status, effectiveGasPrice: 0n });
    return transfersOf(evm(), { ...one, transaction: { ...one.transaction, ...given } });
  };
  const told = (moved: ReturnType<typeof transfersOf>) =>
    moved.map(({ kind, position, to, amountBase }) => [kind, position, to, amountBase]);
  const account = (at: string) => `${chain}:${at}`;

  it('credit their sender before he pays (OP Stack)', () => {
    expect(told(depositing({ type: 0x7e, mint: 700n }))).toEqual([
      ['mint', -1, account(payer), 700n],
      ['native', 0, account(payee), 500n],
    ]);
  });

  it('credit him also when they fail', () => {
    expect(told(depositing({ type: 0x7e, mint: 700n }, 0))).toEqual([
      ['mint', -1, account(payer), 700n],
    ]);
  });

  it('credit him with what he pays on, to himself too (Arbitrum)', () => {
    expect(told(depositing({ type: 0x64, to: payer }))).toEqual([
      ['mint', -1, account(payer), 500n],
      ['native', 0, account(payer), 500n],
    ]);
  });

  it('credit nobody without a mint', () => {
    expect(told(depositing({ type: 0x7e, mint: null, value: 0n }))).toEqual([]);
  });
});

describe('internal calls', () => {
  const call = { type: 'CALL', from: payer, to: payee, value: 1n };

  it('of a frame: those that carry value of their own and were not undone', () => {
    const top = {
      ...call,
      calls: [
        call,
        { ...call, type: 'DELEGATECALL', value: 9n, calls: [{ ...call, value: 2n }] },
        { ...call, error: 'execution reverted', value: 9n, calls: [{ ...call, value: 9n }] },
        { ...call, type: 'STATICCALL', value: undefined },
        { ...call, type: 'CREATE2', value: 3n },
        { ...call, type: 'SELFDESTRUCT', value: 4n },
      ],
    };
    expect(callsOfFrame(top).map((c) => c.amountBase)).toEqual([1n, 2n, 3n, 4n]);
    expect(callsOfFrame({ ...top, error: 'out of gas' })).toEqual([]);
  });

  it('of flat traces: the same', () => {
    const action = { callType: 'call', from: payer, to: payee, value: 1n };
    const traces = [
      { type: 'call', action, traceAddress: [] },
      { type: 'call', action, traceAddress: [0] },
      {
        type: 'call',
        action: { ...action, callType: 'delegatecall', value: 9n },
        traceAddress: [1],
      },
      { type: 'call', action: { ...action, value: 2n }, traceAddress: [1, 0] },
      { type: 'call', action: { ...action, value: 9n }, error: 'Reverted', traceAddress: [2] },
      { type: 'call', action: { ...action, value: 9n }, traceAddress: [2, 0] },
      {
        type: 'create',
        action: { from: payer, value: 3n },
        result: { address: payee },
        traceAddress: [3],
      },
      {
        type: 'suicide',
        action: { address: payer, refundAddress: payee, balance: 4n },
        traceAddress: [4],
      },
    ];
    expect(callsOfTraces(traces).map((c) => c.amountBase)).toEqual([1n, 2n, 3n, 4n]);
  });
});

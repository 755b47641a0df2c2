import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exactJsonOf } from '../../../../src/chains/http.ts';
import { executedOf, hasFailed, transfersOf } from '../../../../src/chains/tron/map.ts';
import type { TronChain } from '../../../../src/chains/tron/tron-chain.ts';
import { wireBlock, wireInfo } from '../../../../src/chains/tron/wire.ts';
import { assetId, chainId } from '../../../../src/domain/caip.ts';

const chain = chainId('tron:0x2b6653dc');
const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const usdtHex = 'a614f803b6fd780986a42c78ec9c7f77e6ded13c';
const tron: TronChain = {
  chain: {
    ...{ id: chain, name: 'Tron', kind: 'tron', ledger: 'account', synthetic: false },
    nativeAsset: assetId(`${chain}/slip44:195`),
    finality: { kind: 'tag', tag: 'finalized' },
  },
  tokenNamespace: 'trc20',
  quirks: {},
  listedAssets: new Set([assetId(`${chain}/trc20:${usdt}`)]),
  catalogue: new Set(),
};
const owner_address = `41${'11'.repeat(20)}`;
const to_address = `41${'22'.repeat(20)}`;
const id = '77'.repeat(32);

/** A block with one transaction, as a node's text. */
function told(contract: object, outcome: object = {}, rawData: object = {}): string {
  const block = {
    blockID: 'b7'.repeat(32),
    block_header: {
      raw_data: { number: 7, timestamp: 1_767_225_600_000, parentHash: 'b6'.repeat(32) },
    },
    transactions: [{ txID: id, raw_data: { contract: [contract], ...rawData } }],
  };
  const info = { id, blockNumber: 7, receipt: {}, ...outcome };
  return JSON.stringify({ block, infos: [info] });
}

function executed(text: string) {
  const schema = z.object({ block: wireBlock, infos: z.array(wireInfo) });
  const { block, infos } = schema.parse(exactJsonOf({ status: 200, text }, 'node'));
  const [one] = executedOf(block, infos);
  if (!one) throw new Error('nothing was executed');
  return one;
}

const moved = (text: string) =>
  transfersOf(tron, executed(text)).map((t) => [t.kind, t.asset.split('/')[1], t.amountBase]);

const value = (given: object) => ({ parameter: { value: { owner_address, ...given } } });
const payment = { type: 'TransferContract', ...value({ to_address, amount: 5 }) };

describe('what a transaction on Tron moves', () => {
  it('is its TRX, and a fee that energy and bandwidth cost together', () => {
    expect(moved(told(payment, { fee: 1_100_000 }))).toEqual([
      ['native', 'slip44:195', 5n],
      ['fee', 'slip44:195', 1_100_000n],
    ]);
  });

  it('is exact beyond what a JSON number holds, and leaves digits within texts alone', () => {
    const text = told(
      payment,
      {},
      { data: Buffer.from('12345678901234567890').toString('hex') },
    ).replace('"amount":5', '"amount":9007199254740993');
    const [transfer] = transfersOf(tron, executed(text));
    expect(transfer?.amountBase).toBe(9_007_199_254_740_993n);
    expect(transfer?.memo).toBe('12345678901234567890');
  });

  it('is a TRC-10 token by its id, marked as unlisted', () => {
    const asset_name = Buffer.from('1002000').toString('hex');
    const transfer = {
      type: 'TransferAssetContract',
      ...value({ to_address, amount: 9, asset_name }),
    };
    const [token] = transfersOf(tron, executed(told(transfer)));
    expect(token).toMatchObject({ asset: `${chain}/trc10:1002000`, suspect: 'unlisted-asset' });
  });

  it('is what a vote earned, when it is taken out', () => {
    const withdrawal = { type: 'WithdrawBalanceContract', ...value({}) };
    expect(moved(told(withdrawal, { withdraw_amount: 77 }))).toEqual([
      ['reward', 'slip44:195', 77n],
    ]);
  });

  const call = {
    type: 'TriggerSmartContract',
    ...value({ contract_address: `41${usdtHex}`, call_value: 3 }),
  };
  const topics = [
    'ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef',
    '11'.repeat(20).padStart(64, '0'),
    '22'.repeat(20).padStart(64, '0'),
  ];
  const log = [{ address: usdtHex, topics, data: '64'.padStart(64, '0') }];

  it('is what the logs say, whose addresses lack the prefix', () => {
    const text = told(call, { receipt: { result: 'SUCCESS' }, log });
    expect(moved(text)).toEqual([
      ['native', 'slip44:195', 3n],
      ['token', `trc20:${usdt}`, 100n],
    ]);
  });

  it('is its fee alone when it ran out of energy, whatever it logged', () => {
    const failure = { receipt: { result: 'OUT_OF_ENERGY' }, result: 'FAILED', fee: 13, log };
    const text = told(call, failure);
    expect(hasFailed(executed(text))).toBe(true);
    expect(moved(text)).toEqual([['fee', 'slip44:195', 13n]]);
  });

  it('is what internal transactions carried, but for rejected ones', () => {
    const internal = { caller_address: owner_address, transferTo_address: to_address, hash: '00' };
    const internal_transactions = [
      { ...internal, callValueInfo: [{}] },
      { ...internal, callValueInfo: [{ callValue: 4 }], rejected: true },
      { ...internal, callValueInfo: [{ callValue: 6 }, { callValue: 8, tokenId: '1002000' }] },
    ];
    const text = told(call, { receipt: { result: 'SUCCESS' }, internal_transactions });
    expect(moved(text).slice(1)).toEqual([
      ['internal', 'slip44:195', 6n],
      ['token', 'trc10:1002000', 8n],
    ]);
  });

  it('has an account that is spelled one way, from hex and from base58', () => {
    const to = (spelling: string) =>
      transfersOf(
        tron,
        executed(told({ ...payment, ...value({ to_address: spelling, amount: 5 }) })),
      )[0]?.to;
    expect(to(`41${usdtHex}`)).toBe(`${chain}:${usdt}`);
    expect(to(usdt)).toBe(`${chain}:${usdt}`);
  });
});

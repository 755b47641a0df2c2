import { describe, expect, it } from 'vitest';
import { readAccount } from '../../../../src/accounts/account.ts';
import { parseMemo } from '../../../../src/crosschain/bridges/thorchain/memo.ts';
import type { TransactionRecord } from '../../../../src/crosschain/transaction-record.ts';
import { assetId, chainId } from '../../../../src/domain/caip.ts';
import type { UtxoOutput } from '../../../../src/domain/utxo.ts';
import { account, buildRecord, type Step, token } from '../record-builder.ts';
import { abiOf, contractOf, matched, onlyLeg, read } from './bridge-harness.ts';
import { arrives, earlier, hash32, later, leaves, payee, relayer, usdc, user } from './pairing.ts';

const bitcoin = chainId('bip122:000000000019d6689c085ae165831e93');
const worker = readAccount(bitcoin, 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4');
const vault = readAccount(bitcoin, '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa');

function bitcoinRecord(given: {
  tx: string;
  time: string;
  payer: typeof worker;
  outputs: readonly { to?: typeof worker; amount: bigint; memo?: string }[];
}): TransactionRecord {
  const outputs = given.outputs.map(
    ({ to, amount, memo }): UtxoOutput => ({
      amountBase: amount,
      script: '',
      scriptKind: memo === undefined ? 'p2wpkh' : 'op-return',
      account: to,
      ...(memo === undefined ? {} : { memo: Buffer.from(memo).toString('hex') }),
    }),
  );
  const frame = { chain: bitcoin, tx: given.tx, height: 1, time: given.time };
  const coin = {
    amountBase: 1_000n,
    script: '',
    scriptKind: 'p2wpkh',
    account: given.payer,
  } as const;
  return {
    ...frame,
    nativeAsset: assetId(`${bitcoin}/slip44:0`),
    transfers: [],
    events: [],
    utxo: {
      ...frame,
      blockHash: '',
      txIndex: 0,
      coinbase: false,
      version: 2,
      lockTime: 0,
      inputs: [{ outpoint: { tx: hash32(90).slice(2), index: 0 }, coin, sequence: 0 }],
      outputs,
    },
  };
}

describe('memos', () => {
  it.each([
    [
      '=:b:bc1phgh:725679114/1/0:-_/bgw:20/30',
      { kind: 'swap', chain: 'BTC', asset: 'BTC.BTC', recipient: 'bc1phgh' },
    ],
    [
      'SWAP:ETH.USDC-0xA0B8:0xAb/0xCd:1',
      { kind: 'swap', chain: 'ETH', asset: 'ETH.USDC-0xA0B8', recipient: '0xAb' },
    ],
    [`OUT:${'AB'.repeat(32)}`, { kind: 'out', inbound: 'ab'.repeat(32) }],
    [`REFUND:${'AB'.repeat(32)}`, { kind: 'refund', inbound: 'ab'.repeat(32) }],
  ])('reads %s', (text, memo) => {
    expect(parseMemo(text)).toMatchObject(memo);
  });

  it.each(['+:BTC.BTC', 'OUT:1234', 'salary march', '=:x', ''])('finds nothing in %j', (text) => {
    expect(parseMemo(text)).toBeUndefined();
  });
});

describe('THORChain', () => {
  const router = contractOf('thorchain', 'router', 'eip155:1');
  const deposit: Step = {
    emit: [
      router,
      abiOf('thorchain', 'Deposit'),
      [relayer, usdc, 100n, '=:b:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4:0'],
    ],
  };
  const inbound = hash32(1).slice(2).toUpperCase();

  it('follows a deposit at the router to Bitcoin', () => {
    const payout = bitcoinRecord({
      tx: 'ee'.repeat(32),
      time: later,
      payer: vault,
      outputs: [
        { to: worker, amount: 90n },
        { to: vault, amount: 800n },
        { amount: 0n, memo: `OUT:${inbound}` },
      ],
    });
    const [match] = matched(leaves('eip155:1', [deposit]), payout);
    expect(match?.source.recipient?.account).toBe(worker);
    expect(match?.destinations).toMatchObject([
      {
        leg: { recipient: { account: worker }, amountBase: 90n, asset: `${bitcoin}/slip44:0` },
        method: 'exact-id',
        confidence: 'high',
      },
    ]);
    expect(match?.destinations[0]?.leg.transferKeys).toEqual([`${bitcoin}:${'ee'.repeat(32)}:0`]);
  });

  it('follows a payment from Bitcoin back to a token', () => {
    const source = bitcoinRecord({
      tx: 'ee'.repeat(32),
      time: earlier,
      payer: worker,
      outputs: [
        { to: vault, amount: 90n },
        { amount: 0n, memo: `=:ETH.USDC-0XA0:${payee}:0` },
        { to: worker, amount: 900n },
      ],
    });
    const payout = arrives('eip155:1', [
      { transfer: [relayer, payee, usdc, 88n] },
      {
        emit: [
          router,
          abiOf('thorchain', 'TransferOut'),
          [relayer, payee, usdc, 88n, `OUT:${'EE'.repeat(32)}`],
        ],
      },
    ]);
    const [match] = matched(source, payout);
    expect(match?.source).toMatchObject({
      amountBase: 90n,
      recipient: { account: account(payee) },
    });
    expect(match?.destinations).toMatchObject([{ leg: { asset: token(usdc), amountBase: 88n } }]);
  });

  it('reads the memo of a plain payment from its calldata, and a refund', () => {
    const record = buildRecord({
      tx: hash32(1),
      time: earlier,
      from: user,
      to: relayer,
      steps: [],
    });
    const memo = `=:BTC.BTC:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4`;
    const plain: TransactionRecord = {
      ...record,
      transfers: [
        {
          ...record,
          blockHash: '',
          txIndex: 0,
          position: 0,
          from: account(user),
          to: account(relayer),
          asset: record.nativeAsset,
          amountBase: 5n,
          kind: 'native',
          memo,
        },
      ],
    };
    expect(onlyLeg(plain)).toMatchObject({
      role: 'source',
      amountBase: 5n,
      recipient: { account: worker },
    });
    const refund = arrives('eip155:1', [
      {
        emit: [
          router,
          abiOf('thorchain', 'TransferOut'),
          [relayer, user, usdc, 99n, `REFUND:${inbound}`],
        ],
      },
    ]);
    const [match] = matched(leaves('eip155:1', [deposit]), refund);
    expect(match).toMatchObject({ destinations: [], refunds: [{ leg: { amountBase: 99n } }] });
  });

  it('takes what came out of the aggregator that a payout went through', () => {
    const abi = abiOf('thorchain', 'TransferOutAndCallV2');
    const payout = arrives('eip155:1', [
      { transfer: [relayer, payee, usdc, 97n] },
      {
        emit: [
          '0x00dc6100103bc402d490aee3f9a5560cbd91f1d4',
          abi,
          [relayer, relayer, user, 50n, usdc, payee, 90n, `OUT:${inbound}`, '0x', 'bc1q'],
        ],
      },
    ]);
    expect(onlyLeg(payout)).toMatchObject({
      protocol: 'thorchain',
      contract: 'listed',
      role: 'destination',
      recipient: { account: account(payee) },
      asset: token(usdc),
      amountBase: 97n,
    });
  });

  it('names the fork whose router is listed', () => {
    const maya = contractOf('mayachain', 'router', 'eip155:1');
    const [, abi, args] = deposit.emit;
    const { legs } = read(leaves('eip155:1', [{ emit: [maya, abi, args] }]));
    expect(legs.map((leg) => leg.protocol)).toEqual(['mayachain']);
  });
});

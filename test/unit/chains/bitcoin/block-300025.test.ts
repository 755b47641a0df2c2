import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Block } from 'bitcoinjs-lib';
import { describe, expect, it } from 'vitest';
import { accountSpelling } from '../../../../src/accounts/script-accounts.ts';
import { ByteReader } from '../../../../src/chains/bitcoin/byte-reader.ts';
import { coinOf, utxoTransactionOf } from '../../../../src/chains/bitcoin/map.ts';
import { readBlock } from '../../../../src/chains/bitcoin/raw-block.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import { attributionMethods } from '../../../../src/domain/flow.ts';
import {
  type Coin,
  feeBase,
  outputSumBase,
  type UtxoTransaction,
} from '../../../../src/domain/utxo.ts';
import {
  segmentSum,
  tracedSegment,
  tracedSum,
} from '../../../../src/tracing/attribution/segment.ts';
import { attributeTransaction } from '../../../../src/tracing/utxo-attribution.ts';
import { available } from '../../../support/availability.ts';

const chain = chainId('bip122:000000000019d6689c085ae165831e93');
const data = available('shared-data');

describe.skipIf(!data.ok)('block 300025 of Bitcoin', () => {
  const folder = data.ok ? join(data.path, 'tracing', 'blocks') : '';
  const raw = () => readFileSync(join(folder, 'block300025.raw'));

  /** The coins that the block spends, in input order: amount, then script. */
  function spentCoins(): Coin[] {
    const reader = new ByteReader(readFileSync(join(folder, 'block300025-undo.raw')));
    const spell = accountSpelling(chain);
    const coins: Coin[] = [];
    while (reader.left > 0) {
      const amountBase = reader.uint64();
      coins.push(coinOf(spell, { amountBase, script: reader.slice(reader.size()) }));
    }
    return coins;
  }

  function transactions(): UtxoTransaction[] {
    const { hash, transactions: raws } = readBlock(raw());
    const place = { height: 300_025, blockHash: hash, time: '2014-05-10T06:57:16.000Z' };
    const spell = accountSpelling(chain);
    const coins = spentCoins()[Symbol.iterator]();
    const mapped = raws.map((item, txIndex) => {
      const transaction = utxoTransactionOf(chain, spell, { ...place, txIndex }, item);
      const inputs = transaction.inputs.map((input) => ({ ...input, coin: coins.next().value }));
      return { ...transaction, inputs };
    });
    expect(coins.next().done).toBe(true);
    return mapped;
  }

  it('is read as bitcoinjs-lib reads it, transaction for transaction', () => {
    const peer = Block.fromBuffer(raw());
    const own = readBlock(raw());
    expect(own.hash).toBe(peer.getId());
    expect(transactions().map((t) => t.tx)).toEqual(peer.transactions?.map((t) => t.getId()));
    expect(
      own.transactions.map((t) => t.outputs.map((o) => [o.amountBase, Buffer.from(o.script)])),
    ).toEqual(peer.transactions?.map((t) => t.outs.map((o) => [o.value, Buffer.from(o.script)])));
    expect(own.transactions.map((t) => t.inputs.map((i) => [i.index, i.sequence]))).toEqual(
      peer.transactions?.map((t) => t.ins.map((i) => [i.index, i.sequence])),
    );
  });

  it('leaves the subsidy to the satoshi when the fees are taken from the coinbase', () => {
    const [coinbase, ...others] = transactions();
    const fees = others.reduce((sum, transaction) => sum + (feeBase(transaction) ?? 0n), 0n);
    expect(coinbase && outputSumBase(coinbase) - fees).toBe(2_500_000_000n);
  });

  it('is refused when a byte of a transaction is another', () => {
    const changed = raw();
    changed.writeUInt8((changed.at(-100) ?? 0) ^ 1, changed.length - 100);
    expect(() => readBlock(changed)).toThrow(
      expect.objectContaining({ code: 'bitcoin.bad-block' }),
    );
  });

  it.each(attributionMethods.filter((method) => method !== 'poison'))(
    'conserves what every second coin carries under %s, transaction for transaction',
    (method) => {
      for (const { inputs, outputs, coinbase } of transactions()) {
        if (coinbase) continue;
        const carried = inputs.map(({ coin }, i) => {
          const amountBase = coin?.amountBase ?? 0n;
          return [
            i % 2 === 0
              ? tracedSegment(amountBase, amountBase)
              : { amountBase, traced: false, seedUnits: 0n },
          ];
        });
        const amounts = outputs.map((output) => output.amountBase);
        const { outputs: given, fee } = attributeTransaction(method, carried, amounts);
        expect(given.map((segments) => segmentSum(segments))).toEqual(amounts);
        expect(tracedSum([...given.flat(), ...fee])).toEqual(tracedSum(carried.flat()));
      }
    },
  );
});

import { Block, Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../../src/chains/bitcoin/byte-reader.ts';
import { checkedTransaction } from '../../../../src/chains/bitcoin/checks.ts';
import { idOf } from '../../../../src/chains/bitcoin/double-hash.ts';
import { readBlock } from '../../../../src/chains/bitcoin/raw-block.ts';
import { readTransaction } from '../../../../src/chains/bitcoin/raw-transaction.ts';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** Transactions as bitcoinjs-lib writes them, with and without witnesses. */
const transactions = fc
  .record({
    inputs: fc.array(
      fc.record({
        hash: bytes(32),
        index: fc.nat(),
        script: fc.uint8Array({ maxLength: 300 }),
        witness: fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    outputs: fc.array(
      fc.record({
        value: fc.bigInt({ min: 0n, max: 2_100_000_000_000_000n }),
        script: fc.uint8Array({ maxLength: 60 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    lockTime: fc.nat(),
  })
  .map(({ inputs, outputs, lockTime }) => {
    const transaction = new Transaction();
    transaction.version = 2;
    transaction.locktime = lockTime;
    for (const { hash, index, script, witness } of inputs) {
      const at = transaction.addInput(hash, index, 0xfffffffd, script);
      transaction.setWitness(at, witness);
    }
    for (const { value, script } of outputs) transaction.addOutput(script, value);
    return transaction;
  });

describe('a raw transaction', () => {
  it('is read as bitcoinjs-lib wrote it, with and without witnesses', () => {
    fc.assert(
      fc.property(transactions, (transaction) => {
        const reader = new ByteReader(transaction.toBuffer());
        const raw = readTransaction(reader);
        expect(reader.left).toBe(0);
        expect(idOf(raw.hash)).toBe(transaction.getId());
        expect(raw.lockTime).toBe(transaction.locktime);
        expect(raw.inputs.map((i) => i.index)).toEqual(transaction.ins.map((i) => i.index));
        expect(raw.outputs.map((o) => o.amountBase)).toEqual(transaction.outs.map((o) => o.value));
      }),
      { numRuns: 100 },
    );
  });

  it('is refused wherever its bytes end too early', () => {
    fc.assert(
      fc.property(transactions, fc.nat(), (transaction, cut) => {
        const whole = transaction.toBuffer();
        const reader = new ByteReader(whole.subarray(0, cut % whole.length));
        expect(() => readTransaction(reader)).toThrow(
          expect.objectContaining({ code: 'bitcoin.truncated' }),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('of Litecoin that integrates an extension block is read, its empty byte passed over', () => {
    const plain = `${'00'.repeat(32)}0000000000ffffffff`;
    const body = `01${plain}0180969800000000000151`;
    const raw = readTransaction(
      new ByteReader(Buffer.from(`02000000${'0008'}${body}0000000000`, 'hex')),
    );
    const without = readTransaction(new ByteReader(Buffer.from(`02000000${body}00000000`, 'hex')));
    expect(raw.outputs[0]?.amountBase).toBe(10_000_000n);
    expect(idOf(raw.hash)).toBe(idOf(without.hash));
  });
});

describe('a transaction that no node takes', () => {
  const input = `01${'00'.repeat(36)}00ffffffff`;
  const output = '0180969800000000000151';
  it.each([
    ['has no inputs and no outputs', '0000'],
    ['has no inputs behind its flag', `000100${output}`],
    ['has flags that nobody knows', `0002${input}${output}`],
    ['has flags of both kinds and more', `000b${input}${output}0000`],
    ['has no outputs', `${input}00`],
  ])('%s', (_what, body) => {
    const bytes = Buffer.from(`02000000${body}00000000`, 'hex');
    expect(() => readTransaction(new ByteReader(bytes))).toThrow(
      expect.objectContaining({ code: 'bitcoin.bad-transaction' }),
    );
  });

  it('announces more inputs than there are bytes', () => {
    for (const count of ['fdffff', 'feffffffff', 'ffffffffffffffff7f', 'ffffffffffffffffff']) {
      const bytes = Buffer.from(`02000000${count}${'00'.repeat(90)}`, 'hex');
      expect(() => readTransaction(new ByteReader(bytes))).toThrow(
        expect.objectContaining({ code: 'bitcoin.truncated' }),
      );
    }
  });
});

describe('the proof of a transaction', () => {
  it('is not taken of 64 bytes, which may be an inner node of the tree (CVE-2017-12842)', () => {
    const made = new Transaction();
    made.addInput(Buffer.alloc(32, 1), 0);
    made.addOutput(Buffer.of(0x51, 0x52, 0x53, 0x54), 1n);
    const bytes = Buffer.from(made.toBuffer());
    expect(bytes).toHaveLength(64);
    expect(() => checkedTransaction('test', made.getId(), bytes)).toThrow(
      expect.objectContaining({ code: 'source.bad-answer' }),
    );
    const witnessed = made.clone();
    witnessed.setWitness(0, [Buffer.of(1)]);
    const longer = Buffer.from(witnessed.toBuffer());
    expect(() => checkedTransaction('test', made.getId(), longer)).toThrow(
      expect.objectContaining({ code: 'source.bad-answer' }),
    );
  });
});

describe('a raw block', () => {
  const block = (items: readonly Transaction[], version = 0x20000000): Block => {
    const made = new Block();
    made.version = version;
    made.prevHash = Buffer.alloc(32, 7);
    made.timestamp = 1_700_000_000;
    made.bits = 0x207fffff;
    made.transactions = [...items];
    made.merkleRoot = Block.calculateMerkleRoot([...items]);
    return made;
  };

  it('is read as bitcoinjs-lib wrote it', () => {
    const blocks = fc.uniqueArray(transactions, {
      minLength: 1,
      maxLength: 9,
      selector: (transaction) => transaction.getId(),
    });
    fc.assert(
      fc.property(blocks, (items) => {
        const made = block(items);
        const raw = readBlock(made.toBuffer());
        expect(raw.hash).toBe(made.getId());
        expect(raw.transactions.map((t) => idOf(t.hash))).toEqual(items.map((t) => t.getId()));
      }),
      { numRuns: 50 },
    );
  });

  it('whose version only looks merge mined is read all the same', () => {
    const [transaction] = fc.sample(transactions, { numRuns: 1, seed: 3 });
    if (!transaction) throw new Error('a sample has one');
    // Any version of 4 or more is valid on Bitcoin, also one with the bit of merged mining.
    for (const version of [0x104, 0x7fffe100]) {
      const made = block([transaction], version);
      expect(readBlock(made.toBuffer()).hash).toBe(made.getId());
    }
  });

  it('that was mined with another chain is read past the proof of that', () => {
    const [transaction] = fc.sample(transactions, { numRuns: 1, seed: 3 });
    if (!transaction) throw new Error('a sample has one');
    const made = block([transaction], 0x00620104);
    const whole = made.toBuffer();
    const parentCoinbase = transaction.clone();
    parentCoinbase.stripWitnesses();
    const proof = Buffer.concat([
      parentCoinbase.toBuffer(),
      Buffer.alloc(32, 1),
      Buffer.of(2),
      Buffer.alloc(64, 2),
      Buffer.alloc(4),
      Buffer.of(0),
      Buffer.alloc(4),
      Buffer.alloc(80, 3),
    ]);
    const mergeMined = Buffer.concat([whole.subarray(0, 80), proof, whole.subarray(80)]);
    expect(readBlock(mergeMined).hash).toBe(made.getId());
    expect(readBlock(mergeMined).transactions).toHaveLength(1);
  });
});

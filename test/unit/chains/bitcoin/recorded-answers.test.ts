import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Transaction } from 'bitcoinjs-lib';
import { describe, expect, it } from 'vitest';
import { accountSpelling } from '../../../../src/accounts/script-accounts.ts';
import { ByteReader } from '../../../../src/chains/bitcoin/byte-reader.ts';
import { coinOf, utxoTransactionOf } from '../../../../src/chains/bitcoin/map.ts';
import { readTransaction } from '../../../../src/chains/bitcoin/raw-transaction.ts';
import { chainId } from '../../../../src/domain/caip.ts';
import { outputSumBase } from '../../../../src/domain/utxo.ts';
import { available } from '../../../support/availability.ts';

const chain = chainId('bip122:000000000019d6689c085ae165831e93');
const spell = accountSpelling(chain);
const data = available('shared-data');

/** Of BlockCypher's. */
interface CypherTransaction {
  readonly hash: string;
  readonly ver: number;
  readonly lock_time?: number;
  readonly total: number;
  readonly vin_sz: number;
  readonly vout_sz: number;
  readonly inputs: readonly {
    readonly prev_hash: string;
    readonly output_index: number;
    readonly script?: string;
    readonly sequence: number;
    readonly witness?: readonly string[];
  }[];
  readonly outputs: readonly {
    readonly value: number;
    readonly script: string;
    readonly script_type: string;
    readonly addresses: readonly string[] | null;
    readonly data_hex?: string;
  }[];
}

/** Of blockchain.info's. */
interface InfoOutput {
  readonly value: number;
  readonly script: string;
  readonly addr?: string;
}
interface InfoTransaction {
  readonly hash: string;
  readonly fee: number;
  readonly vin_sz: number;
  readonly vout_sz: number;
  readonly inputs: readonly { readonly prev_out: InfoOutput | null }[];
  readonly out: readonly InfoOutput[];
}

const kindOf: Readonly<Record<string, string>> = {
  'pay-to-pubkey-hash': 'p2pkh',
  'pay-to-pubkey': 'p2pk',
  'null-data': 'op-return',
};

/** The bytes as bitcoinjs-lib writes what an explorer told. */
function bytesOf(told: CypherTransaction): Uint8Array {
  const made = new Transaction();
  made.version = told.ver;
  made.locktime = told.lock_time ?? 0;
  for (const { prev_hash, output_index, script, sequence, witness } of told.inputs) {
    const spent = Buffer.from(prev_hash, 'hex').reverse();
    const at = made.addInput(spent, output_index, sequence, Buffer.from(script ?? '', 'hex'));
    made.setWitness(at, witness?.map((item) => Buffer.from(item, 'hex')) ?? []);
  }
  for (const { value, script } of told.outputs) {
    made.addOutput(Buffer.from(script, 'hex'), BigInt(value));
  }
  return made.toBuffer();
}

describe.skipIf(!data.ok)('what two explorers recorded of transactions of Bitcoin', () => {
  const answers = () => {
    const file = join(data.ok ? data.path : '', 'sources', 'bitcoin_rotki_api_responses.json');
    // CAST: recorded answers, each with where it was asked.
    return JSON.parse(readFileSync(file, 'utf8')) as { url: string; response: unknown }[];
  };
  const cypher = () =>
    answers()
      .filter(({ url }) => url.includes('api.blockcypher.com'))
      // CAST: what that explorer answers.
      .map(({ response }) => response as CypherTransaction);
  const info = () =>
    answers()
      .filter(({ url }) => url.includes('blockchain.info'))
      // CAST: what that explorer answers: one transaction, or those of addresses.
      .flatMap(
        ({ response }) =>
          (response as { txs?: InfoTransaction[] }).txs ?? [response as InfoTransaction],
      );

  it('is read from the bytes with the same id, amounts, scripts and addresses', () => {
    // Of a large one the explorer told a page only.
    const whole = cypher().filter(
      ({ vin_sz, vout_sz, inputs, outputs }) =>
        inputs.length === vin_sz && outputs.length === vout_sz,
    );
    expect(whole.length).toBeGreaterThan(1);
    for (const told of whole) {
      const raw = readTransaction(new ByteReader(bytesOf(told)));
      const place = { height: 0, blockHash: '', time: '', txIndex: 0 };
      const read = utxoTransactionOf(chain, spell, place, raw);
      expect(read.tx).toBe(told.hash);
      expect(outputSumBase(read)).toBe(BigInt(told.total));
      expect(read.inputs.map(({ outpoint }) => outpoint)).toEqual(
        told.inputs.map((one) => ({ tx: one.prev_hash, index: one.output_index })),
      );
      for (const [index, output] of told.outputs.entries()) {
        const { scriptKind, script, account, memo } = read.outputs[index] ?? {};
        expect([scriptKind, script, memo]).toEqual([
          kindOf[output.script_type],
          output.script,
          output.data_hex,
        ]);
        // The explorer shows a bare key under the address of its hash, which others may not find.
        const address = output.script_type === 'pay-to-pubkey' ? undefined : output.addresses?.[0];
        expect(account).toBe(address && `${chain}:${address}`);
      }
    }
  });

  it('has the addresses of its scripts, and its fees', () => {
    const transactions = info();
    let whole = 0;
    const kinds = new Set<string>();
    for (const { hash, fee, inputs, out, vin_sz, vout_sz } of transactions) {
      const spent = inputs.flatMap(({ prev_out }) => prev_out ?? []);
      for (const { value, script, addr } of [...spent, ...out]) {
        const coin = coinOf(spell, {
          amountBase: BigInt(value),
          script: Buffer.from(script, 'hex'),
        });
        kinds.add(coin.scriptKind);
        if (coin.scriptKind === 'p2pk') continue;
        expect(coin.account, `${hash} ${script}`).toBe(addr && `${chain}:${addr}`);
      }
      // Among those of addresses only the coins of these are told.
      if (spent.length < vin_sz || out.length < vout_sz) continue;
      whole += 1;
      const sum = (coins: readonly InfoOutput[]) =>
        coins.reduce((total, { value }) => total + BigInt(value), 0n);
      expect(sum(spent) - sum(out), hash).toBe(BigInt(fee));
    }
    expect(transactions.length).toBeGreaterThan(100);
    expect(whole).toBeGreaterThan(10);
    expect([...kinds]).toEqual(expect.arrayContaining(['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh']));
  });
});

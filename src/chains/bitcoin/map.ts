import { accountFamilyOf } from '../../accounts/account-family.ts';
import { type BitcoinPayload, writeBitcoinAddress } from '../../accounts/bitcoin-address.ts';
import { bitcoinNetworkOf, isBitcoinFamily } from '../../accounts/bitcoin-networks.ts';
import { type AccountId, accountId, type ChainId } from '../../domain/caip.ts';
import { WagetraceError } from '../../domain/errors.ts';
import type { Coin, ScriptKind, UtxoOutput, UtxoTransaction } from '../../domain/utxo.ts';
import { idOf } from './double-hash.ts';
import type { RawOutput, RawTransaction } from './raw-transaction.ts';
import { scriptKindOf } from './script-kind.ts';

/** Where in the chain a transaction stands. */
export type UtxoPlace = Pick<UtxoTransaction, 'height' | 'blockHash' | 'time' | 'txIndex'>;

/** Spells the accounts of one chain; undefined where nobody asks for them. */
export type AccountSpelling = (payload: BitcoinPayload) => AccountId | undefined;

/** Throws `account.unknown-chain-family` for a chain that is not of the Bitcoin family. */
export function accountSpelling(chain: ChainId): AccountSpelling {
  const family = accountFamilyOf(chain);
  if (!isBitcoinFamily(family)) {
    throw new WagetraceError('account.unknown-chain-family', 'Not a chain of the Bitcoin family', {
      details: { chain },
    });
  }
  const network = bitcoinNetworkOf(family);
  return (payload) => accountId(`${chain}:${writeBitcoinAddress(network, payload)}`);
}

/**
 * A coin from its amount and script. A bare key has no address: its coins are not found under the
 * P2PKH address of the same key, neither by nodes nor by indexes.
 */
export function coinOf(spell: AccountSpelling, { amountBase, script }: RawOutput): Coin {
  const scriptKind = scriptKindOf(script);
  const payload = payloadOf(scriptKind, script);
  return {
    amountBase,
    script: hexOf(script),
    scriptKind,
    account: payload === undefined ? undefined : spell(payload),
  };
}

/** A whole transaction; the coins that it spends are unknown until they are attached. */
export function utxoTransactionOf(
  chain: ChainId,
  spell: AccountSpelling,
  place: UtxoPlace,
  raw: RawTransaction,
): UtxoTransaction {
  return {
    chain,
    ...place,
    tx: idOf(raw.hash),
    coinbase: raw.coinbase,
    version: raw.version,
    lockTime: raw.lockTime,
    inputs: raw.coinbase
      ? []
      : raw.inputs.map(({ previousHash, index, sequence }) => ({
          outpoint: { tx: idOf(previousHash), index },
          coin: undefined,
          sequence,
        })),
    outputs: raw.outputs.map((output) => outputOf(spell, output)),
  };
}

function outputOf(spell: AccountSpelling, output: RawOutput): UtxoOutput {
  const coin = coinOf(spell, output);
  if (coin.scriptKind !== 'op-return') return coin;
  return { ...coin, memo: hexOf(pushedData(output.script)) };
}

/** What an OP_RETURN script pushes, its pushes joined; what is no push is kept as it stands. */
export function pushedData(script: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  let at = 1;
  while (at < script.length) {
    const opcode = script[at] ?? 0;
    const lengthBytes = opcode === 0x4c ? 1 : opcode === 0x4d ? 2 : 0;
    const length =
      lengthBytes === 0
        ? opcode
        : (script[at + 1] ?? 0) + 256 * (lengthBytes === 2 ? (script[at + 2] ?? 0) : 0);
    const from = at + 1 + lengthBytes;
    const isPush = opcode <= 0x4d && from + length <= script.length;
    if (!isPush) {
      parts.push(script.subarray(at));
      break;
    }
    parts.push(script.subarray(from, from + length));
    at = from + length;
  }
  return Buffer.concat(parts);
}

/** What the script pays to; undefined where no single account can spend it by its address. */
function payloadOf(kind: ScriptKind, script: Uint8Array): BitcoinPayload | undefined {
  switch (kind) {
    case 'p2pkh':
      return { kind, hex: hexOf(script.subarray(3, 23)) };
    case 'p2sh':
    case 'p2wpkh':
    case 'p2wsh':
    case 'p2tr':
    case 'p2a':
      return { kind, hex: hexOf(script.subarray(2, 2 + (script[1] ?? 0))) };
    case 'witness-unknown': {
      const version = ((script[0] ?? 0x50) - 0x50).toString(16).padStart(2, '0');
      return { kind: 'witness', hex: `${version}${hexOf(script.subarray(2))}` };
    }
    default:
      return undefined;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

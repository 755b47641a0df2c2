import { dataSlice, decodeRlp, Interface } from 'ethers';
import { addressOf } from '../../../domain/caip.ts';
import type { Leg } from '../../../domain/leg.ts';
import { type Transfer, transferKey } from '../../../domain/transfer.ts';
import { isZeroAccount } from '../../net-changes.ts';
import type { TransactionRecord } from '../../transaction-record.ts';
import type { BridgeContext } from '../bridge-family.ts';
import { declaredParty, partyOf } from '../declared-party.ts';
import { derivedId, legAtTransfer } from '../leg-builder.ts';
import { ethereum, polygon } from './lanes.ts';

const exit = new Interface(['function exit(bytes data)']);
/** `withdraw(uint256)` of a child token. */
const withdrawSelector = '0x2e1a7d4d';

/** Burns that a child token was asked for directly; other burns are no exits. */
function burnsOf(record: TransactionRecord): Transfer[] {
  if (record.chain !== polygon || !record.input?.startsWith(withdrawSelector)) return [];
  const token = record.to === undefined ? undefined : addressOf(record.to);
  return record.transfers.filter(
    (t) => isZeroAccount(t.to) && t.from === record.from && t.asset.endsWith(`:${token}`),
  );
}

/** True when the transaction may begin an exit. */
export function concernsBurn(record: TransactionRecord): boolean {
  return burnsOf(record).length > 0;
}

/** The source legs of exits: burns, which the exit proves and pays out to the same account. */
export function burnLegs(context: BridgeContext): Leg[] {
  const { record } = context;
  return burnsOf(record).map((burn) =>
    legAtTransfer(
      context,
      { event: 'Transfer', position: burn.position, standing: 'unconfigured' },
      {
        role: 'source',
        ids: [
          derivedId(
            context,
            'exit',
            burnId(
              record.height,
              addressOf(record.to ?? burn.to),
              addressOf(burn.from),
              burn.amountBase,
            ),
          ),
        ],
        counterpart: ethereum,
        sender: partyOf(burn.from),
        recipient: declaredParty(ethereum, addressOf(burn.from)),
        asset: burn.asset,
        amountBase: burn.amountBase,
        expects: { amountBase: burn.amountBase },
        transferKeys: [transferKey(burn)],
      },
    ),
  );
}

function burnId(height: number, token: string, holder: string, amountBase: bigint): string {
  return `${height}:${token}:${holder}:${amountBase}`.toLowerCase();
}

/**
 * The burn that an exit proves. The proof is RLP: header number, proof, block number, time, two
 * roots, the receipt, its proof, a mask and the index of the log. Undefined for other calldata.
 */
export function exitedBurnId(input: string): string | undefined {
  const call = exit.parseTransaction({ data: input });
  if (!call) return undefined;
  const proof = decodeRlp(String(call.args['data']));
  const [height, receipt, logIndex] = [text(proof, 2), text(proof, 6), text(proof, 9)];
  if (height === undefined || receipt === undefined || logIndex === undefined) return undefined;
  // A receipt of a typed transaction (EIP-2718) has its type before the list.
  const isTyped = BigInt(dataSlice(receipt, 0, 1)) < 0xc0n;
  const body = decodeRlp(isTyped ? dataSlice(receipt, 1) : receipt);
  const log = at(at(body, 3), logIndex === '0x' ? 0 : Number(logIndex));
  const [token, holder, data] = [text(log, 0), text(at(log, 1), 1), text(log, 2)];
  if (token === undefined || holder === undefined || data === undefined) return undefined;
  return burnId(Number(height), token, dataSlice(holder, 12), BigInt(data));
}

type Rlp = ReturnType<typeof decodeRlp>;

function at(list: Rlp | undefined, index: number): Rlp | undefined {
  return Array.isArray(list) ? list[index] : undefined;
}

function text(list: Rlp | undefined, index: number): string | undefined {
  const item = at(list, index);
  return typeof item === 'string' ? item : undefined;
}

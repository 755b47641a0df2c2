import { setImmediate } from 'node:timers/promises';
import type { Transaction } from '../../database/database.ts';
import type { ChainId } from '../../domain/caip.ts';
import type { Transfer } from '../../domain/transfer.ts';
import type { IdOf } from './append.ts';
import type { HashFilter } from './hash-filter.ts';
import { heightsIn, insertTransfers } from './insert-transfers.ts';
import { type MovedRow, removeMoved } from './moved-rows.ts';
import { holdGeneration } from './sealed-generations.ts';
import { inStoringOrder } from './storing-order.ts';
import { type StoringPart, storingParts } from './storing-parts.ts';
import { type MayStandBefore, transferColumns } from './transfer-columns.ts';

/** Which part of the ledger new transfers go to. */
export interface StoringPlace {
  readonly generation: number;
  /** False where what seemed new was there: then every row is looked for. */
  readonly mayBeNew: boolean;
  /** The transactions of the generation before, where it is sealed. */
  readonly before?: HashFilter | undefined;
}

/** Where the transfers of a batch go. */
export interface AppendTarget extends StoringPlace {
  readonly owner: string;
  readonly idOf: IdOf;
}

/**
 * Stores the transfers; how many of their keys were not there. Throws `ledger.generation-sealed`
 * and `ledger.stored-meanwhile`, after which the transaction is to be run again.
 */
export async function appendTransfers(
  tx: Transaction,
  target: AppendTarget,
  transfers: readonly Transfer[],
): Promise<number> {
  if (transfers.length === 0) return 0;
  await holdGeneration(tx, target.generation);
  let added = 0;
  for (const [chain, rows] of byChain(transfers)) {
    added += await appendOfChain(tx, target, chain, inStoringOrder(rows));
  }
  return added;
}

/** Chains in one order for all writers. */
function byChain(transfers: readonly Transfer[]): [ChainId, Transfer[]][] {
  const chains = new Map<ChainId, Transfer[]>();
  for (const transfer of transfers) {
    const rows = chains.get(transfer.chain);
    if (rows) rows.push(transfer);
    else chains.set(transfer.chain, [transfer]);
  }
  return [...chains].sort(([a], [b]) => (a < b ? -1 : 1));
}

async function appendOfChain(
  tx: Transaction,
  target: AppendTarget,
  chain: ChainId,
  transfers: readonly Transfer[],
): Promise<number> {
  const { owner, generation, idOf } = target;
  const rowTarget = { owner, generation, chainId: idOf(chain) };
  const heights = [...new Set(transfers.map(({ height }) => height))];
  const known = target.mayBeNew
    ? await heightsIn(tx, rowTarget.chainId, heights)
    : new Set(heights);
  const parts = storingParts(transfers, known);
  const columnsOf = (part: StoringPart | undefined) =>
    transferColumns(chain, part?.transfers ?? [], idOf, mayStandBefore(target));
  const moved: MovedRow[] = [];
  let added = 0;
  let columns = columnsOf(parts[0]);
  for (const [at, { fresh }] of parts.entries()) {
    // The server stores them while the next ones are made ready.
    const storing = insertTransfers(tx, rowTarget, columns, fresh);
    const making = setImmediate().then(() => columnsOf(parts[at + 1]));
    const [stored, next] = await Promise.all([storing, making]);
    added += stored.added;
    moved.push(...stored.moved);
    columns = next;
  }
  return added - (await removeMoved(tx, rowTarget, moved));
}

/** Without a filter everything may stand there. */
function mayStandBefore({ generation, before }: StoringPlace): MayStandBefore {
  if (generation === 0) return () => false;
  return (txHash) => before?.mayHave(txHash) ?? true;
}

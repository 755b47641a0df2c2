import { sql } from 'kysely';
import type { Transaction } from '../../database/database.ts';
import { chainOfAccount } from '../../database/of-chain.ts';
import { sharedOwner } from './transfer-queries.ts';

/**
 * Takes back every shared fact of the chain above the height: transfers, events, blocks, coverage,
 * coins, evidence of common ownership, balances. The addresses that lost transfers, as stored.
 */
export async function withdrawAbove(
  tx: Transaction,
  chainId: number,
  aboveHeight: number,
): Promise<Buffer[]> {
  const above = sql`chain_id = ${chainId} and height > ${aboveHeight}`;
  const { rows } = await sql<{ address: Buffer }>`
    with gone as (
      delete from transfer where owner = ${sharedOwner} and ${above} returning from_account, to_account)
    select from_account as address from gone union select to_account from gone`.execute(tx);
  await sql`delete from chain_event where ${above}`.execute(tx);
  await sql`delete from block where ${above}`.execute(tx);
  // After the blocks: whoever keeps a sight of a coin holds its block until it is there.
  await withdrawCoins(tx, chainId, aboveHeight);
  const covered = sql`owner = ${sharedOwner} and chain_id = ${chainId}`;
  const further = sql`${covered} and to_height > ${aboveHeight}`;
  await sql`delete from coverage where ${further} and from_height > ${aboveHeight}`.execute(tx);
  await sql`update coverage set to_height = ${aboveHeight} where ${further}`.execute(tx);
  await sql`
    delete from balance_anchor
    where ${chainOfAccount(sql`account`)} = (select name from ledger_name where id = ${chainId})
      and height > ${aboveHeight}`.execute(tx);
  return rows.map((row) => row.address);
}

/** Takes back whole transactions of the chain above the height, and what they show of ownership and coins. */
export async function withdrawCoins(
  tx: Transaction,
  chainId: number,
  aboveHeight: number,
): Promise<void> {
  const above = sql`chain_id = ${chainId} and height > ${aboveHeight}`;
  await sql`delete from utxo_transaction where ${above}`.execute(tx);
  await sql`delete from ownership_evidence where ${above}`.execute(tx);
  // Up to that block the coin's spender stays as it was.
  await sql`update seen_coin set height = ${aboveHeight} where ${above}`.execute(tx);
}

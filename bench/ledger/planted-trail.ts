import { positionBand, type Transfer } from '../../src/domain/transfer.ts';
import { accountOf, asset, chain, digestOf } from './generated-ledger.ts';

/** Accounts at each hop from the payee on: 4,000 within five hops. */
const accountsByHop = [1, 5, 24, 120, 600, 3_250];
export const trailHops = accountsByHop.length - 1;
export const trailAccounts = accountsByHop.reduce((sum, accounts) => sum + accounts, 0);
const wageBase = 5_000_000_000n;
/** What a wallet has of its own, where it has: there, methods attribute differently. */
const ownBase = wageBase / 10n;
/** Most wallets on the way of a wage are new: one in four has something of its own. */
const ownEvery = 4;
const blocksPerHop = 20;

export interface PlantedTrail {
  /** The wage. */
  readonly seed: Transfer;
  /** All of it, in canonical order. */
  readonly transfers: readonly Transfer[];
}

/**
 * A wage that is split among ever more wallets, hop after hop. One wallet in four is first topped up
 * by an account of the ledger; each passes on three quarters of what it holds.
 */
export function plantedTrail(fromHeight: number, ledgerAccounts: number): PlantedTrail {
  const transfers: Transfer[] = [];
  const walletName = (number: number) => `wallet ${number} of ${fromHeight}`;
  const pay = (height: number, from: string, to: string, amountBase: bigint): void => {
    transfers.push(transferOf(transfers.length, height, from, to, amountBase));
  };
  const held: bigint[] = [];
  let first = 0;
  pay(fromHeight + 1, 'employer', walletName(0), wageBase);
  for (const [hop, accounts] of accountsByHop.entries()) {
    const height = fromHeight + hop * blocksPerHop;
    const below = accountsByHop[hop + 1] ?? 0;
    for (let place = 0; place < accounts; place += 1) {
      const wallet = first + place;
      const ofItsOwn = wallet % ownEvery === 0 ? ownBase : 0n;
      if (ofItsOwn > 0n)
        pay(height, `${(wallet * 7919) % ledgerAccounts}`, walletName(wallet), ofItsOwn);
      const [from, to] = [place, place + 1].map((at) => Math.floor((at * below) / accounts));
      const children = (to ?? 0) - (from ?? 0);
      const share =
        (((held[wallet] ?? wageBase) + ofItsOwn) * 3n) / BigInt(4 * Math.max(1, children));
      for (let child = from ?? 0; child < (to ?? 0); child += 1) {
        held[first + accounts + child] = share;
        pay(
          height + blocksPerHop - 1,
          walletName(wallet),
          walletName(first + accounts + child),
          share,
        );
      }
    }
    first += accounts;
  }
  const [seed] = transfers;
  if (!seed) throw new Error('A trail begins with its wage');
  return {
    seed,
    transfers: transfers.sort((a, b) => a.height - b.height || a.txIndex - b.txIndex),
  };
}

function transferOf(
  number: number,
  height: number,
  from: string,
  to: string,
  amountBase: bigint,
): Transfer {
  return {
    chain,
    height,
    blockHash: `0x${digestOf(`block ${height}`)}`,
    time: new Date(1_700_000_000_000 + height * 12_000).toISOString(),
    tx: `0x${digestOf(`trail ${from} ${to} ${number}`)}`,
    txIndex: 1_000 + number,
    position: positionBand.log + number,
    from: accountOf(from),
    to: accountOf(to),
    asset,
    amountBase,
    kind: 'token',
  };
}

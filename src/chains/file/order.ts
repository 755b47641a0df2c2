import { createHash } from 'node:crypto';
import { positionBand, type Transfer } from '../../domain/transfer.ts';

/** Places for transfers without a position: all from the band of occurrences up to the fee. */
const places = positionBand.fee - positionBand.occurrence;

/**
 * Puts the transfers of one block in an order where the file gives none: by the index of the
 * transaction where it is known, then credits of a pot before the debits that they may fund, ties
 * by id. `txIndex` becomes the rank in the block, and all are marked as `orderInferred`.
 */
export function inferOrder(block: readonly Transfer[]): Transfer[] {
  const byIndex = new Map<number, Transfer[]>();
  for (const t of keyByContent(block)) {
    const group = byIndex.get(t.txIndex);
    if (group) group.push(t);
    else byIndex.set(t.txIndex, [t]);
  }
  const ordered = [...byIndex.keys()]
    .sort((a, b) => a - b)
    .flatMap((index) => creditsFirst(byIndex.get(index) ?? []));
  return ordered.map((t, rank) => ({ ...t, txIndex: rank, orderInferred: true }));
}

/**
 * Sets `position` by what the transfer says and how often its transaction said so before, in that
 * order. A running number would not do: two exports of different accounts show different parts of
 * a transaction, and the same transfer must have one key in both.
 */
function keyByContent(block: readonly Transfer[]): Transfer[] {
  const said = block.map((t) => ({
    t,
    content: `${t.tx} ${t.from} ${t.to} ${t.asset} ${t.amountBase}`,
  }));
  said.sort((a, b) => (a.content < b.content ? -1 : a.content > b.content ? 1 : 0));
  const occurrences = new Map<string, number>();
  const taken = new Set<string>();
  return said.map(({ t, content }) => {
    const occurrence = occurrences.get(content) ?? 0;
    occurrences.set(content, occurrence + 1);
    const digest = createHash('sha256').update(`${content} ${occurrence}`).digest();
    let place = digest.readUInt32BE() % places;
    while (taken.has(`${t.tx} ${place}`)) place = (place + 1) % places;
    taken.add(`${t.tx} ${place}`);
    return { ...t, position: positionBand.occurrence + place };
  });
}

/** A pot within the block: what it still waits for, and who waits for it. */
interface Pot {
  credits: number;
  readonly debits: Transfer[];
}

/**
 * Layer by layer: a transfer goes once every credit of its sender's pot has gone. In a ring, where
 * nobody can begin, the pot that waits for the fewest credits does.
 */
function creditsFirst(transfers: readonly Transfer[]): Transfer[] {
  const pots = new Map<string, Pot>();
  const potOf = (account: string, t: Transfer): Pot => {
    const key = `${account} ${t.asset}`;
    const pot = pots.get(key) ?? { credits: 0, debits: [] };
    pots.set(key, pot);
    return pot;
  };
  for (const t of transfers) {
    potOf(t.from, t).debits.push(t);
    if (t.from !== t.to) potOf(t.to, t).credits += 1;
  }
  const ordered: Transfer[] = [];
  while (ordered.length < transfers.length) {
    const waiting = [...pots.values()].filter((pot) => pot.debits.length > 0);
    const fewest = waiting.reduce((least, pot) => Math.min(least, pot.credits), Infinity);
    const free = waiting.filter((pot) => pot.credits === fewest);
    const begin = fewest === 0 ? free : free.slice(0, 1);
    let layer = begin.flatMap((pot) => pot.debits.splice(0));
    while (layer.length > 0) {
      ordered.push(...layer.sort(byKey));
      layer = layer.flatMap((t) => {
        const pot = potOf(t.to, t);
        if (t.from !== t.to) pot.credits -= 1;
        return pot.credits === 0 ? pot.debits.splice(0) : [];
      });
    }
  }
  return ordered;
}

function byKey(a: Transfer, b: Transfer): number {
  return a.tx < b.tx ? -1 : a.tx > b.tx ? 1 : a.position - b.position;
}

import type { AccountId } from '../domain/caip.ts';
import type { HeightRange } from '../domain/coverage.ts';
import { compareTransfers, positionBand, type Transfer } from '../domain/transfer.ts';
import type { ChainBatch, ChainSource, SourcedTransaction } from '../ports/chain-source.ts';
import { sourceError } from './source-error.ts';

/** Transactions asked of the node at once. */
const transactionsAtOnce = 20;

const concerns = (account: AccountId) => (t: Transfer) => t.from === account || t.to === account;

/** What only a node tells of a transaction, whole or in part. */
const toldByNodes: ReadonlySet<string> = new Set(['partial-fees', 'no-deposits']);

/**
 * What two sources must tell alike. Fees are left out, since explorers do not know all of their
 * parts, and what arises with a transaction, of which they know nothing.
 */
function story(transfers: readonly Transfer[]): string[] {
  return transfers
    .filter((t) => t.kind !== 'fee' && t.position !== positionBand.arising)
    .map((t) => `${t.tx} ${t.from} ${t.to} ${t.asset} ${t.amountBase}`)
    .sort();
}

/** What stands in `some` more often than in `all`. */
function missingFrom(all: readonly string[], some: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of all) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/**
 * The history of an account as an index knows it, with each transaction told by a node: an explorer
 * finds what a node has no index for, and the node tells it exactly. Everything else is the node's.
 * Throws `source.disagreement` where the index tells of a transfer that the node does not see, or
 * the node sees one in the same transaction that the index left out: an alarm, not a choice.
 */
export class ConfirmedSource implements ChainSource {
  readonly chain;
  readonly name: string;
  readonly head: ChainSource['head'];
  readonly blocks: ChainSource['blocks'];
  readonly transaction: ChainSource['transaction'];
  readonly blockHash: ChainSource['blockHash'];
  readonly #index: ChainSource;
  readonly #node: ChainSource;

  constructor(index: ChainSource, node: ChainSource) {
    this.chain = node.chain;
    this.name = `${index.name} confirmed by ${node.name}`;
    this.head = node.head.bind(node);
    this.blocks = node.blocks.bind(node);
    this.transaction = node.transaction.bind(node);
    this.blockHash = node.blockHash.bind(node);
    this.#index = index;
    this.#node = node;
  }

  async *account(
    account: AccountId,
    range: HeightRange,
    signal: AbortSignal,
  ): AsyncGenerator<ChainBatch> {
    for await (const batch of this.#index.account(account, range, signal)) {
      yield { ...(await this.#confirmed(account, batch, signal)), source: this.name };
    }
  }

  async #confirmed(account: AccountId, batch: ChainBatch, signal: AbortSignal) {
    // No transaction makes a withdrawal, so that no node can be asked for it by itself.
    const withdrawn = batch.transfers.filter(({ kind }) => kind === 'withdrawal');
    const made = batch.transfers.filter(({ kind }) => kind !== 'withdrawal');
    const hashes = [...new Set(made.map((t) => t.tx))];
    const told: SourcedTransaction[] = [];
    for (let at = 0; at < hashes.length; at += transactionsAtOnce) {
      const part = hashes.slice(at, at + transactionsAtOnce);
      const found = await Promise.all(part.map((tx) => this.#node.transaction(tx, signal)));
      told.push(...found.filter((one) => one !== undefined));
    }
    const transfers = told.flatMap((one) => one.transfers).filter(concerns(account));
    const untraced = told.some((one) => (one.incomplete ?? []).length > 0);
    // A node that does not trace cannot contradict what the index knows of internal transfers.
    const internal = untraced ? batch.transfers.filter((t) => t.kind === 'internal') : [];
    const whole = [...transfers, ...internal, ...withdrawn].sort(compareTransfers);
    this.#compare(batch, whole);
    const { incomplete = [], ...rest } = batch;
    const lacking = incomplete.filter(({ code }) => !toldByNodes.has(code));
    return {
      ...rest,
      ...(lacking.length > 0 ? { incomplete: lacking } : {}),
      transfers: whole,
      events: told.flatMap((one) => one.events),
      blockHashes: {
        ...batch.blockHashes,
        ...Object.fromEntries(whole.map((t) => [t.height, t.blockHash])),
      },
    };
  }

  #compare(batch: ChainBatch, confirmed: readonly Transfer[]): void {
    const [indexed, seen] = [story(batch.transfers), story(confirmed)];
    const different = [...missingFrom(seen, indexed), ...missingFrom(indexed, seen)];
    if (different.length === 0) return;
    throw sourceError('source.disagreement', this.name, 'the index and the node disagree', {
      chain: this.chain,
      transactions: [...new Set(different.map((line) => line.split(' ')[0] ?? ''))].slice(0, 20),
    });
  }
}

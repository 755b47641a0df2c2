import { createHash } from 'node:crypto';
import { Block, type Transaction } from 'bitcoinjs-lib';

type Call = (method: string, ...params: readonly unknown[]) => Promise<unknown>;

interface IndexedBlock {
  readonly hash: string;
  readonly raw: string;
  readonly txs: readonly string[];
}

interface IndexedTransaction {
  readonly hex: string;
  readonly height: number;
  readonly index: number;
  readonly transaction: Transaction;
}

/**
 * What an index server keeps of a node's chain, read whole by bitcoinjs-lib: it shares no code
 * with the sources that are tested against it.
 */
export class UtxoIndex {
  readonly blocks: IndexedBlock[] = [];
  readonly transactions = new Map<string, IndexedTransaction>();
  /** Ids of the transactions that spend outputs, by `tx:index`. */
  readonly #spenders = new Map<string, string>();
  /** Ids of transactions by script hash, in block order. */
  readonly #histories = new Map<string, Set<string>>();

  static async of(call: Call): Promise<UtxoIndex> {
    const index = new UtxoIndex();
    const tip = Number(await call('getblockcount'));
    for (let height = 0; height <= tip; height++) {
      const hash = `${await call('getblockhash', height)}`;
      index.#add(hash, `${await call('getblock', hash, false)}`, height);
    }
    return index;
  }

  get tip(): number {
    return this.blocks.length - 1;
  }

  spenderOf(tx: string, index: number): string | undefined {
    return this.#spenders.get(`${tx}:${index}`);
  }

  history(scriptHash: string): readonly string[] {
    return [...(this.#histories.get(scriptHash) ?? [])];
  }

  /** Siblings from the transaction up to the root, as ids. */
  merkleBranch(tx: string): { readonly index: number; readonly branch: readonly string[] } {
    const { height, index } = this.#transaction(tx);
    let level: Buffer[] = (this.blocks[height]?.txs ?? []).map((id) =>
      Buffer.from(id, 'hex').reverse(),
    );
    const branch: string[] = [];
    for (let at = index; level.length > 1; at >>= 1) {
      const own = level[at] ?? Buffer.alloc(32);
      const sibling = level[at ^ 1] ?? own;
      branch.push(Buffer.from(sibling).reverse().toString('hex'));
      level = level.flatMap((left, i) =>
        i % 2 === 0 ? [sha256d(Buffer.concat([left, level[i + 1] ?? left]))] : [],
      );
    }
    return { index, branch };
  }

  #transaction(tx: string): IndexedTransaction {
    const found = this.transactions.get(tx);
    if (!found) throw new Error(`no transaction ${tx}`);
    return found;
  }

  #add(hash: string, raw: string, height: number): void {
    const transactions = Block.fromHex(raw).transactions ?? [];
    for (const [index, transaction] of transactions.entries()) {
      const tx = transaction.getId();
      this.transactions.set(tx, { hex: transaction.toHex(), height, index, transaction });
      for (const { hash: made, index: spent } of transaction.ins) {
        this.#spenders.set(`${Buffer.from(made).reverse().toString('hex')}:${spent}`, tx);
      }
      for (const script of this.#scriptsOf(transaction)) {
        const key = createHash('sha256').update(script).digest('hex');
        const history = this.#histories.get(key) ?? new Set();
        this.#histories.set(key, history.add(tx));
      }
    }
    this.blocks.push({ hash, raw, txs: transactions.map((t) => t.getId()) });
  }

  #scriptsOf(transaction: Transaction): Uint8Array[] {
    const spent = transaction.isCoinbase()
      ? []
      : transaction.ins.flatMap(({ hash, index }) => {
          const made = this.transactions.get(Buffer.from(hash).reverse().toString('hex'));
          return made?.transaction.outs[index]?.script ?? [];
        });
    return [...spent, ...transaction.outs.map((out) => out.script)];
  }
}

function sha256d(bytes: Buffer): Buffer {
  const once = createHash('sha256').update(bytes).digest();
  return createHash('sha256').update(once).digest();
}

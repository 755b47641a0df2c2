import { noPot, type TransferColumns } from './subgraph.ts';

/**
 * Who paid whom and when, by account. The edges of an account are sorted by the block, so that
 * those from a block on are a suffix. Backwards, edges and time are both turned round.
 */
export interface ReachGraph {
  readonly nodeCount: number;
  /** Edges of a node are those from `start[node]` to `start[node + 1]`, exclusive. */
  readonly start: Uint32Array;
  readonly target: Uint32Array;
  /** Block of the edge; backwards, its complement. */
  readonly when: Uint32Array;
  /** Index of the transfer. */
  readonly transfer: Uint32Array;
  readonly direction: 'forward' | 'backward';
}

export interface ReachGraphOptions {
  readonly direction?: 'forward' | 'backward';
  /** Number of the only asset that counts; undefined: any, and a wallet passes on what it likes. */
  readonly asset?: number;
}

/** No block: one above the greatest that an edge can have. */
export const neverBlock = 0xffffffff;
const lastBlock = neverBlock - 1;

export function reachGraph(
  columns: Omit<TransferColumns, 'amount'>,
  options: ReachGraphOptions = {},
): ReachGraph {
  const direction = options.direction ?? 'forward';
  const nodeCount = columns.potAccount.reduce((most, account) => Math.max(most, account + 1), 0);
  const edges = edgesOf(columns, options);
  const start = new Uint32Array(nodeCount + 1);
  edges((_index, tail) => {
    start[tail + 1] = (start[tail + 1] ?? 0) + 1;
  });
  for (let node = 0; node < nodeCount; node += 1) {
    start[node + 1] = (start[node + 1] ?? 0) + (start[node] ?? 0);
  }
  const edgeCount = start[nodeCount] ?? 0;
  const target = new Uint32Array(edgeCount);
  const when = new Uint32Array(edgeCount);
  const transfer = new Uint32Array(edgeCount);
  const next = start.slice(0, nodeCount);
  edges((index, tail, head) => {
    const at = next[tail] ?? 0;
    const height = columns.height[index] ?? 0;
    next[tail] = at + 1;
    target[at] = head;
    when[at] = direction === 'forward' ? height : lastBlock - height;
    transfer[at] = index;
  });
  return { nodeCount, start, target, when, transfer, direction };
}

type EdgeVisitor = (index: number, tail: number, head: number) => void;

/** Visits the transfers that count between two accounts, in the direction's own order of time. */
function edgesOf(
  columns: Omit<TransferColumns, 'amount'>,
  { direction = 'forward', asset }: ReachGraphOptions,
): (visit: EdgeVisitor) => void {
  const { count, from, to, potAccount, potAsset } = columns;
  const isForward = direction === 'forward';
  return (visit) => {
    for (let place = 0; place < count; place += 1) {
      const index = isForward ? place : count - 1 - place;
      const debited = from[index] ?? noPot;
      const credited = to[index] ?? noPot;
      if (debited === noPot || (asset !== undefined && potAsset[credited] !== asset)) continue;
      const [tail, head] = isForward ? [debited, credited] : [credited, debited];
      visit(index, potAccount[tail] ?? 0, potAccount[head] ?? 0);
    }
  };
}

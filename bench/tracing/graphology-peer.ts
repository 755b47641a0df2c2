import type { TransferColumns } from '../../src/tracing/subgraph.ts';
import { timed } from './our-answers.ts';
import { requirePeer } from './peer-packages.ts';
import { endsDigest, fifoOverEdges } from './plain-fifo.ts';
import { hopsMax, type PeerResult, type Questions } from './questions.ts';

interface Edge {
  readonly height: number;
  readonly amount: number;
  readonly at: number;
}

/** What is used of graphology: it is the bench's peer and not a package of the product. */
interface Graph {
  addNode(node: number): void;
  addDirectedEdge(from: number, to: number, edge: Edge): void;
  forEachOutEdge(
    node: string,
    see: (key: string, edge: Edge, from: string, to: string) => void,
  ): void;
  forEachEdge(see: (key: string, edge: Edge, from: string, to: string) => void): void;
}
interface Graphology {
  readonly MultiDirectedGraph: new () => Graph;
}
interface Traversal {
  bfsFromNode(
    graph: Graph,
    node: number,
    see: (node: string, attributes: object, depth: number) => boolean,
    options: { readonly mode: 'outbound' },
  ): void;
}

/** graphology's own breadth-first search; the rest over its edges, as its users would write it. */
export function graphologyAnswers(columns: TransferColumns, questions: Questions): PeerResult {
  // CAST: the packages' documented interfaces.
  const { MultiDirectedGraph } = requirePeer('graphology') as Graphology;
  const { bfsFromNode } = requirePeer('graphology-traversal') as Traversal;
  const start = performance.now();
  const graph = new MultiDirectedGraph();
  for (let account = 0; account < columns.potCount; account += 1) graph.addNode(account);
  for (let at = 0; at < columns.count; at += 1) {
    const edge = { height: columns.height[at] ?? 0, amount: columns.amount.exact?.[at] ?? 0, at };
    graph.addDirectedEdge(columns.from[at] ?? 0, columns.to[at] ?? 0, edge);
  }
  const buildMs = performance.now() - start;
  const plain = (source: number): number => {
    let count = 0;
    const see = (_node: string, _attributes: object, depth: number): boolean => {
      count += 1;
      return depth >= hopsMax;
    };
    bfsFromNode(graph, source, see, { mode: 'outbound' });
    return count;
  };
  const edges: { from: number; to: number; amount: number; at: number }[] = [];
  graph.forEachEdge((_key, { amount, at }, from, to) => {
    edges.push({ from: Number(from), to: Number(to), amount, at });
  });
  edges.sort((a, b) => a.at - b.at);
  const follow = (seeds: readonly number[]) => {
    const { ms, answer } = timed(1, () => fifoOverEdges(edges, columns.potCount, seeds));
    return { ms, answer: endsDigest(answer) };
  };
  return {
    peer: 'graphology',
    buildMs,
    plain: timed(1, () => questions.sources.map(plain)),
    inTime: timed(1, () => questions.sources.map((source) => inTime(graph, source))),
    oneSeed: follow(questions.seeds.slice(0, 1)),
    crowd: follow(questions.seeds),
  };
}

function inTime(graph: Graph, source: number): number {
  const arrival = new Map([[String(source), 0]]);
  let frontier: [string, number][] = [[String(source), 0]];
  for (let hop = 0; hop < hopsMax; hop += 1) {
    const improved = new Set<string>();
    for (const [node, departure] of frontier) {
      graph.forEachOutEdge(node, (_key, { height }, _from, to) => {
        if (height < departure || height >= (arrival.get(to) ?? Number.POSITIVE_INFINITY)) return;
        arrival.set(to, height);
        improved.add(to);
      });
    }
    frontier = [...improved].map((node) => [node, arrival.get(node) ?? 0]);
  }
  return arrival.size;
}

/**
 * Pairs rows with columns, each at most once, so that the sum of gains is the greatest possible
 * (Kuhn-Munkres with potentials, cubic). Returns the column of each row, or -1.
 */
export function bestAssignment(gains: readonly (readonly number[])[]): readonly number[] {
  const rows = gains.length;
  const columns = gains[0]?.length ?? 0;
  if (rows === 1) return [greatest(gains[0] ?? [])];
  const size = Math.max(rows, columns);
  const cost = (row: number, column: number): number => -(gains[row - 1]?.[column - 1] ?? 0);
  const u = new Float64Array(size + 1);
  const v = new Float64Array(size + 1);
  const rowOf = new Int32Array(size + 1);
  for (let row = 1; row <= size; row += 1) augment(row, { size, cost, u, v, rowOf });
  const columnOf = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column += 1) {
    const row = (rowOf[column] ?? 0) - 1;
    if (row >= 0 && row < rows && (gains[row]?.[column - 1] ?? 0) > 0) columnOf[row] = column - 1;
  }
  return columnOf;
}

/** Place of the greatest gain above 0, or -1. */
function greatest(gains: readonly number[]): number {
  const most = Math.max(0, ...gains);
  return most > 0 ? gains.indexOf(most) : -1;
}

interface Matching {
  readonly size: number;
  readonly cost: (row: number, column: number) => number;
  readonly u: Float64Array;
  readonly v: Float64Array;
  /** The row of each column, 1-based; 0 is free. */
  readonly rowOf: Int32Array;
}

/** Finds the cheapest augmenting path from the row and turns it over. */
function augment(row: number, { size, cost, u, v, rowOf }: Matching): void {
  const least = new Float64Array(size + 1).fill(Number.POSITIVE_INFINITY);
  const way = new Int32Array(size + 1);
  const used = new Uint8Array(size + 1);
  const get = (array: Float64Array | Int32Array, at: number): number => array[at] ?? 0;
  rowOf[0] = row;
  let column = 0;
  do {
    used[column] = 1;
    const from = get(rowOf, column);
    let delta = Number.POSITIVE_INFINITY;
    let next = 0;
    for (let j = 1; j <= size; j += 1) {
      if (used[j]) continue;
      const reduced = cost(from, j) - get(u, from) - get(v, j);
      if (reduced < get(least, j)) {
        least[j] = reduced;
        way[j] = column;
      }
      if (get(least, j) < delta) {
        delta = get(least, j);
        next = j;
      }
    }
    for (let j = 0; j <= size; j += 1) {
      if (used[j]) {
        const matched = get(rowOf, j);
        u[matched] = get(u, matched) + delta;
        v[j] = get(v, j) - delta;
      } else least[j] = get(least, j) - delta;
    }
    column = next;
  } while (get(rowOf, column) !== 0);
  while (column !== 0) {
    const previous = get(way, column);
    rowOf[column] = get(rowOf, previous);
    column = previous;
  }
}

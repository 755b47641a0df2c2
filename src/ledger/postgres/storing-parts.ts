import type { Transfer } from '../../domain/transfer.ts';

/** Rows of one statement: the server stores them while the next ones are made ready. */
const rowsMax = 2_000;
/** A statement for fewer takes longer than looking for each of them. */
const freshMin = 200;

/** Transfers that are stored by one statement. */
export interface StoringPart {
  readonly transfers: readonly Transfer[];
  /** No transfer stands at any of their heights. */
  readonly fresh: boolean;
}

/** Parts in the order given. `taken`: heights that have transfers. */
export function storingParts(
  transfers: readonly Transfer[],
  taken: ReadonlySet<number>,
): StoringPart[] {
  const byHeights = runsOf(transfers, ({ height }) => !taken.has(height));
  const longRuns = runsOf(byHeights, (run) => run.is && run.items.length >= freshMin);
  return longRuns.flatMap(({ is: fresh, items }) =>
    slices(items.flatMap((run) => run.items)).map((part) => ({ transfers: part, fresh })),
  );
}

/** Neighbours of which the same is true. */
interface Run<T> {
  readonly is: boolean;
  readonly items: T[];
}

function runsOf<T>(items: readonly T[], of: (item: T) => boolean): Run<T>[] {
  const runs: Run<T>[] = [];
  for (const item of items) {
    const [is, last] = [of(item), runs.at(-1)];
    if (last?.is === is) last.items.push(item);
    else runs.push({ is, items: [item] });
  }
  return runs;
}

function slices<T>(items: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(items.length / rowsMax) }, (_, at) =>
    items.slice(at * rowsMax, (at + 1) * rowsMax),
  );
}

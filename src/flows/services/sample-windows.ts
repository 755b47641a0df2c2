import type { HeightRange } from '../../domain/coverage.ts';
import type { Transfer } from '../../domain/transfer.ts';

const dayMs = 86_400_000;
/** How often, how far apart, and how many transfers a window is meant to have. */
const windows = 20;
const daysApart = 3;
const transfersOfWindow = 200;

/**
 * Short stretches over the sixty days before `toHeight`, each wide enough for some two hundred
 * transfers at the density that was met between `first` and `last`: by them a busy account shows
 * what it does from day to day. None where the pace of the chain cannot be told.
 */
export function sampleWindows(
  first: Transfer | undefined,
  last: Transfer | undefined,
  transfers: number,
  toHeight: number,
): HeightRange[] {
  if (!first || !last) return [];
  const blocks = last.height - first.height;
  const elapsedMs = Date.parse(last.time) - Date.parse(first.time);
  if (blocks <= 0 || elapsedMs <= 0) return [];
  const step = Math.ceil((blocks * daysApart * dayMs) / elapsedMs);
  const width = Math.max(1, Math.ceil((blocks * transfersOfWindow) / transfers));
  return Array.from({ length: windows }, (_, index) => toHeight - (index + 1) * step)
    .filter((fromHeight) => fromHeight >= 0)
    .map((fromHeight) => ({ fromHeight, toHeight: Math.min(toHeight, fromHeight + width - 1) }));
}

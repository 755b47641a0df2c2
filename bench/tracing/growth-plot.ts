import { logPlot } from '../support/log-plot.ts';
import type { GrowthRow } from './growth.ts';

const lines = [
  { name: 'fifo, 1,000 seeds', colour: '#1f5fbf', of: (row: GrowthRow) => row.crowdMs },
  { name: 'limit of memory bandwidth', colour: '#999999', of: (row: GrowthRow) => row.bandwidthMs },
  {
    name: 'reach of 4 hops in time order',
    colour: '#b3541e',
    of: (row: GrowthRow) => row.inTimeMs,
  },
  { name: 'reach of 4 hops', colour: '#2f7d32', of: (row: GrowthRow) => row.plainMs },
];

/** Milliseconds over transfers, both logarithmic. */
export function growthPlot(rows: readonly GrowthRow[]): string {
  return logPlot(rows, lines, 'ms');
}

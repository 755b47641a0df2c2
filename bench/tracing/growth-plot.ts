import type { GrowthRow } from './growth.ts';

const width = 720;
const height = 420;
const margin = 60;

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
  const times = rows.flatMap((row) => lines.map((line) => line.of(row)));
  const x = scale(
    rows.map((row) => row.transfers),
    margin,
    width - margin,
  );
  const y = scale(times, height - margin, margin);
  const parts = lines.flatMap(({ name, colour, of }, at) => [
    `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${rows
      .map((row) => `${x(row.transfers)},${y(of(row))}`)
      .join(' ')}"/>`,
    `<text x="${margin + 10}" y="${margin + 16 * at}" fill="${colour}">${name}</text>`,
  ]);
  const ticks = rows.map(
    ({ transfers }) =>
      `<text x="${x(transfers)}" y="${height - margin + 20}" text-anchor="middle">${transfers.toLocaleString('en')}</text>`,
  );
  for (
    let ms = 10 ** Math.ceil(Math.log10(Math.min(...times)));
    ms <= Math.max(...times);
    ms *= 10
  ) {
    ticks.push(`<text x="${margin - 8}" y="${y(ms)}" text-anchor="end">${ms} ms</text>`);
    ticks.push(`<path stroke="#e5e5e5" d="M${margin} ${y(ms)}H${width - margin}"/>`);
  }
  const title = `<text x="${width / 2}" y="${height - 12}" text-anchor="middle">transfers</text>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    ...ticks,
    ...parts,
    title,
    '</svg>\n',
  ].join('\n');
}

function scale(values: readonly number[], low: number, high: number): (value: number) => string {
  const least = Math.log10(Math.min(...values));
  const span = Math.log10(Math.max(...values)) - least || 1;
  return (value) => (low + ((Math.log10(value) - least) / span) * (high - low)).toFixed(1);
}

const width = 720;
const height = 420;
const margin = 60;

/** One line of a plot. */
export interface PlotLine<Row> {
  readonly name: string;
  readonly colour: string;
  readonly of: (row: Row) => number;
}

/** Figures of one unit over a count of transfers, both logarithmic, as SVG. */
export function logPlot<Row extends { readonly transfers: number }>(
  rows: readonly Row[],
  lines: readonly PlotLine<Row>[],
  unit: string,
): string {
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
    let value = 10 ** Math.ceil(Math.log10(Math.min(...times)));
    value <= Math.max(...times);
    value *= 10
  ) {
    ticks.push(
      `<text x="${margin - 8}" y="${y(value)}" text-anchor="end">${value.toLocaleString('en')} ${unit}</text>`,
    );
    ticks.push(`<path stroke="#e5e5e5" d="M${margin} ${y(value)}H${width - margin}"/>`);
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

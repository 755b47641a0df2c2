import { expect, it } from 'vitest';
import type { FlowRow } from '../../../src/flows/flow-row.ts';
import { shownFlow } from '../../../src/flows/shown-flow.ts';

it('shows of each end the least and the greatest over the computed methods', () => {
  const byMethod = { fifo: 7n, haircut: 4n, poison: 9n };
  // CAST: nothing else of a flow is read.
  const row = { id: 'one', result: { endpoints: [{ byMethod }, { byMethod: {} }] } } as never;
  const { result } = shownFlow(row as FlowRow);
  expect(result?.endpoints.map(({ spread }) => spread)).toEqual([
    { leastBase: 4n, greatestBase: 9n },
    { leastBase: 0n, greatestBase: 0n },
  ]);
  const waiting = { id: 'two' } as FlowRow; // CAST: one without an answer.
  expect(shownFlow(waiting)).toEqual(waiting);
});

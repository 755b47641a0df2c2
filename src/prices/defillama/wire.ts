import { z } from 'zod';

/** `/prices/historical`; numbers are texts by then. A coin that it does not know is left out. */
export const historicalAnswer = z.object({
  coins: z.record(
    z.string(),
    z.object({
      price: z.string(),
      timestamp: z.string().regex(/^\d{1,11}$/),
      confidence: z.string().optional(),
    }),
  ),
});
export type HistoricalAnswer = z.output<typeof historicalAnswer>;

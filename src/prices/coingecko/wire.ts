import { z } from 'zod';

/** `/coins/{id}/history`; numbers are texts by then. Without market data before a coin's first day. */
export const historyAnswer = z.object({
  id: z.string(),
  market_data: z.object({ current_price: z.object({ usd: z.string().optional() }) }).optional(),
});
export type HistoryAnswer = z.output<typeof historyAnswer>;

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderBudget } from '../../src/ports/provider-budget.ts';

export interface OpenBudgets {
  /** Two workers' views of one budget. */
  readonly one: ProviderBudget;
  readonly other: ProviderBudget;
  close(): Promise<void>;
}

/** What every budget promises, whatever it is kept in. */
export function testProviderBudget(name: string, open: () => Promise<OpenBudgets>): void {
  describe(`provider budget ${name}`, () => {
    let budgets: OpenBudgets;
    beforeAll(async () => {
      budgets = await open();
    });
    afterAll(async () => await budgets?.close());

    const waits = async (provider: string, requestsPerSecond: number, takes: number) => {
      const granted: number[] = [];
      for (let take = 0; take < takes; take++) {
        const from = take % 2 === 0 ? budgets.one : budgets.other;
        const grant = await from.take(provider, { requestsPerSecond }, 1);
        granted.push(grant.granted ? grant.waitMs : Number.NaN);
      }
      return granted;
    };

    it('lets a burst of a second through, then one at a time at the rate, over all workers', async () => {
      const [first = -1, second = -1, third = -1, fourth = -1] = await waits('even', 2, 4);
      expect([first, second]).toEqual([0, 0]);
      // The clock runs on while the test asks: the bounds leave half a step for it.
      expect(third).toBeGreaterThan(250);
      expect(third).toBeLessThanOrEqual(500);
      expect(fourth - third).toBeGreaterThan(250);
      expect(fourth).toBeLessThanOrEqual(1_000);
    });

    it('counts a batch by its calls', async () => {
      const rate = { requestsPerSecond: 10 };
      expect(await budgets.one.take('batch', rate, 40)).toEqual({ granted: true, waitMs: 0 });
      const grant = await budgets.other.take('batch', rate, 1);
      expect(grant.granted && grant.waitMs).toBeGreaterThan(2_500);
    });

    it('sends away whom it would keep waiting too long, and counts nothing for it', async () => {
      const rate = { requestsPerSecond: 1 };
      await budgets.one.take('crowded', rate, 25);
      const first = await budgets.one.take('crowded', rate, 1);
      const second = await budgets.other.take('crowded', rate, 1);
      for (const grant of [first, second]) {
        expect(grant).toMatchObject({ granted: false, because: 'queue' });
        if (!grant.granted) expect(grant.retryAfterMs).toBeLessThanOrEqual(25_000);
      }
    });

    it('keeps the quota of the day, over all workers, and says when the next begins', async () => {
      const rate = { requestsPerSecond: 1_000, requestsPerDay: 3 };
      const takes = [
        await budgets.one.take('quota', rate, 2),
        await budgets.other.take('quota', rate, 2),
        await budgets.one.take('quota', rate, 1),
        await budgets.other.take('quota', rate, 1),
      ];
      expect(takes.map((grant) => grant.granted)).toEqual([true, false, true, false]);
      const [, refused] = takes;
      expect(refused).toMatchObject({ because: 'quota' });
      if (refused && !refused.granted) {
        expect(refused.retryAfterMs).toBeGreaterThan(0);
        expect(refused.retryAfterMs).toBeLessThanOrEqual(86_400_000);
      }
    });

    it('never grants more at once than the whole quota', async () => {
      const rate = { requestsPerSecond: 1_000, requestsPerDay: 3 };
      const grant = await budgets.one.take('greedy', rate, 4);
      expect(grant).toMatchObject({ granted: false, because: 'quota' });
    });

    it('lets nobody ask a provider that said it was asked too often', async () => {
      await budgets.one.pause('tired', 5_000);
      const grant = await budgets.other.take('tired', { requestsPerSecond: 50 }, 1);
      expect(grant.granted && grant.waitMs).toBeGreaterThan(4_000);
    });

    it('tells providers apart', async () => {
      await budgets.one.take('mine', { requestsPerSecond: 1 }, 10);
      const grant = await budgets.one.take('yours', { requestsPerSecond: 1 }, 1);
      expect(grant).toEqual({ granted: true, waitMs: 0 });
    });
  });
}

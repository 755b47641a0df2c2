import { MemoryBudget } from '../../src/chains/memory-budget.ts';
import { PostgresBudget } from '../../src/chains/store.ts';
import { openTestDatabase } from '../support/database.ts';
import { testProviderBudget } from './provider-budget.ts';

testProviderBudget('in memory', () => {
  const budget = new MemoryBudget(() => Date.now());
  return Promise.resolve({ one: budget, other: budget, close: () => Promise.resolve() });
});

testProviderBudget('in PostgreSQL', async () => {
  const { database, close } = await openTestDatabase();
  return { one: new PostgresBudget(database), other: new PostgresBudget(database), close };
});

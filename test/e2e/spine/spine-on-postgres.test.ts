import { describe } from 'vitest';
import { spineSuite } from './spine.ts';

describe('the spine, queues on PostgreSQL', () => {
  spineSuite('postgres', async () => undefined);
});

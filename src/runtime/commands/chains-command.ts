import type { Command } from 'commander';
import { chainId } from '../../domain/caip.ts';
import { acceptReorg } from '../../watch/ingest-chain.ts';
import { ingestHealth } from '../ingest-health.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

/** `wagetrace chains`: how far chains are ingested, and an operator's word on replaced final blocks. */
export function addChainsCommand(program: Command): void {
  const chains = program.command('chains').description('ingestion of whole chains');
  chains
    .command('status', { isDefault: true })
    .option('--json')
    .action(async (options: { json?: boolean }) => {
      await withCore(async ({ watch }) => {
        const states = await watch.ingest.states();
        const health = ingestHealth(watch.watched.keys(), states, watch.clock.now());
        print(options.json ?? false, health, () =>
          health.length === 0
            ? 'No chain is read whole: `watch` in config/chains.yml asks for it'
            : health.map(({ chain, detail }) => `${chain}  ${detail}`).join('\n'),
        );
      });
    });
  chains
    .command('accept-reorg <chain>')
    .description('take back final blocks that the chain replaced, and read on')
    .action(async (chain: string) => {
      await withCore(async ({ watch }) => {
        const accepted = await acceptReorg(watch, chainId(chain));
        print(false, accepted, () => (accepted ? `${chain} is read on` : `${chain} is not halted`));
        if (!accepted) process.exitCode = 1;
      });
    });
}

import type { Command } from 'commander';
import type { ListStatus } from '../../ports/lists.ts';
import { print } from './print.ts';
import { withCore } from './with-core.ts';

/** `wagetrace lists`: what is loaded, and its renewal. */
export function addListsCommand(program: Command): void {
  const lists = program.command('lists').description('sanctions lists');
  lists
    .command('status', { isDefault: true })
    .option('--json')
    .action(async (options: { json?: boolean }) => {
      await withCore(async ({ sanctions }) => {
        const status = await sanctions.status();
        print(options.json ?? false, status, () => status.map(lineOf).join('\n'));
      });
    });
  lists
    .command('refresh <list>')
    .description('renew a list from its publisher now')
    .option('--accept-shrunk', 'take it even if it lost more than a fifth')
    .option('--json')
    .action(async (list: string, options: { acceptShrunk?: boolean; json?: boolean }) => {
      await withCore(async ({ sanctions }) => {
        const result = await sanctions.refresh(list, {
          acceptShrunk: options.acceptShrunk ?? false,
        });
        const { outcome, added, removed, modified, problem } = result;
        print(options.json ?? false, result, () =>
          [
            `${list}: ${outcome}, ${added} added, ${removed} removed, ${modified} modified`,
            ...(problem ? [`${problem.code}: ${problem.message}`] : []),
          ].join('\n'),
        );
        if (outcome === 'failed' || outcome === 'refused') process.exitCode = 1;
      });
    });
}

function lineOf({ list, version, identifiers, kept, stale, failure }: ListStatus): string {
  const from = version
    ? `${version.published}${version.shipped ? ' (shipped snapshot)' : ''} sha256 ${version.sha256.slice(0, 12)}`
    : 'not loaded';
  const trouble = failure ? `; last try failed: ${failure.code}` : '';
  return `${list}  ${from}  ${identifiers} identifiers, ${kept} kept unread${stale ? ', STALE' : ''}${trouble}`;
}

import type { Lists, StoredChange } from '../ports/lists.ts';

/** Changes that are read at once; a first version can bring as many as it has entries. */
const pageSize = 5_000;

/**
 * Every change that a version of a list brought, oldest first, page by page: none is left out,
 * however many there are. Throws `list.unknown`.
 */
export async function* versionChanges(
  lists: Pick<Lists, 'changes'>,
  version: { readonly list: string; readonly versionId: number },
): AsyncGenerator<StoredChange> {
  let after = 0;
  for (;;) {
    const page = await lists.changes({ ...version, after, limit: pageSize });
    const last = page.at(-1);
    if (!last) return;
    yield* page;
    after = last.id;
  }
}

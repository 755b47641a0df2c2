import { createReadStream } from 'node:fs';
import { isWagetraceError, messageOf } from '../domain/errors.ts';
import { download } from './download.ts';
import type { FetchDocument, ListDocument, ListSource } from './list-source.ts';
import type { StoredVersion } from './list-version.ts';
import type { ListConfig } from './lists-config.ts';
import type { RefreshTools } from './refresh.ts';

const bytesMax = 100_000_000;

export interface DatedDocument {
  readonly document: ListDocument;
  /** Why the identifiers have only the date of the list. */
  readonly problem?: { readonly code: string; readonly message: string };
}

function fetchWith(source: ListSource, tools: RefreshTools): FetchDocument {
  return async function* fetchDocument(url) {
    const name = `${source.list}.changes`;
    const fetched = await (tools.download ?? download)(
      { url, folder: tools.folder, name, bytesMax },
      tools,
    );
    if (fetched.kind === 'file') yield* createReadStream(fetched.path);
  };
}

/**
 * Gives the identifiers that are new since the version in force the dates of their publication,
 * where the publisher tells. Without them the list is no less complete, so that a failure is told
 * and nothing more. A mirror is asked for no changes unless the operator says where they are.
 */
export async function dateDocument(
  source: ListSource,
  config: ListConfig,
  document: ListDocument,
  current: StoredVersion | undefined,
  tools: RefreshTools,
): Promise<DatedDocument> {
  const mirrored = config.url !== undefined || config.path !== undefined;
  if (!source.dated || !current || (mirrored && config.changesOrigin === undefined)) {
    return { document };
  }
  try {
    const fetchDocument = fetchWith(source, tools);
    const after = current.published;
    return { document: await source.dated(document, after, fetchDocument, config.changesOrigin) };
  } catch (error) {
    if (!isWagetraceError(error)) throw error;
    return { document, problem: { code: 'list.undated', message: messageOf(error) } };
  }
}

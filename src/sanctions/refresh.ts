import { isWagetraceError, messageOf, WagetraceError } from '../domain/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { RefreshResult } from '../ports/lists.ts';
import { dateDocument } from './date-document.ts';
import { type Downloaded, type DownloadRequest, download, downloadLimits } from './download.ts';
import { dayOf } from './in-force.ts';
import type { ListSource } from './list-source.ts';
import { citedVersion, versionOf } from './list-version.ts';
import type { ListConfig } from './lists-config.ts';
import { objectionTo, readList } from './read-list.ts';
import type { RetryTools } from './retry.ts';
import type { ListStore } from './store.ts';
import type { ListState, Validators } from './store-version.ts';

export interface RefreshTools extends RetryTools {
  readonly store: ListStore;
  readonly clock: Clock;
  /** Where downloads are kept. */
  readonly folder: string;
  /** Other than the default in tests only. */
  readonly download?: (wanted: DownloadRequest, tools: RetryTools) => Promise<Downloaded>;
}

/** Of a list whose place the operator configured. */
const importedBytesMax = 2_000_000_000;

/** Longer than the longest download, after which a dead process no longer holds the list. */
const claimMs = downloadLimits.totalMaxMs + 15 * 60_000;

function result(
  list: string,
  outcome: RefreshResult['outcome'],
  more: Partial<RefreshResult> = {},
): RefreshResult {
  return { list, outcome, added: 0, removed: 0, modified: 0, ...more };
}

/** Refusals leave a good list in force and somebody must look; failures are tried again. */
const refusals: ReadonlySet<string> = new Set([
  'list.shrunk',
  'list.older',
  'list.truncated',
  'list.malformed',
  'list.too-large',
]);

/**
 * Renews a list from its publisher: aside, checked, then swapped in one transaction. Never throws
 * for what the publisher did.
 */
export async function refreshList(
  source: ListSource,
  config: ListConfig,
  tools: RefreshTools,
  acceptShrunk: boolean,
): Promise<RefreshResult> {
  if (source.fed) return result(source.list, 'unchanged');
  const { store, clock } = tools;
  const now = clock.now();
  const until = new Date(now.getTime() + claimMs);
  const claimed = await store.claim(source.list, now, until);
  const state = (await store.states()).find(({ list }) => list === source.list);
  const inForce = state?.version ? { version: citedVersion(state.version) } : {};
  if (!claimed) return result(source.list, 'busy', inForce);
  try {
    return await renew(source, config, tools, state, acceptShrunk);
  } catch (error) {
    const problem = problemOf(error);
    const at = clock.now().toISOString();
    await store.recordFailure(source.list, { ...problem, at });
    if (!isWagetraceError(error)) throw error;
    const outcome = refusals.has(error.code) ? 'refused' : 'failed';
    return result(source.list, outcome, { ...inForce, problem });
  }
}

function problemOf(error: unknown): { code: string; message: string } {
  const code = isWagetraceError(error) ? error.code : 'list.failed';
  return { code, message: messageOf(error) };
}

async function renew(
  source: ListSource,
  config: ListConfig,
  tools: RefreshTools,
  state: ListState | undefined,
  acceptShrunk: boolean,
): Promise<RefreshResult> {
  const { store, clock } = tools;
  const current = state?.version;
  const got = await fetchList(source, config, tools, state);
  const version = current ? { version: citedVersion(current) } : {};
  if (got.kind === 'not-modified') {
    await store.recordSuccess(source.list, clock.now(), {});
    return result(source.list, 'unchanged', version);
  }
  const read = await readList(source, got.path, dayOf(clock.now()));
  if (read.sha256 === current?.sha256) {
    await store.recordSuccess(source.list, clock.now(), got);
    return result(source.list, 'unchanged', version);
  }
  const objection = objectionTo(read.document, current, acceptShrunk);
  if (objection) throw objection;
  const dating = await dateDocument(source, config, read.document, current, tools);
  const next = versionOf(source, read.document, read.sha256, clock.now(), current);
  const replacesShipped = current?.shipped ?? false;
  const applied = await store.swap(
    { profile: source, document: dating.document, version: next, replacesShipped },
    got,
  );
  const problem = dating.problem ? { problem: dating.problem } : {};
  return result(source.list, 'updated', { version: next, ...applied, ...problem });
}

/** The file that the operator named, or what the publisher gives. */
async function fetchList(
  source: ListSource,
  config: ListConfig,
  tools: RefreshTools,
  state: ListState | undefined,
): Promise<Downloaded> {
  if (config.path !== undefined) return { kind: 'file', path: config.path };
  const url = config.url ?? source.location?.url;
  if (!url) throw new WagetraceError('list.no-location', 'Neither a url nor a path is configured');
  return await (tools.download ?? download)(
    {
      url,
      folder: tools.folder,
      name: source.list,
      bytesMax: source.location?.bytesMax ?? importedBytesMax,
      // A list that was refused is asked for in full again: it may have been accepted since.
      ...(state?.failure || state?.version?.shipped ? {} : validatorsOf(state)),
    },
    tools,
  );
}

function validatorsOf(state: ListState | undefined): Validators {
  return {
    ...(state?.etag === undefined ? {} : { etag: state.etag }),
    ...(state?.lastModified === undefined ? {} : { lastModified: state.lastModified }),
  };
}

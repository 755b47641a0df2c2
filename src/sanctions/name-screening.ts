import { setTimeout as sleep } from 'node:timers/promises';
import { completenessOf, type IncompleteReason } from '../domain/completeness.ts';
import { isWagetraceError, WagetraceError } from '../domain/errors.ts';
import type { NamedSubject, NameFacts } from '../domain/name-match.ts';
import type { NameScreening } from '../ports/name-screening.ts';
import type { ListsConfig } from './lists-config.ts';
import { NameSearcher } from './name-searcher.ts';
import { isComparable } from './names/comparable.ts';
import { matcherVersion } from './names/scoring-rules.ts';
import { matchesMax, type PartyAnswer } from './party-search.ts';
import type { ListStore } from './store.ts';
import type { PackedKey } from './store-packed.ts';

/** Answers that are kept until the parties change: more than the greatest pay run has payees. */
const memoMax = 20_000;
/** Building that ends within this is waited for, rather than answered as incomplete. */
const patienceMs = 2_000;

/** The parties of one moment: the version that last changed one, and whether their index is kept. */
interface Parties {
  readonly version: number;
  readonly knownAt: string;
  readonly kept: boolean;
}

/** They are searchable; swapped whole. */
interface Standing extends Parties {
  readonly searcher: NameSearcher;
  readonly memo: Map<string, NameFacts>;
}

const loading: IncompleteReason = {
  code: 'names-loading',
  message: 'The names on the lists are being loaded',
};
const failed: IncompleteReason = {
  code: 'names-failed',
  message: 'The names on the lists could not be searched',
};
const truncated: IncompleteReason = {
  code: 'names-truncated',
  message: `More listed names are possible than are compared, or more than ${matchesMax} match`,
};

const notComparable: IncompleteReason = {
  code: 'name-not-comparable',
  message: 'The name has no word of letters that could be compared',
};

/**
 * The names of one process's lists, in a thread of their own. The index is read from the store at
 * the first need, and again when a version of a list changed a party; whoever finds none of that
 * version there builds it and keeps it. Until it stands, answers are incomplete.
 */
export class ListedNames implements NameScreening {
  readonly matcherVersion = matcherVersion;
  readonly #store: ListStore;
  /** Whose names, prepared by which rules. */
  readonly #key: PackedKey;
  readonly #onNotKept: (error: unknown) => void;
  #standing: Standing | undefined;
  #renewing: Promise<void> = Promise.resolve();
  #renewals = 0;
  /** A version that is known of and not yet searchable. */
  #behind = true;
  #closed = false;

  /** `onNotKept`: told why an index that was built stays this process's own. */
  constructor(store: ListStore, config: ListsConfig, onNotKept: (error: unknown) => void) {
    this.#store = store;
    this.#onNotKept = onNotKept;
    const lists = Object.keys(config.lists).filter((list) => config.lists[list]?.enabled);
    this.#key = { matcherVersion, lists: lists.sort() };
  }

  /** Whether anybody has needed the names yet. */
  get wanted(): boolean {
    return this.#standing !== undefined;
  }

  /** Throws `names.failed`, and what the store throws. Calls follow one another. */
  reload(): Promise<void> {
    const renew = (): Promise<void> => this.#renew();
    this.#renewals += 1;
    this.#renewing = this.#renewing.then(renew, renew).finally(() => {
      this.#renewals -= 1;
    });
    return this.#renewing;
  }

  async search(subjects: readonly NamedSubject[]): Promise<readonly NameFacts[]> {
    if (subjects.length === 0) return [];
    const standing = await this.#whatStands();
    if (!standing) return subjects.map((asked) => this.#unanswered(asked, loading));
    try {
      return await this.#searchIn(standing, subjects);
    } catch (error) {
      if (!isWagetraceError(error)) throw error;
      // Swapped while it searched: the new one answers.
      if (this.#standing !== standing) return await this.search(subjects);
      this.#behind = true;
      return subjects.map((asked) => this.#unanswered(asked, failed));
    }
  }

  async searchKnownAt(subject: NamedSubject, knownAt: string): Promise<NameFacts> {
    const searcher = new NameSearcher();
    try {
      await searcher.build(await this.#store.partiesKnownAt(new Date(knownAt), this.#key.lists));
      const [answer] = await searcher.search([subject]);
      if (!answer) throw new WagetraceError('names.failed', 'Names cannot be searched');
      return this.#factsOf(subject, answer, knownAt);
    } finally {
      await searcher.close();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([this.#renewing]);
    await this.#standing?.searcher.close();
  }

  async #renew(): Promise<void> {
    const version = await this.#store.newestPartyVersion();
    const before = this.#standing;
    if (this.#closed || (before?.version === version && !this.#behind)) return;
    this.#behind = true;
    const searcher = new NameSearcher();
    try {
      const stands = (await this.#read(searcher, version)) ?? (await this.#build(searcher));
      this.#standing = { searcher, memo: new Map(), ...stands };
      this.#behind = false;
    } catch (error) {
      await searcher.close();
      throw error;
    }
    await before?.searcher.close();
    await this.#keep(this.#standing).catch(this.#onNotKept);
  }

  /** Takes over what was kept of this version; undefined when nothing was, or it cannot be read. */
  async #read(searcher: NameSearcher, version: number): Promise<Parties | undefined> {
    const kept = await this.#store.keptParties(this.#key, version);
    if (!kept || !(await searcher.read(kept.packed))) return undefined;
    return { version, knownAt: kept.knownAt, kept: true };
  }

  async #build(searcher: NameSearcher): Promise<Parties> {
    const { parties, version, knownAt } = await this.#store.parties(this.#key.lists);
    await searcher.build(parties);
    return { version, knownAt, kept: false };
  }

  /** So that the next process need not build it. */
  async #keep({ searcher, version, knownAt, kept }: Standing): Promise<void> {
    if (kept) return;
    const packed = await searcher.pack();
    await this.#store.keepParties(this.#key, { version, knownAt, packed });
  }

  /** The index of the newest parties known of, if it stands within the time that one may wait. */
  async #whatStands(): Promise<Standing | undefined> {
    if (this.#behind) {
      const renewing = this.#renewals > 0 ? this.#renewing : this.reload();
      await Promise.race([renewing.catch(() => undefined), sleep(patienceMs)]);
    }
    return this.#behind ? undefined : this.#standing;
  }

  async #searchIn(standing: Standing, subjects: readonly NamedSubject[]): Promise<NameFacts[]> {
    const keys = subjects.map(keyOf);
    const found = new Map<string, NameFacts>();
    const unknown = new Map<string, NamedSubject>();
    for (const [at, asked] of subjects.entries()) {
      const key = keys[at] ?? '';
      const known = standing.memo.get(key);
      if (known) found.set(key, known);
      else unknown.set(key, asked);
    }
    const answers = await standing.searcher.search([...unknown.values()]);
    for (const [at, [key, asked]] of [...unknown].entries()) {
      const answer = answers[at] ?? { matches: [], truncated: true };
      const facts = this.#factsOf(asked, answer, standing.knownAt);
      found.set(key, facts);
      remember(standing.memo, key, facts);
    }
    return subjects.map((asked, at) => {
      return found.get(keys[at] ?? '') ?? this.#unanswered(asked, failed);
    });
  }

  #factsOf(asked: NamedSubject, answer: PartyAnswer, knownAt: string): NameFacts {
    const completeness = completenessOf([
      ...(answer.truncated ? [truncated] : []),
      ...(isComparable(asked.name) ? [] : [notComparable]),
    ]);
    return { asked, matches: answer.matches, matcherVersion, knownAt, completeness };
  }

  #unanswered(asked: NamedSubject, reason: IncompleteReason): NameFacts {
    return { asked, matches: [], matcherVersion, completeness: completenessOf([reason]) };
  }
}

function keyOf({ name, schema, dateOfBirth, country, gender }: NamedSubject): string {
  return JSON.stringify([name, schema, dateOfBirth, country, gender]);
}

function remember(memo: Map<string, NameFacts>, key: string, facts: NameFacts): void {
  const [oldest] = memo.keys();
  if (memo.size >= memoMax && oldest !== undefined) memo.delete(oldest);
  memo.set(key, facts);
}

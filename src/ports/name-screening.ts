import type { NamedSubject, NameFacts } from '../domain/name-match.ts';

/** The names of every listed party, searched beside the caller's own work. */
export interface NameScreening {
  /** Which rules compare names; stored with each decision, and a new one rescreens all payees. */
  readonly matcherVersion: string;
  /**
   * One answer for each subject, in order. Never throws for a search that could not be made: the
   * answer is then incomplete (`names-loading`, `names-failed`, `names-truncated`).
   */
  search(subjects: readonly NamedSubject[]): Promise<readonly NameFacts[]>;
  /** Takes over what any process loaded since; resolves when it can be searched. */
  reload(): Promise<void>;
  /** The same search among the parties as they were loaded at that moment; for verification. */
  searchKnownAt(subject: NamedSubject, knownAt: string): Promise<NameFacts>;
}

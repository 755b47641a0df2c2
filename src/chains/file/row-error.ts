/** One row that could not be used, and why. The others go on. */
export interface RowError {
  /** Line of the file, from 1; the last one of a row that spans several. */
  readonly line: number;
  /** Name of the column; undefined when the row as a whole cannot be read. */
  readonly column?: string;
  /** Stable, `area.reason`. */
  readonly code: string;
  readonly message: string;
}

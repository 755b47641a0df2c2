/** What one file may cost. What was reached is named in the result of the import. */
export interface FileLimits {
  readonly bytesMax: number;
  readonly rowsMax: number;
  /** Bytes of one row. Beyond it the file is refused: it is not what it says it is. */
  readonly rowBytesMax: number;
  /** Characters of one cell. */
  readonly cellMax: number;
  /** Rows of one block, which must be in memory together to be put in order. */
  readonly blockRowsMax: number;
  /** Rows sorted in memory; more are sorted through temporary files. */
  readonly sortRowsMax: number;
  /** Errors that are kept. All are counted. */
  readonly errorsMax: number;
}

export const fileLimits: FileLimits = {
  bytesMax: 4 * 1024 ** 3,
  rowsMax: 10_000_000,
  rowBytesMax: 1024 ** 2,
  cellMax: 4096,
  blockRowsMax: 200_000,
  sortRowsMax: 100_000,
  errorsMax: 1000,
};

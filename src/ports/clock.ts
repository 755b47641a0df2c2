/** Time and ids come from outside, so that a run can be repeated. */
export interface Clock {
  now(): Date;
  /** A new random id (UUID v7, so that ids sort by time). */
  id(): string;
}

import { WagetraceError } from '../domain/errors.ts';

/** Well before a lease of ten seconds runs out. */
const renewEveryMs = 3_000;

export interface HeldClaim {
  /** Aborts when another worker has the claim: `claim.lost`, retryable. */
  readonly lost: AbortSignal;
  release(): void;
}

/** Renews a claim until it is released; `claim` says whether it is still held. */
export function holdClaim(claim: () => Promise<boolean>): HeldClaim {
  const abort = new AbortController();
  const lose = (cause: unknown) =>
    abort.abort(
      new WagetraceError('claim.lost', 'A claim could not be renewed', { retryable: true, cause }),
    );
  const timer = setInterval(() => {
    claim().then((held) => held || lose(undefined), lose);
  }, renewEveryMs);
  return { lost: abort.signal, release: () => clearInterval(timer) };
}

import type { ProviderRate } from '../ports/provider-budget.ts';
import type { HttpLimits } from './http.ts';

/** One configured way to reach a chain: a row under `providers` of `config/chains.yml`. */
export interface ProviderSettings {
  /** Shown in coverage, evidence and errors; the row's own name, never a URL. */
  readonly name: string;
  /** Which of the kind's source folders speaks to it: `rpc`, `etherscan`, `blockscout`, … */
  readonly dialect: string;
  /** May hold a key; never shown. */
  readonly url: string;
  readonly key?: string;
  /** Where a java-tron node serves JSON-RPC: another port than its HTTP API. */
  readonly jsonRpcUrl?: string;
  readonly limits: HttpLimits;
  readonly rate?: ProviderRate;
  /** JSON-RPC calls in one request. */
  readonly batchCallsMax: number;
  /** The widest question for logs that is tried first. */
  readonly logBlocksMax: number;
  /** Rows of one page of an explorer's lists. */
  readonly pageRows: number;
  readonly traces: 'debug' | 'trace' | 'none';
  /**
   * How native transfers of an account are found: by reading every block of the range, by the
   * node's index of traces, or not at all.
   */
  readonly nativeScan: 'blocks' | 'trace-filter' | 'none';
}

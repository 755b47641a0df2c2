import type { Alerts } from '../cases/alerts.ts';
import type { AuditTrail } from '../cases/audit-trail.ts';
import type { Listing } from '../domain/listing.ts';
import type { Actor } from '../domain/organisation.ts';
import type { EvidenceBundle } from '../flows/evidence-bundle.ts';
import type { Flows } from '../flows/flows.ts';
import type { Inquiries } from '../flows/inquiries/inquiries.ts';
import type { LabelDesk } from '../flows/label-desk.ts';
import type { WalletContext } from '../payroll/wallet-profile.ts';
import type { ClusterSplits } from '../rescreen/cluster-splits.ts';
import type { PayeeFindings } from '../rescreen/payee-findings.ts';
import type { ClusterDesk } from '../screening/cluster-desk.ts';
import type { ListDesk } from '../screening/list-desk.ts';
import type { NameDismissals } from '../screening/name-dismissals.ts';
import type { Screenings } from '../screening/screenings.ts';
import type { Monitors } from '../watch/monitors.ts';

/** Whether everything that decisions rely on is there. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
  }[];
}

/** What becomes of a request with an `Idempotency-Key`. */
export type IdempotencyStart =
  | { readonly state: 'fresh'; readonly claim: string }
  | { readonly state: 'replay'; readonly status: number; readonly body: string }
  | { readonly state: 'in-flight' | 'different-input' };

export interface IdempotencyKey {
  readonly organisationId: string;
  readonly key: string;
  readonly route: string;
  readonly inputSha256: Buffer;
}

/** Keeps the answers to requests that a caller may send again. */
export interface Idempotency {
  begin(request: IdempotencyKey): Promise<IdempotencyStart>;
  finish(
    request: IdempotencyKey,
    claim: string,
    answer: { readonly status: number; readonly body: string },
  ): Promise<void>;
  abandon(request: IdempotencyKey, claim: string): Promise<void>;
}

/** Everything that the routes stand on; composed by `runtime`. */
export interface ApiServices {
  /** The actor of a key that is neither expired nor revoked. */
  authenticate(keySha256: Buffer): Promise<Actor | undefined>;
  readonly idempotency: Idempotency;
  readonly screenings: Screenings;
  readonly nameDismissals: NameDismissals;
  readonly clusters: Pick<ClusterDesk, 'page'>;
  readonly clusterSplits: ClusterSplits;
  readonly payeeFindings: PayeeFindings;
  readonly payroll: WalletContext;
  readonly monitors: Monitors;
  readonly flows: Flows;
  readonly inquiries: Inquiries;
  evidence(actor: Actor, flowId: string): Promise<EvidenceBundle>;
  readonly alerts: Alerts;
  readonly audit: AuditTrail;
  readonly lists: ListDesk;
  /** Current listings of an address without its chain; throws where none would not mean clean. */
  listingsOfAddress(address: string): readonly Listing[];
  readonly labels: LabelDesk;
  readiness(): Promise<Readiness>;
  /** Prometheus text format. */
  metrics(): Promise<string>;
  /** Told of every failure that is nobody's input. */
  onFailure(error: unknown, requestId: string): void;
  readonly version: string;
  /** What one key may ask within a minute; screening in batches needs far fewer than by one. */
  readonly requestsPerMinute: number;
}

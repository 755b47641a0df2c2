import type { ColumnType, Generated } from 'kysely';
import type { LabelCategory } from '../../domain/label.ts';
import type { ServiceKind, ServiceVerdict } from '../../domain/service-verdict.ts';

export interface LabelTable {
  organisation_id: string;
  id: string;
  account: string;
  name: string;
  category: LabelCategory;
  entity: string | null;
  source: string;
  reference: string | null;
  confidence: number;
  dated: string;
  expires: string | null;
  imported_at: ColumnType<Date, Date | string, never>;
  /** sha256 of what the claim says, by which it is known again. */
  digest: Buffer;
}

export interface ServiceVerdictTable {
  organisation_id: string;
  account: string;
  kind: ServiceKind;
  evidence: string;
  as_of_block: number;
  source: ServiceVerdict['source'];
  at: Generated<Date>;
  /** It is no service any more, as of that block. */
  withdrawn: Generated<boolean>;
}

/** Who accounts belong to, by what sources say and by what they do. */
export interface LabelTables {
  label: LabelTable;
  service_verdict: ServiceVerdictTable;
}

import type { ColumnType, Generated } from 'kysely';
import type { Json } from '../../domain/json.ts';

type Stored<T> = ColumnType<T, string | null, string | null>;
type Time = ColumnType<Date, Date | string, Date | string>;

export interface InquiryTable {
  organisation_id: string;
  id: string;
  kind: string;
  account: string | null;
  question: Stored<Json>;
  state: Generated<string>;
  answer: Stored<Json | null>;
  failure: Stored<Json | null>;
  heights: Stored<Json | null>;
  readings: Stored<Json>;
  wave: Generated<number>;
  attempt: Generated<number>;
  created_at: Time;
  updated_at: Time;
  answered_at: ColumnType<Date | null, Date | string | null, Date | string | null>;
}

/** Questions that are answered later. */
export interface InquiryTables {
  inquiry: InquiryTable;
}

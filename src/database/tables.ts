import type { InquiryTables } from './tables/inquiry.ts';
import type { LabelTables } from './tables/labels.ts';
import type { LedgerTables } from './tables/ledger.ts';
import type { PayrollTables } from './tables/payroll.ts';
import type { RecordTables } from './tables/record.ts';
import type { SanctionsTables } from './tables/sanctions.ts';
import type { TenancyTables } from './tables/tenancy.ts';

/** Every table of the store, by name. An area adds its own interface from `tables/<area>.ts`. */
export interface Tables
  extends TenancyTables,
    RecordTables,
    InquiryTables,
    LabelTables,
    LedgerTables,
    PayrollTables,
    SanctionsTables {}

import type { AccountId } from '../domain/caip.ts';
import type { AccountLabels, Entity, LabelCategory } from '../domain/label.ts';

/** A table or a TagPack as it came, or claims that were entered. */
export type LabelImport =
  | { readonly format: 'csv' | 'tag-pack'; readonly text: string }
  | { readonly format: 'claims'; readonly claims: readonly LabelInput[] };

/** A claim as a person wrote it. */
export interface LabelInput {
  /** A CAIP-10 account, or an address with `chain`. */
  readonly account: string;
  readonly chain?: string | undefined;
  readonly name: string;
  readonly category: LabelCategory;
  readonly entity?: string | undefined;
  readonly source: string;
  readonly reference?: string | undefined;
  /** 0 to 100. */
  readonly confidence: number;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** YYYY-MM-DD. */
  readonly expires?: string | undefined;
}

export interface LabelImportResult {
  readonly added: number;
  /** Were there already, word for word. */
  readonly known: number;
  /** Rows that could not be used; the others were taken. At most 1,000 are shown. */
  readonly errors: readonly LabelError[];
  readonly errorCount: number;
}

export interface LabelError {
  /** Line of the file, or number of the claim. */
  readonly line: number;
  readonly code: string;
  readonly message: string;
}

/** Labels and entities, which belong to the organisation that imported them. */
export interface Labels {
  /**
   * Takes what can be read and says what cannot. Throws `label.bad-file` for a file that is of
   * another form, `label.too-many` above the limit.
   */
  import(organisationId: string, given: LabelImport): Promise<LabelImportResult>;
  labelsOf(organisationId: string, account: AccountId): Promise<AccountLabels>;
  /** The category that the surest of the current labels gives, of the accounts that have one. */
  categoriesOf(
    organisationId: string,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, LabelCategory>>;
  /** Entities by reference, after the given one. */
  entities(
    organisationId: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly Entity[]>;
  /** Accounts of an entity in order, after the given one. */
  accountsOf(
    organisationId: string,
    entity: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly AccountId[]>;
}

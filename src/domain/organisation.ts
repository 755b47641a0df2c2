export const roles = ['admin', 'analyst', 'payroll', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Who acts: an API key of one organisation. Every read and write of tenants' data carries it. */
export interface Actor {
  readonly organisationId: string;
  readonly keyId: string;
  readonly role: Role;
  readonly sandbox: boolean;
}

/** An organisation that there is not: who reads the ledger as it sees the shared facts only. */
export const noOrganisation = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

import type { AccountId } from './caip.ts';

export type ServiceKind =
  | 'exchange'
  | 'exchange-deposit'
  | 'otc'
  | 'merchant'
  | 'mixer'
  | 'bridge'
  | 'contract';

/** A stored, versioned fact and an input of tracing: the trail is not continued behind a service. */
export interface ServiceVerdict {
  readonly account: AccountId;
  readonly kind: ServiceKind;
  readonly evidence: string;
  readonly asOfBlock: number;
  readonly source: 'label' | 'inferred';
}

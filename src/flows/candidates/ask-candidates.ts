import { WagetraceError } from '../../domain/errors.ts';
import type { FlowRow } from '../flow-row.ts';
import type { CandidatesQuestion } from '../inquiries/inquiry.ts';

/** Asks about a flow that is traced. Throws `flow.not-traced` for one that is not. */
export function readCandidatesQuestion(flow: FlowRow): CandidatesQuestion {
  if (flow.state === 'traced') return { kind: 'candidates', flowId: flow.id };
  throw new WagetraceError('flow.not-traced', 'Candidates are looked for once a flow is traced');
}

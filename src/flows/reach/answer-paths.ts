import { completenessOf } from '../../domain/completeness.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { transferKey } from '../../domain/transfer.ts';
import { TraceEngine } from '../engine/trace-engine.ts';
import type { InquiryContext, InquiryStep, InquiryTask } from '../inquiries/answer-step.ts';
import type { PathsQuestion } from '../inquiries/inquiry.ts';
import { KnownServices } from './known-services.ts';
import { reachReasons } from './reach-reasons.ts';
import { walkReach } from './walk-reach.ts';

/**
 * Finds the shortest and the widest path in time order by which value of one wallet could reach
 * another, over what the ledger holds of accounts within the hops.
 */
export async function answerPaths(
  context: InquiryContext,
  task: InquiryTask<PathsQuestion>,
): Promise<InquiryStep> {
  const { chain, from, to, asset, hopsMax, fromHeight, transfersMax } = task.question;
  const services = new KnownServices(context, task);
  const engine = new TraceEngine();
  try {
    const found = await walkReach(context, task.organisationId, {
      ...{ chain, sources: [from], hopsMax, fromHeight, asset, transfersMax },
      ...{ direction: 'forward', toHeight: task.heights[chain] ?? 0 },
      // Whether the wallet that is asked for is a service does not matter: the path ends there.
      stopsAt: (accounts) => services.among(accounts.filter((account) => account !== to)),
      onPage: (transfers) => engine.add(transfers),
      basis: task.cited?.basis?.reach?.forward,
    });
    const paths = await engine.paths({ from, to, asset, hopsMax, stops: [...services.met.keys()] });
    const answer = {
      ...{ chain, from, to, asset, hopsMax, fromHeight },
      ...(paths.shortest ? { shortest: paths.shortest.map(hopOf) } : {}),
      ...(paths.widest
        ? { widest: paths.widest.transfers.map(hopOf), widthBase: paths.widest.widthBase }
        : {}),
      accountsReached: found.hops.size,
      servicesMet: found.stopped,
      completeness: completenessOf(reachReasons(found, transfersMax)),
      inputs: {
        ...{ heights: task.heights, listVersions: [], categories: {} },
        serviceVerdicts: services.cited,
        engineVersion: context.engineVersion,
        ...{ transfersDigest: found.transfersDigest, transferCount: found.transferCount },
      },
    };
    return { state: 'answered', answer, basis: { reach: { forward: found.basis } } };
  } finally {
    await engine.close();
  }
}

function hopOf(transfer: Transfer) {
  const { tx, height, time, from, to, asset, amountBase } = transfer;
  return { tx, transferKey: transferKey(transfer), height, time, from, to, asset, amountBase };
}

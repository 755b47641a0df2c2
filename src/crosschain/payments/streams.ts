import type { AccountId, AssetId } from '../../domain/caip.ts';
import { positionBand, transferKey } from '../../domain/transfer.ts';
import type { AbiArguments } from '../abi-values.ts';
import { isUnreadable, type ReadEvent } from '../event-reader.ts';
import { eventAccount, eventAmount, tokenAsset } from '../event-values.ts';
import { exchanged, netChanges } from '../net-changes.ts';
import { receivedBy } from '../received-by.ts';
import type { TransactionRecord } from '../transaction-record.ts';
import { passThroughs, wayTo } from './pass-through.ts';
import { payingTransfers } from './paying-transfers.ts';
import { streamReadersOf } from './stream-events.ts';
import { type TakenOut, takenOutBy } from './taken-out.ts';

/** A stream was opened: its sender pays its recipient over time, out of the contract. */
interface StreamOpened {
  readonly kind: 'opened';
  readonly stream: string;
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
  /** What the payer was seen to put in then, himself or over contracts that keep nothing. */
  readonly depositedBase: bigint;
}

/** Something was paid out of a stream; who paid is known from its opening. */
interface StreamPaid {
  readonly kind: 'paid';
  readonly stream: string;
  readonly payee: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly transferKeys: readonly string[];
}

/** From now on value flows at this rate, without transfers, until the next such fact. */
interface FlowChanged {
  readonly kind: 'flow-changed';
  readonly stream: string;
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
  /** Base units a second; 0 ends it. */
  readonly rateBase: bigint;
  /** That says so; the super token says whether it is its own. */
  readonly agreement: AccountId;
}

export type StreamFact = (StreamOpened | StreamPaid | FlowChanged | TakenOut) & {
  /** That pays what was streamed: the super token, of a flow. */
  readonly contract: AccountId;
  readonly tx: string;
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly position: number;
};

/** Facts of payment streams in a transaction. */
export function readStreams(record: TransactionRecord): StreamFact[] {
  // The contract keeps what it streams: the same amount from anybody else is no withdrawal.
  const payingOf = payingTransfers(record.transfers, 'giver');
  return record.events.flatMap((log): StreamFact[] => {
    const event = streamReadersOf(log)[0]?.read(log);
    if (!event || isUnreadable(event)) return [];
    const position = positionBand.log + log.logIndex;
    const fact = factOf(record, event, payingOf);
    if (!fact) return [];
    const at = { tx: record.tx, time: record.time, position };
    return [{ contract: log.contract, ...fact, ...at }];
  });
}

function factOf(
  record: TransactionRecord,
  event: ReadEvent,
  payingOf: ReturnType<typeof payingTransfers>,
) {
  const { args, log } = event;
  const account = (name: string) => eventAccount(record.chain, args[name]);
  if (event.name === 'TokenDowngraded') return takenOutBy(record, event, payingOf);
  if (event.name === 'FlowUpdated') {
    const [payer, payee, contract] = [account('sender'), account('receiver'), account('token')];
    return {
      ...({ kind: 'flow-changed', stream: `${contract} ${payer} ${payee}`, payer, payee } as const),
      ...{ asset: tokenAsset(contract), rateBase: eventAmount(args['flowRate']) },
      ...{ contract, agreement: log.contract },
    };
  }
  const stream = `${log.contract} ${args['streamId']}`;
  if (event.name.startsWith('Create')) return openedBy(record, log.contract, stream, args);
  const payee = account('to');
  const asset = tokenAsset(eventAccount(record.chain, args['asset'] ?? args['token']));
  const amountBase = eventAmount(args['amount'] ?? args['withdrawAmount']);
  const paid = payingOf({ from: log.contract, to: payee, asset, amountBase });
  const transferKeys = paid ? [transferKey(paid)] : [];
  return { kind: 'paid', stream, payee, asset, amountBase, transferKeys } as const;
}

/** Who pays whom by a stream; newer contracts say it in one argument of its own. */
function openedBy(
  record: TransactionRecord,
  contract: AccountId,
  stream: string,
  args: AbiArguments,
) {
  // CAST: the events that have it declare it as a tuple with names.
  const said = (args['commonParams'] ?? args) as AbiArguments;
  const account = (name: string) => eventAccount(record.chain, said[name]);
  const [payer, payee] = [account('sender'), account('recipient')];
  const asset = tokenAsset(eventAccount(record.chain, said['asset'] ?? said['token']));
  const depositedBase = depositOf(record, { payer, contract, asset });
  return { kind: 'opened', stream, payer, payee, asset, depositedBase } as const;
}

/** What the contract received of the asset, where all of it came from this payer. */
function depositOf(
  { transfers }: TransactionRecord,
  { payer, contract, asset }: { payer: AccountId; contract: AccountId; asset: AssetId },
): bigint {
  const moves = exchanged(transfers);
  const ofAsset = moves.filter((t) => t.asset === asset && !t.suspect);
  const into = receivedBy(ofAsset);
  const way = wayTo(contract, into, passThroughs(netChanges(moves), ofAsset));
  if (way?.payer !== payer) return 0n;
  return (into.get(contract) ?? []).reduce((sum, { amountBase }) => sum + amountBase, 0n);
}

/** A wage that came out of a stream, as if its payer had paid it then. */
export interface StreamedWage {
  readonly contract: AccountId;
  /** Its name among all streams. */
  readonly stream: string;
  /** The contract itself where nobody knows who opened the stream. */
  readonly payer: AccountId;
  readonly payee: AccountId;
  readonly asset: AssetId;
  readonly amountBase: bigint;
  readonly time: string;
  readonly tx: string;
  readonly transferKeys: readonly string[];
}

/**
 * Wages withdrawn from streams, each paid by whoever opened its stream: as the facts tell, or as was
 * known before (payers, by stream).
 */
export function withdrawnWages(
  facts: readonly StreamFact[],
  known: ReadonlyMap<string, AccountId> = new Map(),
): StreamedWage[] {
  const payers = new Map<string, AccountId>(known);
  for (const fact of facts) if (fact.kind === 'opened') payers.set(fact.stream, fact.payer);
  return facts.flatMap((fact) => {
    if (fact.kind !== 'paid') return [];
    const { contract, stream, payee, asset, amountBase, time, tx, transferKeys } = fact;
    const payer = payers.get(stream) ?? contract;
    return [{ contract, stream, payer, payee, asset, amountBase, time, tx, transferKeys }];
  });
}

/** The contract's own number, out of the name that a stream has among all of them. */
export function streamIdOf(stream: string): string {
  return stream.slice(stream.lastIndexOf(' ') + 1);
}

import type { PipelineStage } from 'mongoose';
import type { ConfirmationStatus } from '#core/confirmation/confirmation.ts';
import type { ListFilters } from '../../ports/registry.ts';

type Condition = Readonly<Record<string, unknown>>;

/** What a list is read from: few numbers, which are then sorted, or an index that has the order of the list. */
export type ListPlan = {
  /** Name of the index. */
  readonly index: '_id_' | 'newest_for' | 'newest_of' | 'newest';
  /** What the index itself answers. */
  readonly walked: readonly Condition[];
  /** What is asked of each entry. */
  readonly judged: readonly PipelineStage[];
};

/** What is known of the numbers before: those whose lines name the VIN asked for, and whether the prefix fits few enough to sort. */
export type KnownNumbers = { readonly ofVin: readonly string[] | null; readonly isPrefixRare: boolean };

/** Which index answers the filters best, and the conditions. */
export function listPlan(filters: ListFilters, { ofVin, isPrefixRare }: KnownNumbers): ListPlan {
  const { manufacturerId, exporterUscc, numberPrefix, destination, status } = filters;
  const manufacturer = manufacturerId === null ? [] : [{ manufacturerId }];
  const exporter = exporterUscc === null ? [] : [{ 'summary.data.exporter.uscc': exporterUscc }];
  const numbers = numberPrefix === null ? [] : [numbersFrom(numberPrefix)];
  const lines = [
    ...(destination === null ? [] : anyLineFor(destination)),
    ...(status === null ? [] : statusIs(status)),
  ];
  if (ofVin !== null || isPrefixRare) {
    const named = ofVin === null ? [] : [{ _id: { $in: ofVin } }];
    return { index: '_id_', walked: [...named, ...numbers, ...manufacturer, ...exporter], judged: lines };
  }
  const judged = [...matches([...numbers, ...(exporterUscc === null ? [] : manufacturer)]), ...lines];
  if (exporterUscc !== null) return { index: 'newest_for', walked: exporter, judged };
  return { index: manufacturerId === null ? 'newest' : 'newest_of', walked: manufacturer, judged };
}

/** Numbers have no character behind `~`. */
export function numbersFrom(prefix: string): { readonly _id: { readonly $gte: string; readonly $lt: string } } {
  return { _id: { $gte: prefix, $lt: `${prefix}~` } };
}

function matches(conditions: readonly Condition[]): readonly PipelineStage[] {
  return conditions.map((condition) => ({ $match: condition }));
}

function anyLineFor(destination: string): readonly PipelineStage[] {
  const found = linesOfEach([{ $match: { destination } }, { $limit: 1 }, { $project: { _id: 1 } }], 'bound');
  return [found, { $match: { bound: { $ne: [] } } }];
}

function statusIs(status: ConfirmationStatus): readonly PipelineStage[] {
  return [linesOfEach([{ $group: { _id: '$status' } }], 'standings'), { $match: STATUS[status] }];
}

type LinePipeline = PipelineStage.Lookup['$lookup']['pipeline'];

/** By an expression, as servers before 5.0 know it; answered from an index of the lines all the same. */
function linesOfEach(pipeline: NonNullable<LinePipeline>, as: string): PipelineStage {
  const ofNumber = { $match: { $expr: { $eq: ['$number', '$$number'] } } };
  return { $lookup: { from: 'lines', let: { number: '$_id' }, pipeline: [ofNumber, ...pipeline], as } };
}

const isEnded = { $elemMatch: { _id: { $ne: 'live' } } };

/** As `statusOfCounts` tells it, of each status that a line has. */
const STATUS: Readonly<Record<ConfirmationStatus, Condition>> = {
  live: { standings: { $not: isEnded } },
  'partly-withdrawn': { 'standings._id': 'live', standings: isEnded },
  superseded: { 'standings._id': { $ne: 'live', $eq: 'superseded' } },
  withdrawn: { standings: { $not: { $elemMatch: { _id: { $ne: 'withdrawn' } } } } },
};

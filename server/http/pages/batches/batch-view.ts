import { countryName } from '#core/confirmation/country.ts';
import { actorName } from '../../../app/access/actor-name.ts';
import type { Words } from '../../../i18n/words.ts';
import type { ActorRef } from '../../../model/access/actor.ts';
import { type Batch, type BatchRow, ROW_STATES, type RowCounts } from '../../../model/batches/batch.ts';
import { fieldSentence } from '../field-words.ts';
import { timeView, vinGroups } from '../texts.ts';

/** A batch as lists and its own page show it; `makers`: names of manufacturers by id. */
export function batchView(batch: Batch, makers: ReadonlyMap<string, string>, words: Words) {
  const { id, manufacturerId, state, rows, vehicles, proposedBy, proposedAt, approval, rejection, pause } = batch;
  const step = (by: ActorRef, at: string) => ({ by: actorName(by, words), at: timeView(at) });
  return {
    manufacturer: makers.get(manufacturerId) ?? manufacturerId,
    ...{ id, state, rows, vehicles, contents: batch.contents },
    stateText: words.text(`batches.states.${state}`),
    proposed: step(proposedBy, proposedAt),
    approved: approval === null ? null : step(approval.by, approval.at),
    rejected: rejection === null ? null : { ...step(rejection.by, rejection.at), reason: rejection.reason },
    paused: pause === null ? null : { ...step(pause.by, pause.at), why: pauseText(pause.code, words) },
    ended: batch.endedAt === null ? null : timeView(batch.endedAt),
  };
}

function pauseText(code: NonNullable<Batch['pause']>['code'], words: Words): string | null {
  if (code === null) return null;
  return [words.outline(`errors.${code}.sentence`), words.outline(`errors.${code}.remedy`)].join(' ');
}

/** How far a batch has come. */
export function progressView(counts: RowCounts, words: Words) {
  const done = counts.issued + counts.failed;
  const all = done + counts.waiting;
  return {
    ...{ done, all, percent: all === 0 ? 100 : Math.floor((done / all) * 100) },
    text: words.text('batches.progress', { done, all }),
    parts: ROW_STATES.map((state) => ({
      state,
      count: counts[state],
      text: words.text(`batches.row-states.${state}`),
    })),
  };
}

/** One row as tables show it. */
export function rowView(row: BatchRow, words: Words) {
  const { index, state, wish, number, problem, warnings } = row;
  const destinations = [...new Set(wish.vehicles.map(({ destination }) => destination))];
  return {
    ...{ index, row: index + 1, state, number, stateText: words.text(`batches.row-states.${state}`) },
    exporter: wish.exporter.name,
    supersedes: wish.supersedes ?? null,
    vehicles: wish.vehicles.map(({ vin, brand, model, destination }) => ({
      vin: vinGroups(vin),
      what: [`${brand} ${model}`, ...(destinations.length > 1 ? [countryName(destination, words.locale)] : [])].join(
        ' · ',
      ),
    })),
    destinations: destinations.map((code) => `${code} ${countryName(code, words.locale)}`),
    problems: problem === null ? [] : problemTexts(problem, words),
    warnings: warnings.map((field) => fieldSentence(field, words)),
  };
}

function problemTexts({ code, data, fields }: NonNullable<BatchRow['problem']>, words: Words): readonly string[] {
  if (fields.length > 0) return fields.map((field) => fieldSentence(field, words));
  return [words.text(`errors.${code}.sentence`, data)];
}

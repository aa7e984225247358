import { NO_FILTERS } from '../../server/ports/registry.ts';
import type { Store } from '../../server/ports/store.ts';
import { writeCursor } from '../../server/stores/records/list-cursor.ts';
import { finish, numberOf, sampleRequest } from '../../test/contract/store-samples.ts';
import { seededRandom } from '../../test/support/seeded-random.ts';
import { figuresOf } from '../figures.ts';
import type { MeasuredCase } from '../measured-case.ts';
import { LINES_EACH, type Row, rowOf, scatteredVin } from './rows.ts';

const PAGE = 50;

/** One kind of question: `ask` throws where the answer is not the right one. */
type Question = { readonly times: number; readonly ask: (round: number) => Promise<void> };

/** Asks a filled store every kind of question over and over, one after the other, of confirmations drawn by a seed. */
export async function measureStore(
  store: Store,
  confirmations: number,
  tell: Parameters<MeasuredCase['run']>[1],
): Promise<void> {
  for (const [what, { times, ask }] of Object.entries(questionsOf(store, confirmations))) {
    for (let round = 0; round < times / 5; round += 1) await ask(round);
    const taken: number[] = [];
    for (let round = 0; round < times; round += 1) {
      const started = performance.now();
      await ask(times + round);
      taken.push(performance.now() - started);
    }
    tell({ what, ...figuresOf(taken) });
  }
}

function questionsOf(store: Store, confirmations: number): Readonly<Record<string, Question>> {
  const { registry, lookUps, holders, reservations } = store;
  const random = seededRandom(1);
  const draw = () => rowOf(1 + Math.floor(random() * confirmations));
  const list = (asked: object) => registry.list({ ...NO_FILTERS, limit: PAGE, cursor: null, ...asked });
  const spare = spareVins(confirmations);
  const lastPage = writeCursor(positionOf(rowOf(PAGE + 1)));
  return {
    'look-up by number and end of VIN': {
      times: 2_000,
      ask: async () => {
        const { number, request } = draw();
        const vin = vinOf(request);
        const [found] = await lookUps.linesByTail(number, vin.slice(-6), 2);
        expect(found?.vin === vin);
      },
    },
    'confirmation by number': {
      times: 2_000,
      ask: async () => {
        const { number } = draw();
        expect((await registry.find(number))?.number === number);
      },
    },
    'who holds a VIN': {
      times: 2_000,
      ask: async () => {
        const { number, request } = draw();
        expect((await holders.taken([vinOf(request)], null))[0]?.number === number);
      },
    },
    'history of a VIN': {
      times: 2_000,
      ask: async () => {
        const { number, request } = draw();
        expect((await list({ vin: vinOf(request) }))?.items[0]?.number === number);
      },
    },
    'list, first page': {
      times: 500,
      ask: async () => expect((await list({}))?.items.length === PAGE),
    },
    'list, last page': {
      times: 500,
      ask: async () => {
        const page = await list({ cursor: lastPage });
        expect(page?.items.length === PAGE && page.nextCursor === null);
      },
    },
    'list of an exporter': {
      times: 500,
      ask: async () => expect(((await list({ exporterUscc: draw().says.exporterUscc }))?.items.length ?? 0) > 0),
    },
    'reserve and complete': {
      times: 500,
      ask: async () => {
        const request = sampleRequest({ vins: [spare()] });
        await finish({ reservations }, numberOf(await reservations.reserve(request)), request);
      },
    },
    'duplicate VIN refused': {
      times: 500,
      ask: async () => {
        const outcome = await reservations.reserve(sampleRequest({ vins: [vinOf(draw().request)] }));
        expect(outcome.kind === 'vins-taken');
      },
    },
  };
}

function vinOf({ vins }: Row['request']): string {
  return vins[0] ?? '';
}

function positionOf({ number, request }: Row) {
  return { issuedMs: Date.parse(request.at), number };
}

/** VINs that no confirmation of the filled store has. */
function spareVins(confirmations: number): () => string {
  let next = confirmations * LINES_EACH;
  return () => {
    next += 1;
    return scatteredVin(next);
  };
}

function expect(isRight: boolean): void {
  if (!isRight) throw new Error('the store gave a wrong answer');
}

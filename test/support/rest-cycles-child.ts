import { setTimeout as wait } from 'node:timers/promises';
import { openWorkerPool } from '../../server/workers/worker-pool.ts';
import { manyVehicles, SAMPLE, SAMPLE_SEAL } from './typeset-content.ts';

/**
 * A process that makes a document, lets the thread that made it end, and does so again: `rest-cycles-child.ts CYCLES`.
 * Prints the memory at rest after each cycle, in bytes, as JSON.
 */
const REST_MS = 20;
const VEHICLES = 100;
const manufacturer = { ...SAMPLE.manufacturer, nameZh: SAMPLE_SEAL.nameZh };
/** Another one each time: what is laid out again is only found again. */
const contentOf = (serial: number) => {
  const { vehicles, ...content } = manyVehicles(VEHICLES);
  const others = vehicles.map((vehicle) => ({
    ...vehicle,
    vin: `${vehicle.vin.slice(0, 9)}${10_000_000 + serial * VEHICLES + vehicle.line}`,
  }));
  return { ...content, manufacturer, vehicles: others };
};
const pool = openWorkerPool({ threads: 1, readingTimeMs: 10_000, restMs: REST_MS });
const threads = () => pool.load().find((load) => load.pool === 'making')?.threads;

async function cycle(serial: number): Promise<number> {
  await pool.maker.make({ content: contentOf(serial), seal: SAMPLE_SEAL, signatureBytes: 4096 });
  while (threads() !== 0) await wait(10);
  // The memory of a thread goes a moment after it.
  await wait(300);
  globalThis.gc?.();
  return process.memoryUsage.rss();
}

const atRest: number[] = [];
for (let done = 0; done < Number(process.argv[2]); done += 1) atRest.push(await cycle(done));
await pool.close();
process.stdout.write(JSON.stringify(atRest));

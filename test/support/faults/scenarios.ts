import { setTimeout as sleep } from 'node:timers/promises';
import { type FaultWorld, INSTANCES } from './fault-world.ts';
import { tellFigures } from './figures.ts';
import type { Load } from './load.ts';

/** What a fault is done to. */
type Scene = { readonly world: FaultWorld; readonly load: Load; readonly random: () => number };

/** One fault, from the set whole to the set whole again; gives how long the service was away, in ms. */
type Strike = (scene: Scene, round: number) => Promise<number>;

export type Scenario = {
  readonly name: string;
  readonly strike: Strike;
  /** How often in a full run, and in any other. */
  readonly times: { readonly full: number; readonly usual: number };
  readonly elections: 'quick' | 'default' | 'advised';
  /** How long the service may be away, where that is not `BACK_WITHIN_MS`. */
  readonly backWithinMs?: number;
  readonly needsDisk?: true;
};

/** How long the service may be away, in ms. */
export const BACK_WITHIN_MS = 30_000;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'an instance is killed while it issues',
    strike: killInstance,
    times: { full: 50, usual: 0 },
    elections: 'quick',
  },
  { name: 'the primary is killed', strike: killPrimary, times: { full: 20, usual: 1 }, elections: 'quick' },
  { name: 'a member is stopped and goes on', strike: pauseMember, times: { full: 6, usual: 0 }, elections: 'quick' },
  { name: 'connections are cut', strike: cutConnections, times: { full: 8, usual: 0 }, elections: 'quick' },
  {
    name: 'the disk of a member is full',
    ...{ strike: fillDisk, times: { full: 2, usual: 0 }, elections: 'quick', needsDisk: true },
  },
  {
    name: 'the primary is killed, with the default election times',
    ...{ strike: killPrimary, times: { full: 3, usual: 0 }, elections: 'default' },
  },
  {
    name: 'the primary is stopped and goes on, with the default election times',
    ...{ strike: pausePrimary, times: { full: 3, usual: 0 }, elections: 'default' },
    // Of these the set itself, with its default settings, takes more than 20 s: see docs/scale.md.
    backWithinMs: 45_000,
  },
  {
    name: 'the primary is stopped and goes on, with the settings advised',
    ...{ strike: pausePrimary, times: { full: 3, usual: 0 }, elections: 'advised' },
  },
  {
    name: 'connections are cut, with the default election times',
    ...{ strike: cutConnections, times: { full: 4, usual: 0 }, elections: 'default' },
  },
];

/** Until everyone does both again; as long as is waited for at most, where that is not so. */
function backAfter({ load }: Scene, since: number): Promise<number> {
  return load.backAfter(since, INSTANCES, 3 * BACK_WITHIN_MS);
}

async function killPrimary(scene: Scene): Promise<number> {
  const { members } = scene.world;
  const primary = await members.primary();
  const since = performance.now();
  await members.kill(primary);
  const away = await backAfter(scene, since);
  await members.start(primary);
  await members.awaitHealthy();
  return away;
}

/** The primary and the others in turn. The service must be back while the member stands, and stay when it goes on. */
async function pauseMember(scene: Scene, round: number): Promise<number> {
  const { members } = scene.world;
  const primary = await members.primary();
  const member = round % 2 === 0 ? primary : (primary + 1) % 3;
  const since = performance.now();
  members.pause(member);
  const away = await backAfter(scene, since);
  const resumed = performance.now();
  members.resume(member);
  const awayAgain = await backAfter(scene, resumed);
  await members.awaitHealthy();
  return Math.max(away, awayAgain);
}

function pausePrimary(scene: Scene): Promise<number> {
  return pauseMember(scene, 0);
}

/** In the middle of issuing: one request at least is under way. The time that the process takes to start is counted. */
async function killInstance({ world, load, random }: Scene, round: number): Promise<number> {
  const instance = round % 2;
  const { ledger } = load;
  // Not always at the same step.
  await sleep(300 * random());
  while (ledger.issuingAt(instance) === 0) await sleep(1);
  const since = performance.now();
  await world.killInstance(instance);
  await world.startInstance(instance);
  return backAfter({ world, load, random }, since);
}

/** In turn: all at once, those to the primary, all for three seconds, and those to the primary say nothing. */
async function cutConnections(scene: Scene, round: number): Promise<number> {
  const { members } = scene.world;
  const { proxies } = members;
  const primary = proxies[await members.primary()];
  const chosen = round % 2 === 0 ? proxies : proxies.filter((proxy) => proxy === primary);
  const cut = performance.now();
  for (const proxy of chosen) round % 4 === 3 ? proxy.silence() : proxy.cut();
  if (round % 4 === 2) await sleep(3_000);
  const away = round % 2 === 0 ? 0 : await backAfter(scene, cut);
  const restored = performance.now();
  for (const proxy of chosen) proxy.restore();
  const awayAgain = await backAfter(scene, restored);
  await members.awaitHealthy();
  return Math.max(away, awayAgain);
}

/** Of the primary and of another member in turn. */
async function fillDisk(scene: Scene, round: number): Promise<number> {
  const { members } = scene.world;
  await members.makePrimary(round % 2);
  const since = performance.now();
  members.disk?.fill();
  // A while of writes, which a member with no room does not survive.
  await sleep(5_000);
  const away = await backAfter(scene, since);
  tellFigures(`the member with the full disk ${(await members.answers(0)) ? 'goes on' : 'has died'}`);
  members.disk?.free();
  await members.start(0);
  await members.awaitHealthy();
  return away;
}

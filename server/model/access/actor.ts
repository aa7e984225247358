import type { ActorOrganisation } from './organisation.ts';
import type { Role } from './roles.ts';

/**
 * What an actor is. `person`: somebody who signed in. `key`: whoever bears an access key. `operator`: whoever has the
 * terminal and the data folder, under the name that was typed. `service`: this program by itself.
 */
export const ACTOR_KINDS = ['person', 'key', 'operator', 'service'] as const;
export type ActorKind = (typeof ACTOR_KINDS)[number];

/** Who did something, as records and the audit log name it. `id` is unique among the actors of one kind. */
export type ActorRef = { readonly kind: ActorKind; readonly id: string; readonly name: string };

/** Who asks for something to be done. Every use case that changes something takes one. */
export type Actor = ActorRef & {
  /** Whom it acts for; null for the terminal and the program itself. */
  readonly organisation: ActorOrganisation | null;
  readonly roles: readonly Role[];
};

/** Who did something, as it was stored. `named`: from a version that stored a claimed name and nothing else. */
export type RecordedActor = { readonly kind: ActorKind | 'named'; readonly id: string; readonly name: string };

/** Whoever sits at the terminal, under the name that was typed; `terminal` where none was. */
export function operatorActor(name = 'terminal'): Actor {
  return { kind: 'operator', id: name, name, organisation: null, roles: ['operator'] };
}

/** The running service: it renews archive copies, and makes the first token. */
export const SERVICE: Actor = serviceActor('service', ['service']);
/** The set-up of a demonstration install, and a second one because two must agree on a seal. */
export const DEMONSTRATION: Actor = serviceActor('demonstration', ['demonstration']);
export const DEMONSTRATION_APPROVER: Actor = serviceActor('demonstration-approver', ['demonstration']);
/** The store itself, where it ends what a dead process had begun. */
export const RECOVERY: Actor = serviceActor('recovery', []);

function serviceActor(id: string, roles: readonly Role[]): Actor {
  return { kind: 'service', id, name: id, organisation: null, roles };
}

/** What of an actor is recorded. */
export function actorRef({ kind, id, name }: ActorRef): ActorRef {
  return { kind, id, name };
}

/** An actor in one readable text. A person's id is part of it: two persons may have one name. */
export function actorText({ kind, id, name }: RecordedActor): string {
  return kind === 'person' ? `${name} (${id})` : name;
}

/**
 * Whether two actors may be one person, for steps that need two. Persons who signed in are told apart by their ids. An access key
 * or a typed name proves no more than that name, and one name may be written in several ways: width, case, spaces, signs,
 * characters that show nothing and letters of another script that look the same make nobody another person.
 */
export function isSamePerson(one: RecordedActor, other: RecordedActor): boolean {
  if (one.kind === 'person' && other.kind === 'person') return one.id === other.id;
  return plainName(one.name) === plainName(other.name);
}

/** Letters and digits (lower case) that look like the Latin letter below them in either case, as UTS 39 has them. */
const LOOK_ALIKES = 'авекмнорстухіјѕһԁԛԝӏαβεζηικμνορτυχ01iı';
const LATIN = 'abekmhopctyxljshdqwlabezhlkmnoptyxolll';

/** Of a name that has no letter or digit, such as an emoji, all that it has counts. */
function plainName(name: string): string {
  const folded = name.normalize('NFKC').toUpperCase().toLowerCase();
  const letters = folded.replace(/[^\p{L}\p{M}\p{N}]|\p{Default_Ignorable_Code_Point}/gu, '');
  const plain = Array.from(letters, (letter) => LATIN[LOOK_ALIKES.indexOf(letter)] ?? letter).join('');
  return plain === '' ? folded : plain;
}

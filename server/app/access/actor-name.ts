import type { Words } from '../../i18n/words.ts';
import { actorText, type RecordedActor } from '../../model/access/actor.ts';

/** Who did something, for people: the name of what is no person never stands as if it were one. */
export function actorName({ kind, name }: RecordedActor, { text }: Pick<Words, 'text'>): string {
  switch (kind) {
    case 'key':
      return text('accounts.actors.key', { name });
    case 'operator':
      return text('accounts.actors.operator', { name });
    case 'service':
      return text('batches.service');
    case 'person':
    case 'named':
      return name;
  }
}

/** The same where two actors must be told apart: of two people with one name, and of two parts of the service. */
export function exactActorName(actor: RecordedActor, words: Pick<Words, 'text'>): string {
  const { kind } = actor;
  return kind === 'person' || kind === 'service' ? actorText(actor) : actorName(actor, words);
}

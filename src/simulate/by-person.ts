/** One port in front of two: the demonstration's people who answer by themselves have another phone than those who are played. */
import type { ChannelPort } from '../channels/port.js';

/**
 * Carries what `alone` carries, under an id of its own, for what it sent went by either; messages to people who answer alone, to nobody known, and on
 * channels that cannot be played go to `alone`. Throws `RangeError` when one of the two reaches real people.
 */
export function byPerson(
  answersAlone: (person: string) => boolean,
  { alone, played }: { readonly alone: ChannelPort; readonly played: ChannelPort },
): ChannelPort {
  if (alone.reaches === 'real' || played.reaches === 'real') throw new RangeError('only invented people are played');
  return {
    id: 'demonstration',
    carries: alone.carries,
    reaches: 'synthetic',
    capabilities: played.capabilities,
    send: (message) => {
      const { person, channel } = message;
      const isPlayed = person !== null && !answersAlone(person) && played.carries.includes(channel);
      return (isPlayed ? played : alone).send(message);
    },
  };
}

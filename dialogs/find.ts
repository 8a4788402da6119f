/** "Where does doctor Puig see patients?": told from the service's own list, with its day. It is public: nobody has to prove who they are. */
import type { Found } from '../src/domain/directory.js';
import type { DialogContext, DialogEvent } from './context.js';
import { ask, dialog, handOff, say } from './kit.js';
import { back, shortened } from './tell.js';

type Scope = { readonly context: DialogContext; readonly event: DialogEvent };

const heard = { type: 'heard' } as const;
/** A second one may not fit. */
const ROOM = { sms: 1, whatsapp: 3, portal: 3, operator: 3 } as const;
const NOTHING = 'none';

const foundIn = ({ event }: Scope): Found | undefined =>
  event.type === 'ASKED' && event.about === 'findProfessional' ? event.found : undefined;

const tellFound = dialog.enqueueActions(({ context, event, enqueue }) => {
  const found = foundIn({ context, event });
  const isSms = context.channel === 'sms';
  const fit = (text: string) => (isSms ? shortened(text) : text);
  for (const { name, service, place, hours, phone } of found?.listings.slice(0, ROOM[context.channel]) ?? [])
    enqueue({
      type: 'say',
      params: {
        key: 'find.found',
        params: {
          name: fit(name) || NOTHING,
          service: fit(service),
          place: fit(place),
          hours: (!isSms && hours) || NOTHING,
          phone: phone || NOTHING,
        },
        choices: [],
        kind: 'reply',
      },
    });
});

const asksNow = ({ context }: Scope) => context.asked !== null || context.topic === 'help';
const some = (scope: Scope) => (foundIn(scope)?.listings.length ?? 0) > 0;

/** For the root of a dialog. */
export const asksToFind = [
  { guard: some, actions: [heard, tellFound, { type: 'repeat' }] },
  // In the middle of something that waits for no answer it is a person's.
  {
    guard: (scope: Scope) => foundIn(scope) !== undefined && asksNow(scope),
    target: '.finding',
    actions: [heard, { type: 'pausing' }],
  },
] as const;

/** The same, asked of "who is reading?": no answer to that is needed for it. */
export const asksToFindFirst = [
  { guard: some, actions: [heard, tellFound] },
  { guard: (scope: Scope) => foundIn(scope) !== undefined, target: 'finding', actions: [heard, { type: 'pausing' }] },
] as const;

const finding = dialog.createStateConfig({
  entry: ask(() => ({ key: 'find.who', expects: 'search' as const })),
  on: {
    ASKED: [
      ...back(some, [heard, tellFound] as const),
      ...back((scope) => foundIn(scope) !== undefined, [
        heard,
        handOff(() => ({ queue: 'questions', reason: 'findProfessional' })),
        say('answer.noted'),
      ] as const),
    ],
    NO_REPLY: { target: 'wasTold' },
  },
});

export const findStates = { finding };

/** A message as the Cloud API wants it: template, buttons, list, or text with numbered answers. */
import { lengthOf, numbered } from '../numbered.js';
import type { OutboundMessage, TemplateUse } from '../port.js';

/** Limits of interactive messages (DOMAIN §3). */
const BUTTONS = { count: 3, label: 20, id: 256 };
const ROWS = { count: 10, label: 24, id: 200 };
const INTERACTIVE_TEXT = 1024;

/** Type and content of the body to post. `listLabel` — what opens a list, 20 characters at most. */
export function compose(message: OutboundMessage, listLabel: string): object {
  if (message.template !== null) return { type: 'template', template: template(message, message.template) };
  const { text, choices } = message;
  if (fits(message, BUTTONS)) {
    const buttons = choices.map(({ id, label }) => ({
      type: 'reply',
      reply: { id: answerId(message, id), title: label },
    }));
    return { type: 'interactive', interactive: { type: 'button', body: { text }, action: { buttons } } };
  }
  if (fits(message, ROWS)) {
    const rows = choices.map(({ id, label }) => ({ id: answerId(message, id), title: label }));
    const action = { button: listLabel, sections: [{ rows }] };
    return { type: 'interactive', interactive: { type: 'list', body: { text }, action } };
  }
  return { type: 'text', text: { body: numbered(text, choices), preview_url: false } };
}

/** What the person reads where there are no buttons for the answers; its length is what counts. */
export function plainText(message: OutboundMessage): string {
  return fits(message, BUTTONS) || fits(message, ROWS) ? message.text : numbered(message.text, message.choices);
}

/** A click on an old button is told from one on a new: the part after the last # is the choice. */
function answerId({ id }: OutboundMessage, choice: string): string {
  return `${id}#${choice}`;
}

/** Ids and labels must differ from each other, or the whole message is refused. */
function fits(
  message: OutboundMessage,
  most: { readonly count: number; readonly label: number; readonly id: number },
): boolean {
  const { text, choices } = message;
  return (
    choices.length > 0 &&
    choices.length <= most.count &&
    lengthOf(text) <= INTERACTIVE_TEXT &&
    new Set(choices.map(({ label }) => label)).size === choices.length &&
    choices.every(
      ({ id, label }) => label !== '' && lengthOf(label) <= most.label && answerId(message, id).length <= most.id,
    )
  );
}

function template(message: OutboundMessage, { name, language, variables, buttons }: TemplateUse): object {
  const body = { type: 'body', parameters: variables.map((text) => ({ type: 'text', text })) };
  const clicks = buttons.map((id, index) => ({
    type: 'button',
    sub_type: 'quick_reply',
    index: String(index),
    parameters: [{ type: 'payload', payload: answerId(message, id) }],
  }));
  const components = [...(variables.length === 0 ? [] : [body]), ...clicks];
  return { name, language: { code: language }, ...(components.length === 0 ? {} : { components }) };
}

import type { Programme } from '../programmes/programme.js';

/** An entry as people name it: its id ("minsal:sigte:43000001"), or its SIGTE_ID alone. */
export const entryId = ({ id }: Programme, name: string): string => (name.includes(':') ? name : `${id}:sigte:${name}`);

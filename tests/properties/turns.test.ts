/** A part of what `npm run verify` plays (turns.verify.ts). */
import { orderProperties } from './order.js';
import { turnProperties } from './turns.js';

turnProperties(0.2);
orderProperties(0.2);

/** A part of what `npm run verify` plays (turns.verify.ts). */
import { orderProperties } from './order.js';
import { turnProperties } from './turns.js';

turnProperties(0.06);
orderProperties(0.1);

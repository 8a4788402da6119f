import { orderProperties } from './order.js';
import { turnProperties } from './turns.js';

turnProperties(1);
orderProperties(1);

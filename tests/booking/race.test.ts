import { race } from './race.js';

race(24, 8);

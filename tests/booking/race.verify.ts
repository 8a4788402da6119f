import { race } from './race.js';

race(1_000, 100);

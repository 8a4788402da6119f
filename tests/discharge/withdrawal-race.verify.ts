import { withdrawalRace } from './withdrawal-race.js';

withdrawalRace(2_000, 1_000);

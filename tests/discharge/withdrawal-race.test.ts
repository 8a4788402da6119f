import { withdrawalRace } from './withdrawal-race.js';

withdrawalRace(24, 20);

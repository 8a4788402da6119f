import { withdrawalRace } from './withdrawal-race.js';

withdrawalRace(60, 30);

export type { Actor } from './context/actor.js';

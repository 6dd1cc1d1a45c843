export { smallWorld } from '../testing/small-world.ts';

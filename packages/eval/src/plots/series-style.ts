import { hues } from './theme.ts';

const dashes = [undefined, '7 3', '2 3', '9 3 2 3', '12 4', '4 2'];

/** Names the class that gives a series its colour. */
export function hueOf(index: number): string {
  return `hue-${index % hues}`;
}

/** Chooses the dashes of a series, so that series of one colour differ in them. */
export function dashOf(index: number): string | undefined {
  return dashes[(index + Math.floor(index / hues)) % dashes.length];
}

/** The shapes of points as path data around (0, 0): circle, square, triangle, diamond, plus, triangle on its tip. */
const shapes: readonly ((r: number) => string)[] = [
  (r) => `m${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`,
  (r) => `m${-r} ${-r}h${2 * r}v${2 * r}h${-2 * r}z`,
  (r) => `m0 ${-r}l${r} ${2 * r}h${-2 * r}z`,
  (r) => `m0 ${-r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z`,
  (r) =>
    `m${-r / 2} ${-r}h${r}v${r / 2}h${r / 2}v${r}h${-r / 2}v${r / 2}h${-r}v${-r / 2}h${-r / 2}v${-r}h${r / 2}z`,
  (r) => `m0 ${r}l${r} ${-2 * r}h${-2 * r}z`,
];
/** Factors on the radius that make the shapes cover about the same area. */
const sizes = [1, 0.89, 1.1, 1.25, 1.05, 1.1];

/** Writes the path data of a series' shape at a place; paths of many places can be joined. */
export function shapePath(index: number, x: number, y: number, radius: number): string {
  const shape = (index + Math.floor(index / hues)) % shapes.length;
  const r = Math.round(radius * sizes[shape] * 10) / 10;
  return `M${x.toFixed(1)} ${y.toFixed(1)}${shapes[shape](r)}`;
}

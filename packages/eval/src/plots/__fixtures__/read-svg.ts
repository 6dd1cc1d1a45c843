import { textWidth } from '../text-lines.ts';

/** An element of a drawing. */
export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: SvgElement[];
  text: string;
}

/** A rectangle; `what` tells where it comes from. */
export interface Box {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const token = /<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)>|([^<]+)/gy;

/** Reads a drawing as strictly as XML wants it: every tag closed in order, attributes quoted, nothing else. */
export function readSvg(svg: string): SvgElement {
  const root: SvgElement = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  token.lastIndex = 0;
  let at = 0;
  for (let match = token.exec(svg); match !== null; match = token.exec(svg)) {
    at = token.lastIndex;
    const [, closing, name, attributes, text] = match;
    const parent = open.at(-1)!;
    if (text !== undefined) {
      if (/&(?!#\d+;)/.test(text)) throw new Error(`an & that is no reference: ${text}`);
      parent.text += plainText(text);
    } else if (closing) {
      if (open.pop()!.name !== name) throw new Error(`</${name}> closes <${parent.name}>`);
    } else {
      const pairs = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
        ([, key, value]) => [key, plainText(value)] as const,
      );
      if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`twice: ${attributes}`);
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' };
      parent.children.push(element);
      open.push(element);
    }
  }
  if (at !== svg.length || open.length !== 1 || root.children.length !== 1) {
    throw new Error(`not well-formed from ${svg.slice(at, at + 60)}`);
  }
  return root.children[0];
}

function plainText(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

/** Lists an element and all below it. */
export function allOf(element: SvgElement): SvgElement[] {
  return [element, ...element.children.flatMap(allOf)];
}

/** The box of a drawing itself. */
export function viewBox(svg: SvgElement): Box {
  const [left, top, width, height] = svg.attributes.viewBox.split(' ').map(Number);
  return { what: 'viewBox', left, top, right: left + width, bottom: top + height };
}

/** The boxes of all texts, by the estimate that the plots are laid out with. */
export function textBoxes(svg: SvgElement): Box[] {
  return allOf(svg)
    .filter(({ name, text }) => name === 'text' && text.trim() !== '')
    .map(({ attributes, text }) => {
      const small = /soft/.test(attributes.class ?? '');
      const size = attributes.class === 'heading' ? 15 : small ? 12 : 13;
      const stars = attributes.class === 'stars';
      const length = stars ? 7 * text.length : textWidth(text, size);
      const anchor = stars ? 'middle' : attributes['text-anchor'];
      const before = anchor === 'middle' ? length / 2 : anchor === 'end' ? length : 0;
      const turned = /^translate\((\S+) (\S+)\) rotate\(-90\)$/.exec(attributes.transform ?? '');
      if (turned !== null) {
        const [x, y] = [Number(turned[1]), Number(turned[2])];
        return { what: text, left: x - 0.75 * size, right: x + 2, top: y - before, bottom: y + before };
      }
      const [x, y] = [Number(attributes.x), Number(attributes.y)];
      return {
        what: text,
        left: x - before,
        right: x - before + length,
        // Asterisks fill the upper half of their line alone.
        top: stars ? y - 10 : y - 0.75 * size,
        bottom: stars ? y - 4 : y + 2,
      };
    });
}

/** The boxes of all other marks. */
export function markBoxes(svg: SvgElement): Box[] {
  return allOf(svg).flatMap(({ name, attributes }) => {
    const get = (key: string) => Number(attributes[key]);
    const box = (xs: number[], ys: number[]) => [
      {
        what: `${name} ${JSON.stringify(attributes).slice(0, 120)}`,
        left: Math.min(...xs),
        right: Math.max(...xs),
        top: Math.min(...ys),
        bottom: Math.max(...ys),
      },
    ];
    switch (name) {
      case 'line':
        return box([get('x1'), get('x2')], [get('y1'), get('y2')]);
      case 'rect':
        return box([get('x'), get('x') + get('width')], [get('y'), get('y') + get('height')]);
      case 'circle':
        return box(
          [get('cx') - get('r'), get('cx') + get('r')],
          [get('cy') - get('r'), get('cy') + get('r')],
        );
      case 'polyline': {
        const points = attributes.points.split(' ').map((point) => point.split(',').map(Number));
        return box(
          points.map(([x]) => x),
          points.map(([, y]) => y),
        );
      }
      case 'path':
        return box(...corners(attributes.d));
      default:
        return [];
    }
  });
}

/** The x and y of all points that a path goes through; arcs count by their ends. */
function corners(d: string): [number[], number[]] {
  const [xs, ys]: [number[], number[]] = [[], []];
  let [x, y] = [0, 0];
  for (const [, command, rest] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest.match(/-?[\d.]+|NaN|Infinity/g) ?? []).map(Number);
    if (command === 'z') continue;
    if (command === 'a') [x, y] = [x + numbers[5], y + numbers[6]];
    else if (command === 'M' || command === 'L') [x, y] = numbers;
    else if (command === 'm' || command === 'l') [x, y] = [x + numbers[0], y + numbers[1]];
    else if (command === 'H') x = numbers[0];
    else if (command === 'h') x += numbers[0];
    else if (command === 'V') y = numbers[0];
    else if (command === 'v') y += numbers[0];
    else throw new Error(`unknown command ${command}`);
    xs.push(x);
    ys.push(y);
  }
  return [xs, ys];
}

/** Says what of a drawing lies outside of it, is no number, or which texts lie on one another. */
export function layoutFaults(markup: string): string[] {
  const svg = readSvg(markup);
  const paper = viewBox(svg);
  const texts = textBoxes(svg);
  const outside = [...texts, ...markBoxes(svg)].filter(
    (box) =>
      !(
        box.left >= paper.left - 1 &&
        box.right <= paper.right + 1 &&
        box.top >= paper.top - 1 &&
        box.bottom <= paper.bottom + 1
      ),
  );
  const overlapping = texts.flatMap((one, index) =>
    texts
      .slice(index + 1)
      .filter(
        (other) =>
          one.left < other.right - 1 &&
          other.left < one.right - 1 &&
          one.top < other.bottom - 1 &&
          other.top < one.bottom - 1,
      )
      .map((other) => `"${one.what}" lies on "${other.what}"`),
  );
  return [...outside.map((box) => `outside: ${JSON.stringify(box)}`), ...overlapping];
}

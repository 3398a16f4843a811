/** How hex panes are laid out in the width that there is. Pixels. */
export interface Shape {
  /** Bytes to a row, of each dump. */
  readonly bytes: 8 | 16;
  /** Whether yours stands below the expected bytes, and not beside them. */
  readonly is_stacked: boolean;
  /** Whether the bytes are shown as text, too. */
  readonly has_text: boolean;
  readonly row_height: number;
}

/** The width of a character of the panes, at bytes.css's 12 pixels, on the safe side. */
const CHARACTER = 7.4;
const LINE = 20;
/** The spaces around an offset, and those at both ends of a row, in characters. */
const OFFSET = 2;
const GUTTER = 2;

/** The most that fits beside offsets of so many digits: side by side before stacked, with text before rows of 16 bytes. */
export function shapeOf(width: number, isPair: boolean, digits: number): Shape {
  const sides = isPair ? 2 : 1;
  const fits = (bytes: number, hasText: boolean, count: number): boolean =>
    count * (digits + OFFSET + bytes * 3 + (hasText ? bytes + 2 : 0)) * CHARACTER +
      GUTTER * CHARACTER <=
    width;
  for (const [bytes, hasText] of [
    [16, true],
    [8, true],
    [16, false],
    [8, false],
  ] as const) {
    if (fits(bytes, hasText, sides)) {
      return { bytes, is_stacked: false, has_text: hasText, row_height: LINE };
    }
  }
  const row_height = isPair ? 2 * LINE + 4 : LINE;
  return { bytes: 8, is_stacked: true, has_text: fits(8, true, 1), row_height };
}

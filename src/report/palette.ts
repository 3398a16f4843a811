/** The colours of a diagram, each for a light and for a dark background; all have a contrast of at least 3 there. */
export interface Colour {
  readonly light: string;
  readonly dark: string;
}

export const PAPER: Colour = { light: "#ffffff", dark: "#0d1117" };
export const INK: Colour = { light: "#1f2328", dark: "#e6edf3" };
export const FAINT: Colour = { light: "#d1d9e0", dark: "#30363d" };
export const MARK: Colour = { light: "#cf222e", dark: "#ff7b72" };

/** Of message types, by their place in the lab's list; from the seventh on they come again, dashed. */
export const MESSAGE_COLOURS: readonly Colour[] = [
  { light: "#0b62d6", dark: "#58a6ff" },
  { light: "#bc4c00", dark: "#f0883e" },
  { light: "#1a7f37", dark: "#3fb950" },
  { light: "#8250df", dark: "#bc8cff" },
  { light: "#bf1b6b", dark: "#f778ba" },
  { light: "#0e7490", dark: "#39c5cf" },
];
export const DASHES = ["", "7 4", "2 3"] as const;

/** Of the states of a node, by their place in the scope's values; later ones are drawn thicker too. */
export const STATE_COLOURS: readonly Colour[] = [
  { light: "#818b98", dark: "#7d8590" },
  { light: "#4493f8", dark: "#388bfd" },
  { light: "#bf8700", dark: "#d29922" },
  { light: "#8250df", dark: "#a371f7" },
];
export const STATE_WIDTHS = [3, 5, 9, 11] as const;

import type { Span } from "./timeline.ts";

/*
 * Where things stand in the drawing of a window: a line for each node, time from left to right. All nodes have room, however
 * many there are: their lines move together.
 */

/** Room for the nodes' names, beside the last step, for the numbers of the steps, and below the last line. */
const LEFT = 76;
const RIGHT = 12;
const TOP = 48;
const BOTTOM = 44;
/** Lines are so far apart, in pixels: as the height that is meant to be enough allows. */
const NEAREST = 18;
const FARTHEST = 64;
const HEIGHT = 320;
/** Where lines are nearer, there is no room for what stands beside a mark. */
const ROOM_FOR_LABELS = 36;
/** Numbers of steps stand so far apart, in pixels, whatever they are. */
const AXIS_LABEL = 56;
const STRIDES = [1, 2, 5, 10, 20, 50, 100] as const;
/** How far before a line an arrow ends, and the cross of a lost message. */
const TIP = 5;
const CROSS = 12;

export interface Frame extends Span {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  /** The heights of the first and of the last line. */
  readonly top: number;
  readonly bottom: number;
  /** Pixels to a step, and from a line to the next. */
  readonly pitch: number;
  readonly gap: number;
  readonly hasLabels: boolean;
}

/** The frame of a window with so many nodes, in so many pixels of width. */
export function frameOf({ from, until }: Span, nodes: number, width: number): Frame {
  const gaps = Math.max(1, nodes - 1);
  const gap = Math.max(NEAREST, Math.min(FARTHEST, Math.floor(HEIGHT / gaps)));
  const bottom = TOP + (nodes - 1) * gap;
  const plot = Math.max(120, width - LEFT - RIGHT);
  return {
    from,
    until,
    width: LEFT + plot + RIGHT,
    height: bottom + BOTTOM,
    left: LEFT,
    top: TOP,
    bottom,
    pitch: plot / (until - from),
    gap,
    hasLabels: gap >= ROOM_FOR_LABELS,
  };
}

/** The middle of a step, which may lie outside of the window. */
export function xOf({ left, from, pitch }: Frame, step: number): number {
  return left + (step - from + 0.5) * pitch;
}

export function yOf({ top, gap }: Frame, node: number): number {
  return top + node * gap;
}

/** The step of the window at a place; the nearest one where there is none. */
export function stepAt({ left, from, until, pitch }: Frame, x: number): number {
  return Math.max(from, Math.min(until - 1, from + Math.floor((x - left) / pitch)));
}

/** The steps that are numbered. */
export function numberedSteps({ from, until, pitch }: Frame): number[] {
  const stride = STRIDES.find((steps) => steps * pitch >= AXIS_LABEL) ?? 100;
  const first = Math.ceil(from / stride) * stride;
  return Array.from({ length: Math.max(0, Math.ceil((until - first) / stride)) }, (_, i) => {
    return first + i * stride;
  });
}

/** Where an arrow begins and where its tip, or the cross of a lost message, is. */
export interface Arrow {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** What an arrow is drawn by. */
interface Flight {
  readonly from: number;
  readonly to: number;
  readonly sent: number;
  readonly tick: number;
  readonly kind: "delivered" | "lost";
}

/** The arrow of a message; `shift` sets aside one that would lie on another, in pixels. */
export function arrowOf(frame: Frame, message: Flight, shift: number): Arrow {
  const [x1, y1] = [xOf(frame, message.sent) + shift, yOf(frame, message.from)];
  const dx = xOf(frame, message.tick) + shift - x1;
  const dy = yOf(frame, message.to) - y1;
  const length = Math.max(1, Math.hypot(dx, dy));
  const short = Math.min(message.kind === "lost" ? CROSS : TIP, length / 2);
  const part = 1 - short / length;
  return { x1, y1, x2: x1 + dx * part, y2: y1 + dy * part };
}

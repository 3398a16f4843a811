import { isTimer, kindOf, type LocalEvent, type MessageArrival } from "../../labs/events.ts";
import type { Lab, Scenario } from "../../labs/lab.ts";
import { LIMITS } from "../../limits.ts";
import { eventInWords } from "../../report/trace_words.ts";
import { windowOf } from "../../trace/window.ts";
import type { Span } from "./timeline.ts";

/** A message as it is drawn. */
export interface DrawnMessage extends MessageArrival {
  readonly words: string;
  /** The proposals that it is about, as its lab has it. */
  readonly about: readonly string[];
}

/** Something that a node does by itself, as it is drawn. */
export interface DrawnEvent {
  readonly tick: number;
  readonly node: number;
  readonly shape: "timer" | "filled" | "open";
  /** What stands beside it: a few characters, or nothing. */
  readonly label: string;
  /** What shapes like it mean. */
  readonly legend: string;
  readonly words: string;
  readonly about: readonly string[];
}

/** How many messages of a type there are in a window, and whether they are drawn. */
export interface TypeCount {
  readonly type: string;
  readonly count: number;
  /** `thicket`: nobody has asked for them, and so many arrows would hide each other. */
  readonly shown: "drawn" | "thicket" | "off";
}

export interface DrawnWindow extends Span {
  readonly messages: readonly DrawnMessage[];
  readonly events: readonly DrawnEvent[];
  /** Of every type that the lab has, in its order. */
  readonly types: readonly TypeCount[];
}

/** What a person has chosen, by type: to have it drawn, or not. */
export type TypeChoices = Readonly<Record<string, boolean>>;

/** Arrows of one type that can still be told apart, for each node; and of a small cluster. */
const THICKET_OF_NODE = 12;
const THICKET = 60;

/**
 * What is in a window. A type of message that nobody has chosen is left out where it is a thicket, but for what is about the
 * proposal that is followed. Throws a Problem where the window has too many messages or steps.
 */
export function drawnWindowOf(
  scenario: Scenario,
  span: Span,
  choices: TypeChoices,
  followed: string | null = null,
): DrawnWindow {
  const { lab } = scenario;
  const nodes = scenario.start().scope().length;
  const thicket = Math.max(THICKET, THICKET_OF_NODE * nodes);
  const mostOf = (type: string): number => {
    const choice = choices[type];
    if (choice === undefined) return thicket;
    return choice ? LIMITS.diagram_messages : 0;
  };
  const { counts, messages, events } = windowOf(scenario, span.from, span.until, {
    mostOf,
    isWanted: (message) => followed !== null && isAbout(lab, message, followed),
  });
  return {
    from: span.from,
    until: span.until,
    messages: messages.map((message) => ({
      ...message,
      words: eventInWords(lab, message),
      about: lab.tracking?.ofMessage(message) ?? [],
    })),
    events: events.map((event) => drawnEventOf(lab, event)),
    types: lab.scope.message_types.map((type) => {
      const count = counts.get(type) ?? 0;
      const isLeftOut = choices[type] === false || count > mostOf(type);
      const reason = choices[type] === false ? "off" : "thicket";
      return { type, count, shown: isLeftOut ? reason : "drawn" };
    }),
  };
}

function isAbout({ tracking }: Lab, message: MessageArrival, proposal: string): boolean {
  return tracking?.ofMessage(message).includes(proposal) ?? false;
}

function drawnEventOf(lab: Lab, event: LocalEvent): DrawnEvent {
  const { tick, node } = event;
  const words = eventInWords(lab, event);
  if (isTimer(event)) {
    const legend = `${event.timer} timer`;
    return { tick, node, shape: "timer", label: "", legend, words, about: [] };
  }
  const { isFilled, label, legend } = kindOf(lab.events, event).mark(event);
  const about = lab.tracking?.ofEvent(event) ?? [];
  return { tick, node, shape: isFilled ? "filled" : "open", label, legend, words, about };
}

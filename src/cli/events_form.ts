import { LineFault, readEvent } from "../events/read_event.ts";
import type { Scenario } from "../labs/lab.ts";

/** A line of a listing, and the step of its event. */
interface FormedLine {
  readonly text: string;
  readonly tick: number;
}

/**
 * The lines of what a program has printed with --events, or why it is no listing in the contract's form: a line that is no event of the
 * lab, one of a step that the run does not have, or of an earlier one than the line before. Whether any of them is right is no
 * question here.
 */
export function formedLines(
  { lab, steps }: Scenario,
  stdout: Buffer,
): { readonly lines: readonly FormedLine[] } | { readonly message: string } {
  const texts = stdout.toString("latin1").split("\n");
  if (texts.pop() !== "") return { message: "the last line does not end with a newline" };
  const lines: FormedLine[] = [];
  let before = 0;
  for (const [i, text] of texts.entries()) {
    const fault = (what: string): { message: string } => ({ message: `line ${i + 1} ${what}` });
    try {
      const tick = readEvent(lab, text)["tick"] as number;
      if (tick >= steps)
        return fault(`is of ${lab.step_name} ${tick}; expected one below ${steps}`);
      if (tick < before) {
        return fault(
          `is of ${lab.step_name} ${tick}; expected ${before}, as the line before, or a later one`,
        );
      }
      before = tick;
      lines.push({ text, tick });
    } catch (error) {
      if (error instanceof LineFault) return fault(error.message);
      throw error;
    }
  }
  return { lines };
}

import { ascii } from "../dump/value.ts";
import { Problem } from "../errors.ts";
import type { Run, Scenario } from "../labs/lab.ts";
import { withArticle } from "../labs/parameter_types.ts";
import { LIMITS } from "../limits.ts";
import type { Pace } from "../oracle/pace.ts";
import type { StepRange } from "./digests.ts";
import { StateHashes } from "./state_hashes.ts";

/**
 * A listing is what a program prints with --digests: a line for a step, `33 <64 hex digits>`, or the same as an
 * object of NDJSON. It may begin at any step and be of every n-th step, as its first two lines show.
 */

/**
 * How a listing relates to the right one. All but a mismatch have only right lines; `truncated` ends too early,
 * `partial` leaves out others, at its beginning or between its lines: neither proves the states left out.
 */
export type ListingVerdict = "match" | "mismatch" | "truncated" | "partial" | "trailing-lines";

/**
 * Why lines are right for the step before their own: they are numbered from 1, or the program is late. Only a
 * line of step 0, or all of them under the numbers 1 .. N, decide it.
 */
export type ShiftCause = "numbering" | "run" | "undecided";

/** The first line of a listing that is not right. */
export interface ListingDivergence {
  readonly step: number;
  /** The number of the line, from 1. */
  readonly line: number;
  readonly expected_sha256: string;
  readonly actual_sha256: string;
  /** The step of the line before it; null where it is the first line. */
  readonly last_agreeing_step: number | null;
  /** Lines of the run that are not right, this one included; and the first right one after it. */
  readonly differing_lines: number;
  readonly agrees_again: number | null;
  /**
   * Where every line from this one on, the lines of the run's own steps, is right for the step before (-1) or
   * after (1): which, how many lines show it, and why.
   */
  readonly shift: {
    readonly steps: -1 | 1;
    readonly lines: number;
    readonly cause: ShiftCause;
  } | null;
}

export interface ListingComparison {
  readonly verdict: ListingVerdict;
  /** Lines of steps of the run, the first and the last of these steps, and how far apart they stand. */
  readonly lines: number;
  readonly first_step: number | null;
  readonly last_step: number | null;
  readonly stride: number;
  /** The step whose line is missing at the end; null where none is. */
  readonly missing_from: number | null;
  /** Lines of the run, or of the part that is meant, that the listing does not have. */
  readonly missing_lines: number;
  /** Lines of steps that the run does not have. */
  readonly extra_lines: number;
  readonly divergence: ListingDivergence | null;
}

export interface JudgedLine extends Line {
  readonly agrees: boolean;
}

interface Line {
  readonly step: number;
  readonly sha256: string;
}

export interface ListingLimits {
  readonly lines: number;
  readonly hashed_bytes: number;
}

const LIMITS_OF_REQUEST: ListingLimits = {
  lines: LIMITS.digest_lines,
  // Each line is held against the step before it too.
  hashed_bytes: 2 * LIMITS.digest_bytes,
};

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** A line is held against the step before it, its own, and the one after it. */
const KEPT_DIGESTS = 3;

/** Every step of a run: what a listing must hold unless a part is meant. */
export function wholeRun({ steps }: Scenario): StepRange {
  return { from: 0, until: steps, stride: 1 };
}

/**
 * Compares a submitted listing, pushed in pieces of any size, with a right run, which goes on as far as the
 * lines do. Memory is bounded, whatever the listing's size. Throws a Problem that names the line where it is
 * no line of a listing, and beyond the limits.
 */
export class ListingComparator {
  private readonly scenario: Scenario;
  private readonly limits: ListingLimits;
  private readonly part: StepRange;
  private readonly digests: DigestWindow;
  private readonly pending = new Uint8Array(LIMITS.digest_line_bytes);
  private pendingLength = 0;
  /** Bytes of the lines before the pending one. */
  private consumed = 0;
  private read = 0;
  private first: number | null = null;
  private last: number | null = null;
  private lastOfRun: number | null = null;
  private stride: number;
  private lines = 0;
  private extra = 0;
  private divergence: Omit<ListingDivergence, "differing_lines" | "agrees_again" | "shift"> | null =
    null;
  private differing = 0;
  private agreesAgain: number | null = null;
  /** Whether the lines from the divergence on can still be those of the step before, or after. */
  private isEarlier = false;
  private isLater = false;
  /** Whether the lines so far are numbered from 1, and each is that of the step before its number. */
  private isNumberedFromOne: boolean;
  /** Whether every line so far is that of the step before its own. */
  private isAllEarlier = true;
  /** Every line of a step of the run so far, in order, and whether it is right; null beyond LIMITS.kept_lines. */
  judged: JudgedLine[] | null = [];
  /** A line that is still to be held against the step after it. */
  private open: Line | null = null;

  /** `part` is what the listing must hold, every line of it and no other; the whole run, unless a part is meant. */
  constructor(
    scenario: Scenario,
    part: StepRange,
    limits: ListingLimits = LIMITS_OF_REQUEST,
    pace?: Pace,
  ) {
    this.scenario = scenario;
    this.part = part;
    this.stride = part.stride;
    // The numbers of a part are not told from those of the lines around it.
    this.isNumberedFromOne = part.from === 0 && part.stride === 1 && part.until === scenario.steps;
    this.limits = limits;
    this.digests = new DigestWindow(scenario.start(), limits.hashed_bytes, pace);
  }

  /** Takes the next bytes. The piece may be reused afterwards. */
  async push(piece: Uint8Array): Promise<void> {
    let start = 0;
    for (;;) {
      const end = piece.indexOf(LINE_FEED, start);
      this.keep(piece.subarray(start, end < 0 ? piece.length : end));
      if (end < 0) return;
      await this.takeLine();
      start = end + 1;
    }
  }

  /** The result, when all bytes have been pushed. */
  async finish(): Promise<ListingComparison> {
    if (this.pendingLength > 0) await this.takeLine();
    await this.settle();
    const { from, until, stride } = this.part;
    const next = this.last === null ? from : this.last + this.stride;
    const missing_from = this.extra === 0 && next < until ? next : null;
    const missing_lines = Math.ceil((until - from) / stride) - this.lines;
    return {
      verdict: this.verdict(missing_from, missing_lines),
      lines: this.lines,
      first_step: this.first,
      last_step: this.lastOfRun,
      stride: this.stride,
      missing_from,
      missing_lines,
      extra_lines: this.extra,
      divergence: this.divergence && {
        ...this.divergence,
        differing_lines: this.differing,
        agrees_again: this.agreesAgain,
        shift: this.shift(),
      },
    };
  }

  private verdict(missingFrom: number | null, missingLines: number): ListingVerdict {
    if (this.divergence !== null) return "mismatch";
    if (missingFrom !== null) return "truncated";
    if (this.extra > 0) return "trailing-lines";
    return missingLines > 0 ? "partial" : "match";
  }

  /** A single line that is that of another step may be so by chance: a run that stands still has many such. */
  private shift(): ListingDivergence["shift"] {
    const lines = this.lines - (this.divergence as { line: number }).line + 1;
    if (this.isNumberedFromOne && this.last === this.scenario.steps) {
      return { steps: -1, lines, cause: "numbering" };
    }
    if (this.differing < 2 || !(this.isEarlier || this.isLater)) return null;
    if (!this.isEarlier) return { steps: 1, lines, cause: "run" };
    const isDecided = this.first === 0 || !this.isAllEarlier;
    return { steps: -1, lines, cause: isDecided ? "run" : "undecided" };
  }

  private keep(bytes: Uint8Array): void {
    if (this.pendingLength + bytes.length > this.pending.length) {
      throw this.malformed(`has more than ${this.pending.length} bytes`);
    }
    this.pending.set(bytes, this.pendingLength);
    this.pendingLength += bytes.length;
  }

  private async takeLine(): Promise<void> {
    const line = this.parse(this.pending.subarray(0, this.pendingLength));
    this.read++;
    if (this.read > this.limits.lines) {
      const { lines } = this.limits;
      throw new Problem("invalid-body", [
        {
          offset: this.consumed,
          detail: `the body has more than ${lines} lines; expected a part of the listing, or every n-th line of it`,
        },
      ]);
    }
    this.consumed += this.pendingLength + 1;
    this.pendingLength = 0;
    await this.compare(line);
  }

  private parse(bytes: Uint8Array): Line {
    const text = ascii(bytes);
    if (bytes.at(-1) === CARRIAGE_RETURN) throw this.malformed("ends with CR LF");
    const line = text.startsWith("{") ? ofJson(text) : ofText(text);
    if (line === null) throw this.malformed(`is ${JSON.stringify(text.slice(0, 80))}`);
    this.requirePart(line.step);
    const expected = this.expectedStep();
    if (expected === null || line.step === expected) return line;
    if (this.read === 1 && line.step > expected) return line;
    const { step_name } = this.scenario.lab;
    const wanted =
      this.read === 1 ? `${withArticle(step_name)} after ${this.last}` : `${step_name} ${expected}`;
    throw this.malformed(`is of ${step_name} ${line.step}`, wanted);
  }

  /** A line that is not of the part that is meant: it is not known what is. */
  private requirePart(step: number): void {
    const { from, stride } = this.part;
    if (step >= from && (step - from) % stride === 0) return;
    const { step_name } = this.scenario.lab;
    const every = stride === 1 ? "or a later one" : `or one of every ${stride} after it`;
    throw this.malformed(
      `is of ${step_name} ${step}`,
      `${step_name} ${from} ${every}, the part that the query asks for`,
    );
  }

  /** The step of the next line, or, of the second one, the least that it can have; null where it may be any. */
  private expectedStep(): number | null {
    return this.last === null ? null : this.last + this.stride;
  }

  private malformed(what: string, expected = '"<step> <64 hex digits>", ended by LF'): Problem {
    return new Problem("invalid-body", [
      { offset: this.consumed, detail: `line ${this.read + 1} ${what}; expected ${expected}` },
    ]);
  }

  private async compare(line: Line): Promise<void> {
    if (this.read === 2) this.stride = line.step - (this.first as number);
    this.first ??= line.step;
    this.isNumberedFromOne &&= line.step === this.read && line.step <= this.scenario.steps;
    if (line.step >= this.part.until) {
      this.extra++;
      this.last = line.step;
      // The line N of 1 .. N: the window still holds the step before it, which is the run's last.
      this.isNumberedFromOne &&= line.sha256 === (await this.digests.of(line.step - 1));
      return;
    }
    this.lines++;
    this.lastOfRun = line.step;
    await this.settle();
    const before = await this.digests.of(line.step - 1);
    const expected = await this.digests.of(line.step);
    const agrees = line.sha256 === expected;
    if (this.lines > LIMITS.kept_lines) this.judged = null;
    this.judged?.push({ ...line, agrees });
    if (agrees && this.divergence !== null) this.agreesAgain ??= line.step;
    if (!agrees) {
      this.differing++;
      this.diverge(line, expected);
    }
    if (line.sha256 !== before) {
      this.isEarlier = false;
      this.isAllEarlier = false;
      this.isNumberedFromOne = false;
    }
    if (this.isLater) this.open = line;
    this.last = line.step;
  }

  private diverge({ step, sha256 }: Line, expected_sha256: string): void {
    if (this.divergence !== null) return;
    const [line, last_agreeing_step] = [this.read, this.last];
    this.divergence = { step, line, expected_sha256, actual_sha256: sha256, last_agreeing_step };
    this.isEarlier = true;
    this.isLater = true;
  }

  /** Holds the line before against the step after it. The last step of a run has none: its line says nothing. */
  private async settle(): Promise<void> {
    const { open } = this;
    this.open = null;
    if (open === null || open.step + 1 >= this.scenario.steps) return;
    if (open.sha256 !== (await this.digests.of(open.step + 1))) this.isLater = false;
  }
}

function ofText(text: string): Line | null {
  const match = /^([0-9]{1,10}) ([0-9A-Fa-f]{64})$/.exec(text);
  return match && { step: Number(match[1]), sha256: (match[2] as string).toLowerCase() };
}

function ofJson(text: string): Line | null {
  const match =
    /^\{\s*"step"\s*:\s*(0|[1-9][0-9]{0,9})\s*,\s*"sha256"\s*:\s*"([0-9A-Fa-f]{64})"\s*\}\s*$/.exec(
      text,
    );
  return match && { step: Number(match[1]), sha256: (match[2] as string).toLowerCase() };
}

/** The digests of a run that only goes on, the last few of them kept. */
class DigestWindow {
  private readonly hashes: StateHashes;
  private readonly kept = new Map<number, string>();

  constructor(run: Run, byteLimit: number, pace: Pace | undefined) {
    this.hashes = new StateHashes(run, {
      byteLimit,
      pace,
      bytesOf: (state) => state.digestInput(),
      remedyAt: () => ({ expected: "a part of the listing, or every n-th line of it" }),
    });
  }

  /** The digest after `step`; -1 is the state before the first. Steps are asked for in ascending order, but for the kept ones. */
  async of(step: number): Promise<string> {
    const known = this.kept.get(step);
    if (known !== undefined) return known;
    const digest = await this.hashes.after(step);
    this.kept.set(step, digest);
    if (this.kept.size > KEPT_DIGESTS) this.kept.delete(this.kept.keys().next().value as number);
    return digest;
  }
}

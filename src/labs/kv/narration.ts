import type { RunEvent } from "../events.ts";
import {
  type Episode,
  type Narration,
  type Narrator,
  named,
  type Rows,
  spanned,
} from "../narration.ts";

const [NETWORK, LOG_LENGTH, COMMIT_INDEX] = [0, 1, 2] as const;

/** Stretches of operations that are committed, or are not: docs/specification/kv.md, "Workload". */
export const narration: Narration = (_, first, tell) => new KvNarrator(first, tell);

interface Stretch {
  readonly from: number;
  readonly committed: boolean;
  readonly cut: readonly number[];
  count: number;
}

class KvNarrator implements Narrator {
  private readonly tell: (episode: Episode) => void;
  private rows: Rows;
  private stretch: Stretch | null = null;
  private committed = false;
  private cut_from = -1;
  private next_step = 0;

  constructor(first: Rows, tell: (episode: Episode) => void) {
    this.rows = first;
    this.tell = tell;
  }

  event(event: RunEvent): void {
    if (event.kind === "proposed")
      this.committed = (event as { committed?: unknown }).committed === true;
  }

  step(step: number, rows: Rows): void {
    const before = this.rows;
    this.rows = rows;
    this.next_step = step + 1;
    const [cut, formerly] = [cutOff(rows), cutOff(before)];
    if (cut.length > 0 && formerly.length === 0) this.cut_from = step;
    if (cut.length === 0 && formerly.length > 0) this.healed(step, formerly, before);
    const { stretch, committed } = this;
    const isSame =
      stretch !== null && stretch.committed === committed && stretch.cut.join() === cut.join();
    if (!isSame) {
      this.endStretch(before);
      this.stretch = { from: step, committed, cut, count: 1 };
    } else stretch.count++;
  }

  end(): void {
    this.endStretch(this.rows);
    const cut = cutOff(this.rows);
    if (cut.length > 0) this.tellCut(cut, this.next_step, "They are so until the run ends.");
  }

  /** The replicas that were cut off are not any more, and have been brought up to date. */
  private healed(step: number, formerly: readonly number[], before: Rows): void {
    const gained = formerly.map((id) => {
      const [was, is] = [
        before[id]?.[COMMIT_INDEX] as number,
        this.rows[id]?.[COMMIT_INDEX] as number,
      ];
      return `replica ${id} had applied ${was} entries before operation ${step} and ${is} after it`;
    });
    this.tellCut(formerly, step, `heal() runs at operation ${step}: ${gained.join("; ")}.`);
  }

  private tellCut(cut: readonly number[], until: number, last: string): void {
    this.tell({
      kind: "cut",
      from: this.cut_from,
      until,
      nodes: cut,
      title: `${capital(named("replica", cut))} ${cut.length === 1 ? "is" : "are"} cut off`,
      sentences: [
        `${this.rows.length - cut.length} of ${this.rows.length} replicas are connected in ${spanned("operation", this.cut_from, until)}.`,
        last,
      ],
    });
  }

  /** `rows` are after its last operation. */
  private endStretch(rows: Rows): void {
    if (this.stretch === null) return;
    const { from, committed, cut, count } = this.stretch;
    const until = from + count;
    const connected = rows.length - cut.length;
    const leader = rows[0];
    this.tell({
      kind: "operations",
      from,
      until,
      nodes: [0],
      title: `${capital(spanned("operation", from, until))}: ${committed ? "committed" : "not committed"}`,
      sentences: [
        committed
          ? `Each of these ${count} is acknowledged by a quorum, with ${connected} of ${rows.length} replicas connected.`
          : `None of these ${count} is acknowledged by a quorum of 3: ${cut.includes(0) ? "the leader, replica 0, is cut off" : `${connected} of ${rows.length} replicas are connected`}.`,
        `After the last of them the leader has ${leader?.[LOG_LENGTH]} entries in its log and has applied ${leader?.[COMMIT_INDEX]}.`,
      ],
    });
    this.stretch = null;
  }
}

function cutOff(rows: Rows): number[] {
  return rows.flatMap((row, id) => (row[NETWORK] === "cut off" ? [id] : []));
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

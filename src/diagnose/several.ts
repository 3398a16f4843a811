import { Pieces } from "../kernel/work.ts";
import type { Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import { running } from "../oracle/expected.ts";
import { type Pace, paced } from "../oracle/pace.ts";
import type { LeftOut } from "./budget.ts";
import { type CaseEvidence, type Evidence, isDecisive, isWrong } from "./evidence.ts";
import type { Certainty } from "./findings.ts";
import { type Agreement, Guide, type Profile, WorkLeft } from "./guide.ts";
import type { ChangedPart, Hypothesis } from "./hypotheses.ts";
import { isWriting, singleChangesOf, Together } from "./together.ts";

/** Some changes that together give everything that was seen, and of which none can be left out. */
export interface FoundSet {
  readonly certainty: Extract<Certainty, "proven" | "reproduces">;
  /** One for each of the changes; what the suites do not tell from it stands for it. */
  readonly members: readonly Hypothesis[];
}

/** The set that gives most of what was seen, where none gives all of it. */
export interface Closest {
  readonly members: readonly Hypothesis[];
  /** Where it gives something else, and how far it agrees there. */
  readonly scenario: Scenario;
  readonly agreement: Agreement;
  /** Wrong scenarios that it gives wholly, and how many were looked at. */
  readonly given: number;
  readonly of: number;
}

export interface Several {
  /** Sets of one size, the smallest that there are; the likeliest first. */
  readonly sets: readonly FoundSet[];
  /** Null where a set was found, and where no change agrees longer than the right program. */
  readonly closest: Closest | null;
  readonly tried: {
    /** Sets that were run, single changes among them. */
    readonly sets: number;
    /** Changes that were accepted, to look for others beside them. */
    readonly accepted: number;
  };
  readonly left_out: readonly LeftOut[];
}

export interface SeveralOptions {
  readonly pace?: Pace | undefined;
  /** Messages, steps and states that may be simulated, in place of LIMITS.several_work. */
  readonly work?: number | undefined;
  /** Changes of one set, at most. */
  readonly most?: number;
  /** Asked now and then: whether to come to an end with what is known. */
  readonly isOver?: (() => boolean) | undefined;
}

/** Wrong scenarios in which every set is run, to see which is nearer. */
const SAMPLE = 5;
/** Of these, those in which each single change is tried beside a set. */
const TRIED_IN = 2;

/**
 * Which changes together give everything that was seen of a program in which something is wrong. Under the changes
 * accepted so far it looks for the first state that is another one than was seen, tries every single change in addition, and
 * accepts those with which more states agree: the sets that agree longest are looked into first. So it finds those that can be
 * found one after the other; two changes of which neither alone makes anything better it does not find.
 */
export async function severalGiving(
  evidence: Evidence,
  options: SeveralOptions = {},
): Promise<Several> {
  const singles = await singleChangesOf(evidence.lab);
  const together = await Together.of(evidence.lab);
  return new Search(evidence, singles, together, options).run();
}

/** A set of changes, and how far it agrees with what was seen. */
interface Node {
  readonly members: readonly Hypothesis[];
  readonly parts: readonly ChangedPart[];
  /** By case that was looked at: how far they agree. */
  readonly agreements: Map<Guide, Agreement>;
  /** Thousandths of what was seen in the sample that are given, one after the other. */
  score: number;
  /** A case that it is known not to give. */
  fails: Guide | null;
}

class Search {
  private readonly evidence: Evidence;
  private readonly singles: readonly Hypothesis[];
  private readonly together: Together;
  private readonly most: number;
  private readonly pace: Pace | undefined;
  private readonly isOver: () => boolean;
  private readonly budget: WorkLeft;
  private readonly pieces = new Pieces();
  private readonly leftOut: LeftOut[] = [];
  private readonly seen = new Set<string>();
  private readonly queue: Node[] = [];
  private readonly found = new Map<string, Node>();
  private readonly expanded = new Set<string>();
  /** The wrong cases first, those in which a set is soon told from another before the others. */
  private guides: readonly Guide[] = [];
  private sample: readonly Guide[] = [];
  private best: Node | null = null;
  private size: number;
  private sets = 0;
  private accepted = 0;

  constructor(
    evidence: Evidence,
    singles: readonly Hypothesis[],
    together: Together,
    { pace, work = LIMITS.several_work, most = 3, isOver = () => false }: SeveralOptions,
  ) {
    this.evidence = evidence;
    this.singles = singles;
    this.together = together;
    this.most = most;
    this.size = most;
    this.pace = pace;
    this.isOver = isOver;
    this.budget = new WorkLeft(work);
  }

  async run(): Promise<Several> {
    const root: Node = { members: [], parts: [], agreements: new Map(), score: 0, fails: null };
    await this.prepare(root);
    this.queue.push(root);
    for (let next = this.next(); next !== null; next = this.next()) {
      if (this.isSpent()) break;
      await this.expand(next);
    }
    const sets = await this.minimal();
    for (const one of sets.length === 1 ? sets : []) await this.lookBeside(one);
    if (this.found.size > 1) await this.minimal();
    const all = [...this.found.values()].filter(({ members }) => members.length === this.size);
    const certainty = this.certaintyOf(all);
    return {
      sets: all.map(({ members }) => ({ certainty, members })),
      closest: all.length > 0 ? null : this.closest(),
      tried: { sets: this.sets, accepted: this.accepted },
      left_out: this.leftOut,
    };
  }

  /** Proven is what alone of all sets that were tried gives decisive evidence, where nothing was left untried. */
  private certaintyOf(all: readonly Node[]): FoundSet["certainty"] {
    const isAlone = all.length === 1 && this.leftOut.length === 0;
    return isAlone && isDecisive(this.evidence) ? "proven" : "reproduces";
  }

  private async prepare(root: Node): Promise<void> {
    const { together, budget, pace, pieces } = this;
    const made: { guide: Guide; cost: number }[] = [];
    for (const seen of this.evidence.cases) {
      const work = await this.workOf(seen);
      const guide = new Guide(seen, work, { together, budget, pace, pieces });
      if (!guide.isWrong) {
        made.push({ guide, cost: Number.MAX_SAFE_INTEGER / 2 + work });
        continue;
      }
      const profile = await this.agreementOf(root, guide);
      const share = Math.max(1, guide.scenario.steps);
      // A run that can be followed is worth a longer one that cannot.
      const cost =
        Math.ceil((work * ((profile.step ?? 0) + 1)) / share) * (guide.isGuiding ? 1 : 8);
      made.push({ guide, cost });
    }
    this.guides = made.toSorted((a, b) => a.cost - b.cost).map(({ guide }) => guide);
    this.sample = this.guides.filter((guide) => guide.isWrong).slice(0, SAMPLE);
  }

  private async workOf({ scenario }: CaseEvidence): Promise<number> {
    const run = await paced(running(scenario), this.pace);
    const work = run.messages + run.step_index;
    run.release?.();
    this.budget.left -= work;
    return work;
  }

  /** The set that agrees longest of those that may still be part of a smaller one than was found. */
  private next(): Node | null {
    let best: Node | null = null;
    for (const node of this.queue) {
      if (node.members.length >= this.size) continue;
      if (best === null || this.isBefore(node, best)) best = node;
    }
    if (best !== null) this.queue.splice(this.queue.indexOf(best), 1);
    return best;
  }

  private isBefore(a: Node, b: Node): boolean {
    return a.score > b.score || (a.score === b.score && a.members.length < b.members.length);
  }

  private isSpent(): boolean {
    const why = this.budget.left <= 0 ? "work-spent" : this.isOver() ? "ended" : null;
    if (why === null) return false;
    if (this.leftOut.length === 0) this.leftOut.push({ what: "more-sets", why });
    return true;
  }

  /** Tries every single change beside those of a set, and keeps what agrees longer. */
  private async expand(node: Node): Promise<void> {
    this.expanded.add(keyOf(node.members));
    const kept = new Set<Hypothesis>();
    for (const guide of await this.open(node)) {
      const base = await guide.profile(node.parts);
      const passed = this.passed(node, guide, base);
      for (const one of this.singles) {
        if (kept.has(one) || !this.isWorthTrying(node, one, guide, passed)) continue;
        if (this.isSpent()) return;
        this.sets++;
        const parts = [...node.parts, one.part];
        if ((await guide.longer(parts, base)) === null) continue;
        kept.add(one);
        await this.accept([...node.members, one], parts);
      }
    }
    if (kept.size === 0 && node.members.length + 2 <= this.size) await this.expandByTwo(node);
  }

  /**
   * Where no single change makes a set better: every one beside each way to write a state. What is written otherwise is
   * wrong from the first state on, and hides whatever else is.
   */
  private async expandByTwo(node: Node): Promise<void> {
    const [guide] = await this.open(node);
    if (guide === undefined) return;
    const base = await guide.profile(node.parts);
    const passed = this.passed(node, guide, base);
    const ways = this.singles.filter(({ part }) => isWriting(part));
    for (const one of this.singles) {
      if (!this.isWorthTrying(node, one, guide, passed)) continue;
      if (this.isSpent()) return;
      const parts = [...node.parts, one.part];
      const fit = await guide.writings(
        parts,
        ways.filter((way) => !isSameBug(one, way)).map(({ part }) => part),
        base,
      );
      this.sets += ways.length;
      for (const way of ways.filter(({ part }) => fit.includes(part))) {
        await this.accept([...node.members, one, way], [...parts, way.part]);
      }
    }
  }

  private passed(node: Node, guide: Guide, base: Profile): ReadonlySet<number> | null {
    const until = (base.step ?? guide.scenario.steps - 1) + 1;
    this.budget.left -= Math.ceil((guide.work * until) / Math.max(1, guide.scenario.steps));
    return this.together.passed(node.parts, guide.scenario, until);
  }

  private isWorthTrying(
    { members, parts }: Node,
    one: Hypothesis,
    { scenario: { listed } }: Guide,
    passed: ReadonlySet<number> | null,
  ): boolean {
    if (members.some((member) => isSameBug(member, one))) return false;
    const { part } = one;
    if (part.of === "simulation") {
      if (passed?.has(part.number) === false) return false;
      const known = listed === null || members.length > 0 ? null : one.tabled(listed.id);
      if (known === ".") return false;
    }
    return members.length === 0 || this.together.isPossible([...parts, part]);
  }

  /** The cases in which a set is to be made better. */
  private async open(node: Node): Promise<readonly Guide[]> {
    const open: Guide[] = [];
    for (const guide of this.sample) {
      if ((await this.agreementOf(node, guide)).step !== null) open.push(guide);
      if (open.length === TRIED_IN) break;
    }
    return open.length > 0 || node.fails === null ? open : [node.fails];
  }

  /** Of the many sets that are accepted only this is kept: what their states were is learnt again where it is needed. */
  private async agreementOf(node: Node, guide: Guide): Promise<Agreement> {
    const kept = node.agreements.get(guide);
    if (kept !== undefined) return kept;
    const { agreeing, total, step } = await guide.profile(node.parts);
    const made = { agreeing, total, step };
    node.agreements.set(guide, made);
    return made;
  }

  /** Takes a set that agrees longer than without its last change. */
  private async accept(
    members: readonly Hypothesis[],
    parts: readonly ChangedPart[],
  ): Promise<void> {
    const key = keyOf(members);
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.accepted++;
    const node: Node = { members, parts, agreements: new Map(), score: 0, fails: null };
    let isGiven = true;
    for (const guide of this.sample) {
      const { agreeing, total, step } = await this.agreementOf(node, guide);
      node.score += Math.floor((1000 * agreeing) / Math.max(1, total));
      if (step !== null) isGiven = false;
    }
    if (isGiven) node.fails = await this.failing(node.parts);
    if (this.best === null || this.isBefore(node, this.best)) this.best = node;
    if (!isGiven || node.fails !== null) {
      if (members.length < this.most) this.queue.push(node);
      return;
    }
    this.size = Math.min(this.size, members.length);
    const name = nameOfSet(members);
    if (!this.found.has(name)) this.found.set(name, node);
  }

  /** The first case that a set does not give; null where it gives all. */
  private async failing(parts: readonly ChangedPart[]): Promise<Guide | null> {
    for (const guide of this.guides) if (!(await guide.gives(parts))) return guide;
    return null;
  }

  /** The sets of which no change can be left out; the others are forgotten. */
  private async minimal(): Promise<readonly Node[]> {
    for (const [name, node] of this.found) {
      if (node.members.length > this.size) this.found.delete(name);
      else if (!(await this.isMinimal(node))) this.found.delete(name);
    }
    return [...this.found.values()];
  }

  private async isMinimal({ parts }: Node): Promise<boolean> {
    if (parts.length < 2) return true;
    for (const part of parts) {
      const rest = parts.filter((one) => one !== part);
      if ((await this.failing(rest)) === null) return false;
    }
    return true;
  }

  /** Every other change in the place of each of a set, where that was not tried on the way: what gives all as well is found. */
  private async lookBeside({ members }: Node): Promise<void> {
    for (const member of members) {
      const rest = members.filter((one) => one !== member);
      if (this.expanded.has(keyOf(rest))) continue;
      const parts = rest.map(({ part }) => part);
      const node: Node = { members: rest, parts, agreements: new Map(), score: 0, fails: null };
      node.fails = await this.failing(parts);
      if (node.fails === null || this.isSpent()) return;
      await this.expand(node);
    }
  }

  private closest(): Closest | null {
    const { best } = this;
    if (best === null) return null;
    const seen = this.sample.map((guide) => ({ guide, agreement: best.agreements.get(guide) }));
    const open = seen.find(({ agreement }) => agreement !== undefined && agreement.step !== null);
    const scenario = open?.guide.scenario ?? best.fails?.scenario;
    if (scenario === undefined) return null;
    const { agreeing = 0, total = 0, step = null } = open?.agreement ?? {};
    const given = seen.filter(({ agreement }) => agreement?.step === null).length;
    return {
      members: best.members,
      scenario,
      agreement: { agreeing, total, step },
      given,
      of: seen.length,
    };
  }
}

function isSameBug(a: Hypothesis, b: Hypothesis): boolean {
  return a === b || a.bugs.some((bug) => b.bugs.includes(bug));
}

function keyOf(members: readonly Hypothesis[]): string {
  return members
    .map(({ id }) => id)
    .toSorted()
    .join(" ");
}

/** Readings of one bug are one and the same thing to whoever mends it. */
function nameOfSet(members: readonly Hypothesis[]): string {
  return members
    .map(({ id, bugs: [bug] }) => bug?.id ?? id)
    .toSorted()
    .join(" ");
}

/** Whether a set could be looked for: something is wrong. */
export function hasWrong({ cases }: Evidence): boolean {
  return cases.some(isWrong);
}

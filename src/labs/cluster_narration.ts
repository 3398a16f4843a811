import type { Link, Outage } from "../kernel/links.ts";
import { type Cut, cutIn, cutInWords, cutsOf } from "./cuts.ts";
import { isMessage, isTimer, type LabEvent, type MessageArrival, type RunEvent } from "./events.ts";
import {
  type Episode,
  listed,
  type Narrated,
  type Narration,
  type Narrator,
  named,
  type Rows,
  spanned,
} from "./narration.ts";

/** What a lab in which nodes elect a leader says of its elections. */
export interface ElectionWords {
  /** The role of a node that leads, and that of one that wants a leader or to become it. */
  readonly leading: string;
  readonly seeking: string;
  /** `looks for a leader`, and of several `look for a leader`. */
  readonly seeks: readonly [one: string, several: string];
  /** Under what a node leads or stands, by its row: `epoch 2`. */
  reignOf(row: Rows[number]): string;
  /** What supports a candidate: `vote`, `promise`. */
  readonly support: string;
  /** Whom a message supports, and for what if not whatever it stands for; null of one that supports nobody. */
  supportIn(message: MessageArrival): Support | null;
  /** The command that an event takes up; null of another event. */
  commandIn(event: LabEvent): string | null;
}

export interface Support {
  readonly candidate: number;
  /** As {@link ElectionWords.reignOf} has it. */
  readonly reign: string | null;
}

/** The first and the last of the commands that a leader takes up, and how many. */
interface Commands {
  readonly first: string;
  readonly last: string;
  readonly count: number;
}

interface Leadership {
  readonly node: number;
  readonly from: number;
  reign: string;
  commands: Commands | null;
}

interface Election {
  readonly number: number;
  readonly from: number;
  readonly seekers: { readonly node: number; readonly tick: number }[];
  readonly winners: { readonly node: number; readonly text: string; readonly sentence: string }[];
  readonly why: string[];
}

/** Seekers that a sentence names. */
const NAMED_SEEKERS = 8;

/** The narration of a lab in which nodes elect a leader over a simulated network. */
export function clusterNarration(words: ElectionWords): Narration {
  return (scenario, first, tell) => new ClusterNarrator(words, scenario, first, tell);
}

class ClusterNarrator implements Narrator {
  private readonly words: ElectionWords;
  private readonly tell: (episode: Episode) => void;
  private readonly count: number;
  private readonly rounds: number;
  private readonly cuts: readonly Cut[];
  /** By link, sender * count + receiver: the tick in which it last delivered, -1 before, and messages lost since. */
  private readonly heard: Int32Array;
  private readonly lost: Int32Array;
  /** By receiver, likewise, of any sender. */
  private readonly heard_of_any: Int32Array;
  private readonly lost_since: Int32Array;
  /** By candidate: whoever supports it, and for what. */
  private readonly support: Map<number, string | null>[];
  private readonly timers: Int32Array;
  private rows: Rows;
  private step_index = 0;
  private elections = 0;
  private election: Election | null = null;
  private readonly leaders = new Map<number, Leadership>();
  private readonly commands = new Map<number, Commands>();
  /** Who has led last, if anybody has. */
  private latest: number | null = null;

  constructor(
    words: ElectionWords,
    scenario: Narrated,
    first: Rows,
    tell: (episode: Episode) => void,
  ) {
    this.words = words;
    this.tell = tell;
    this.count = first.length;
    this.rounds = scenario.steps;
    const faults = scenario.values as { partition?: readonly Link[]; outage?: readonly Outage[] };
    this.cuts = cutsOf(faults, this.rounds);
    this.heard = new Int32Array(this.count * this.count).fill(-1);
    this.lost = new Int32Array(this.count * this.count);
    this.heard_of_any = new Int32Array(this.count).fill(-1);
    this.lost_since = new Int32Array(this.count);
    this.support = first.map(() => new Map());
    this.timers = new Int32Array(this.count).fill(-1);
    this.rows = first;
    for (const cut of this.cuts) this.tell(this.episodeOfCut(cut));
    const isSeeking = first.some((_, node) => this.roleOf(node) === words.seeking);
    if (isSeeking) {
      const everybody = first.flatMap((_, node) => (this.isSeeking(node) ? [node] : []));
      this.begin(0, [
        `${capital(named("node", everybody))} ${this.seeks(everybody.length)} from the start.`,
      ]);
    }
  }

  event(event: RunEvent): void {
    if (isMessage(event)) this.message(event);
    else if (isTimer(event)) this.timers[event.node] = event.tick;
    else {
      const command = this.words.commandIn(event);
      if (command === null) return;
      const { first = command, count = 0 } = this.commands.get(event.node) ?? {};
      this.commands.set(event.node, { first, last: command, count: count + 1 });
    }
  }

  private message(message: MessageArrival): void {
    const { kind, tick, from, to } = message;
    const link = from * this.count + to;
    if (kind === "lost") {
      this.lost[link] = (this.lost[link] as number) + 1;
      this.lost_since[to] = (this.lost_since[to] as number) + 1;
      return;
    }
    this.heard[link] = tick;
    this.lost[link] = 0;
    this.heard_of_any[to] = tick;
    this.lost_since[to] = 0;
    const found = this.words.supportIn(message);
    if (found === null) return;
    const own = this.support[to] as Map<number, string | null>;
    if (found.candidate === to) own.set(from, found.reign);
    else own.delete(from);
  }

  step(step: number, rows: Rows): void {
    const before = this.rows;
    this.rows = rows;
    this.step_index = step + 1;
    const wasLeading = (node: number): boolean => this.roleIn(before, node) === this.words.leading;
    const wasSeeking = (node: number): boolean => this.roleIn(before, node) === this.words.seeking;
    for (let node = 0; node < this.count; node++) {
      const role = this.roleOf(node);
      const row = rows[node] as Rows[number];
      const leadership = this.leaders.get(node);
      if (leadership !== undefined) {
        if (role === this.words.leading) leadership.reign = this.words.reignOf(row);
        else this.endLeadership(leadership, step, role);
      }
      if (role === this.words.seeking && !wasSeeking(node))
        this.startSeeking(node, step, wasLeading(node));
      if (role === this.words.leading && !wasLeading(node)) this.startLeading(node, step);
    }
    for (const [node, taken] of this.commands) {
      const leadership = this.leaders.get(node);
      if (leadership === undefined) continue;
      const { first, count } = leadership.commands ?? { first: taken.first, count: 0 };
      leadership.commands = { first, last: taken.last, count: count + taken.count };
    }
    this.commands.clear();
    if (this.election !== null && !rows.some((_, node) => this.isSeeking(node))) {
      this.endElection(step + 1, null);
    }
  }

  end(): void {
    if (this.election !== null) {
      const seekers = this.rows.flatMap((_, node) => (this.isSeeking(node) ? [node] : []));
      this.endElection(
        this.step_index,
        `When the run ends, ${named("node", seekers)} still ${this.seeks(seekers.length)}.`,
      );
    }
    for (const leadership of [...this.leaders.values()]) {
      this.endLeadership(leadership, this.step_index, null);
    }
  }

  private startSeeking(node: number, step: number, hasLed: boolean): void {
    if (this.election === null) this.begin(step, this.whySeeks(node, step, hasLed));
    const election = this.election as unknown as Election;
    const isKnown = election.seekers.some((one) => one.node === node);
    if (!isKnown) election.seekers.push({ node, tick: step });
    (this.support[node] as Map<number, string | null>).clear();
  }

  private begin(from: number, why: string[]): void {
    this.election = { number: ++this.elections, from, seekers: [], winners: [], why };
  }

  /** What is known of why a node seeks: what it has heard of whom it needs, and its timer. */
  private whySeeks(node: number, step: number, hasLed: boolean): string[] {
    const timer = this.timers[node] === step ? "its election timer runs out and it" : "it";
    const seeks = `${timer} ${this.words.seeks[0]} in tick ${step}`;
    const leader = this.latest;
    if (hasLed) {
      return [
        `Node ${node}, which led, ${this.words.seeks[0]} in tick ${step}.`,
        this.heardOfAny(node),
      ];
    }
    if (leader === null || leader === node) return [`Node ${node} has no leader: ${seeks}.`];
    const link = leader * this.count + node;
    const [heard, lost] = [this.heard[link] as number, this.lost[link] as number];
    const whose = `node ${leader}, which ${this.leaders.has(leader) ? "leads" : "led last"}`;
    const since =
      heard < 0
        ? `has never got a message of ${whose}`
        : `got its last message of ${whose}, in tick ${heard}`;
    const cut = cutIn(this.cuts, step, { src: leader, dst: node });
    const why = cut === null ? "" : ` (the link is cut in ${spanned("tick", cut.from, cut.until)})`;
    const losses = lost === 0 ? "" : `; ${lost} ${lost === 1 ? "was" : "were"} lost since${why}`;
    return [`Node ${node} ${since}${losses}.`, `${capital(seeks)}.`];
  }

  /** The last message that a node got of any other, and what was lost to it after that. */
  private heardOfAny(node: number): string {
    const heard = this.heard_of_any[node] as number;
    const lost = this.lost_since[node] as number;
    const since =
      heard < 0 ? "It has never got a message" : `It got its last message in tick ${heard}`;
    return lost === 0
      ? `${since}.`
      : `${since}; ${lost} to it ${lost === 1 ? "was" : "were"} lost since then.`;
  }

  private startLeading(node: number, step: number): void {
    if (this.election === null) this.begin(step, []);
    const { support } = this.words;
    const reign = this.words.reignOf(this.rows[node] as Rows[number]);
    const supporters = [...(this.support[node] as Map<number, string | null>)]
      .flatMap(([from, what]) => (what === null || what === reign ? [from] : []))
      .sort((a, b) => a - b);
    const own = `its own ${support}`;
    const by =
      supporters.length === 0
        ? own
        : `${own} and ${supporters.length === 1 ? `the ${support}` : `the ${support}s`} of ${named("node", supporters)}`;
    (this.election as Election).winners.push({
      node,
      text: `node ${node} leads ${reign}`,
      sentence: `Node ${node} leads ${reign} from tick ${step} on, by ${by}.`,
    });
    this.leaders.set(node, { node, from: step, reign, commands: null });
    this.latest = node;
  }

  private endElection(until: number, open: string | null): void {
    const { number, from, seekers, winners, why } = this.election as Election;
    this.election = null;
    const others = seekers.filter(({ tick }) => tick > from).slice(0, NAMED_SEEKERS);
    const more = seekers.filter(({ tick }) => tick > from).length - others.length;
    const joined = others.map(({ node, tick }) => `node ${node} in tick ${tick}`);
    if (more > 0) joined.push(`${more} more`);
    const sentences = [...why];
    if (joined.length > 0) {
      sentences.push(`So ${joined.length === 1 && more === 0 ? "does" : "do"} ${listed(joined)}.`);
    }
    sentences.push(...winners.map(({ sentence }) => sentence));
    if (open !== null) sentences.push(open);
    else if (from < until - 1) {
      const left = winners.length === 0 ? ", and nobody new leads" : "";
      sentences.push(`From tick ${until - 1} on no node ${this.words.seeks[0]}${left}.`);
    }
    const won = winners.map(({ text }) => text);
    this.tell({
      kind: "election",
      from,
      until,
      nodes: [...new Set([...seekers, ...winners].map(({ node }) => node))],
      title: `Election ${number}: ${won.length === 0 ? "nobody new leads" : listed(won)}`,
      sentences,
    });
  }

  private endLeadership(
    { node, from, reign, commands }: Leadership,
    until: number,
    role: string | null,
  ): void {
    this.leaders.delete(node);
    const took =
      commands === null
        ? "takes up no command"
        : commands.count === 1
          ? `takes up the command ${commands.first}`
          : `takes up ${commands.count} commands, ${commands.first} to ${commands.last}`;
    const sentences = [`It ${took}.`];
    sentences.push(
      role === null ? "It leads until the run ends." : `In tick ${until} its role becomes ${role}.`,
    );
    this.tell({
      kind: "leadership",
      from,
      until,
      nodes: [node],
      title: `Node ${node} leads ${reign}`,
      sentences,
    });
  }

  private episodeOfCut({ from, until, links }: Cut): Episode {
    const what = cutInWords(links, this.count);
    const isWhole = from === 0 && until === this.rounds;
    return {
      kind: "cut",
      from,
      until,
      nodes: [...new Set(links.flatMap(({ src, dst }) => [src, dst]))].sort((a, b) => a - b),
      title: capital(what),
      sentences: [
        isWhole
          ? "So it is in the whole run: what is sent on such a link is lost."
          : `What arrives on such a link in ${spanned("tick", from, until)} is lost.`,
      ],
    };
  }

  private isSeeking(node: number): boolean {
    return this.roleOf(node) === this.words.seeking;
  }

  private seeks(count: number): string {
    return this.words.seeks[count === 1 ? 0 : 1];
  }

  private roleOf(node: number): string {
    return this.roleIn(this.rows, node);
  }

  /** The role is the first column of these labs' scopes. */
  private roleIn(rows: Rows, node: number): string {
    return rows[node]?.[0] as string;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scenarioOfFlags } from "../../src/labs/define.ts";
import { isMessage, isTimer } from "../../src/labs/events.ts";
import { findLab, LABS } from "../../src/labs/index.ts";
import type { Lab, Scenario } from "../../src/labs/lab.ts";
import type { Episode } from "../../src/labs/narration.ts";
import { LIMITS } from "../../src/limits.ts";
import { type Episodes, episodesOf } from "../../src/trace/episodes.ts";
import { type TraceLine, traceOf } from "../../src/trace/lines.ts";
import { anyScenario } from "../support/random.ts";

/** What the trace of a run has of what its episodes say. */
class Witness {
  readonly lines: readonly TraceLine[];

  constructor(scenario: Scenario) {
    const range = { from: 0, until: scenario.steps, stride: 1 };
    this.lines = traceOf(scenario, range, { changes: false, events: true });
  }

  role(node: number, step: number): unknown {
    return this.lines[step]?.rows[node]?.[0];
  }

  /** The tick of the last message that came from one node, or from any, to another by the end of a step. */
  heard(from: number | null, to: number, step: number): number {
    return this.messages("delivered", from, to, 0, step).at(-1)?.tick ?? -1;
  }

  lost(from: number | null, to: number, since: number, step: number): number {
    return this.messages("lost", from, to, since + 1, step).length;
  }

  private messages(kind: string, from: number | null, to: number, first: number, last: number) {
    return this.lines
      .slice(Math.max(0, first), last + 1)
      .flatMap(({ events }) => events ?? [])
      .filter(isMessage)
      .filter((one) => one.kind === kind && one.to === to && (from === null || one.from === from));
  }

  hasTimer(node: number, step: number): boolean {
    const events = this.lines[step]?.events ?? [];
    return events.some((event) => isTimer(event) && event.node === node);
  }

  commands(node: number, from: number, until: number): unknown[] {
    return this.lines
      .slice(from, until)
      .flatMap(({ events }) => events ?? [])
      .filter((event) => event.kind === "injected" && (event as { node: number }).node === node)
      .map((event) => {
        const { payload, value } = event as { payload?: unknown; value?: unknown };
        return payload ?? value;
      });
  }
}

const ROLES: Readonly<Record<string, { leading: string; seeking: string }>> = {
  zab: { leading: "Leading", seeking: "Looking" },
  raft: { leading: "Leader", seeking: "Candidate" },
  paxos: { leading: "Leader", seeking: "Candidate" },
};
const CLUSTERS = LABS.filter(({ id }) => ROLES[id] !== undefined);

const ids = (text: string): number[] => (text.match(/\d+/g) ?? []).map(Number);

function checkElection(lab: Lab, { from, until, title, sentences }: Episode, seen: Witness): void {
  const { leading, seeking } = ROLES[lab.id] as { leading: string; seeking: string };
  const count = seen.lines[0]?.rows.length ?? 0;
  const isOver = !sentences.some((sentence) => sentence.startsWith("When the run ends"));
  for (let step = from; step < until; step++) {
    const seeks = Array.from({ length: count }, (_, node) => node).filter(
      (node) => seen.role(node, step) === seeking,
    );
    if (step < until - 1) expect(seeks.length, `${title}, tick ${step}`).toBeGreaterThan(0);
    else if (isOver) expect(seeks).toEqual([]);
  }
  let winners = 0;
  for (const sentence of sentences) {
    const won = sentence.match(/^Node (\d+) leads (.+) from tick (\d+) on, by its own \w+(.*)\.$/);
    if (won !== null) {
      winners++;
      const [, node, reign, tick, supporters = ""] = won;
      expect(title).toContain(`node ${node} leads ${reign}`);
      expect(seen.role(Number(node), Number(tick))).toBe(leading);
      expect(seen.role(Number(node), Number(tick) - 1)).not.toBe(leading);
      const others = ids(supporters);
      expect(new Set(others).size).toBe(others.length);
      expect(others).not.toContain(Number(node));
      expect(others.length + 1, sentence).toBeGreaterThanOrEqual(Math.floor(count / 2) + 1);
    }
    const heard = sentence.match(
      /^Node (\d+) (?:got its last|has never got a) message of node (\d+), which (leads|led last)(?:, in tick (\d+))?(?:; (\d+) (?:was|were) lost since(?: \(the link is cut in ticks? (\d+)(?: to (\d+))?\))?)?\.$/,
    );
    if (heard !== null) {
      const [, node, leader, leads, tick = "-1", lost = "0", cut] = heard;
      expect(seen.heard(Number(leader), Number(node), from), sentence).toBe(Number(tick));
      const [l, n] = [Number(leader), Number(node)];
      // Those of the very tick in which the last one came may be lost before it or after.
      const least = seen.lost(l, n, Number(tick), from);
      expect(Number(lost)).toBeGreaterThanOrEqual(least);
      expect(seen.role(l, from) === leading, sentence).toBe(leads === "leads");
      if (cut !== undefined) expect(Number(cut)).toBeLessThanOrEqual(from);
    }
    const timer = sentence.match(/[Ii]ts election timer runs out and it .* in tick (\d+)\.$/);
    if (timer !== null) expect(seen.hasTimer(seekerOf(sentences), Number(timer[1]))).toBe(true);
  }
  expect(winners > 0).toBe(/ leads /.test(title));
}

/** The node that the first sentence is about. */
function seekerOf([first = ""]: readonly string[]): number {
  return Number(first.match(/^Node (\d+)/)?.[1]);
}

function checkLeadership(
  { from, until, nodes, title, sentences }: Episode,
  lab: Lab,
  seen: Witness,
) {
  const { leading } = ROLES[lab.id] as { leading: string };
  const [node = -1] = nodes;
  for (let step = from; step < until; step++) expect(seen.role(node, step)).toBe(leading);
  const commands = seen.commands(node, from, until);
  const told = sentences[0] ?? "";
  if (commands.length === 0) expect(told).toBe("It takes up no command.");
  else {
    expect(told).toContain(String(commands[0]));
    expect(told).toContain(String(commands.at(-1)));
    if (commands.length > 1) expect(told).toContain(`${commands.length} commands`);
  }
  const end = sentences[1]?.match(/^In tick (\d+) its role becomes (\w+)\.$/);
  if (end) expect(seen.role(node, Number(end[1]))).toBe(end[2]);
  else expect(until).toBe(seen.lines.length);
  expect(title).toMatch(/^Node \d+ leads /);
}

const byKind = ({ listed }: Episodes, kind: string) =>
  listed.filter((episode) => episode.kind === kind);

describe.each(CLUSTERS)("the episodes of $id", (lab) => {
  test("say nothing that the trace does not bear out", () => {
    let elections = 0;
    fc.assert(
      fc.property(anyScenario(lab), (scenario) => {
        const episodes = episodesOf(scenario);
        const seen = new Witness(scenario);
        for (const episode of byKind(episodes, "election")) checkElection(lab, episode, seen);
        const leaderships = byKind(episodes, "leadership");
        for (const episode of leaderships) checkLeadership(episode, lab, seen);
        elections += byKind(episodes, "election").length;
        // Each time that a node comes to lead is one of them.
        const { leading } = ROLES[lab.id] as { leading: string };
        const begun = seen.lines.flatMap(({ rows, step }) =>
          rows.flatMap((row, node) =>
            row[0] === leading && seen.role(node, step - 1) !== leading ? [`${step} ${node}`] : [],
          ),
        );
        if (episodes.total <= LIMITS.listed_episodes) {
          expect(leaderships.map(({ from, nodes }) => `${from} ${nodes[0]}`).sort()).toEqual(
            begun.sort(),
          );
        }
      }),
      { numRuns: 60 },
    );
    expect(elections).toBeGreaterThan(30);
  });
});

test("the episodes of kv are of all operations, and of every one whether it was committed", () => {
  const lab = findLab("kv");
  fc.assert(
    fc.property(anyScenario(lab), (scenario) => {
      const episodes = byKind(episodesOf(scenario), "operations");
      const range = { from: 0, until: scenario.steps, stride: 1 };
      const lines = traceOf(scenario, range, { changes: false, events: true });
      let next = 0;
      for (const { from, until, title, sentences } of episodes) {
        expect(from).toBe(next);
        next = until;
        for (const { events } of lines.slice(from, until)) {
          const [event] = (events ?? []) as unknown as { committed: boolean }[];
          expect(event?.committed).toBe(!title.endsWith("not committed"));
        }
        const leader = lines[until - 1]?.rows[0];
        expect(sentences.at(-1)).toContain(
          `has ${leader?.[1]} entries in its log and has applied ${leader?.[2]}.`,
        );
      }
      expect(next).toBe(scenario.steps);
    }),
    { numRuns: 60 },
  );
});

test("why there was an election: a leader that is cut off", () => {
  const links = [0, 1, 2, 3].flatMap((id) => [`700,1500,4,${id}`, `700,1500,${id},4`]);
  const flags = `--seed 1 --nodes 5 --rounds 3000 --proposals 12 --outage ${links.join()}`;
  const { listed } = episodesOf(scenarioOfFlags(findLab("zab"), flags));
  expect(listed.map(({ from, until, title }) => `${from}-${until} ${title}`)).toEqual([
    "0-3 Election 1: node 4 leads epoch 1",
    "2-1181 Node 4 leads epoch 1",
    "700-1500 Node 4 is cut off from all others",
    "859-933 Election 2: node 3 leads epoch 2",
    "931-3000 Node 3 leads epoch 2",
    "1181-1534 Election 3: nobody new leads",
  ]);
  expect(listed[3]?.sentences).toEqual([
    "Node 2 got its last message of node 4, which leads, in tick 697; 4 were lost since (the link is cut in ticks 700 to 1499).",
    "Its election timer runs out and it looks for a leader in tick 859.",
    "So do node 3 in tick 910 and node 0 in tick 927.",
    "Node 3 leads epoch 2 from tick 931 on, by its own vote and the votes of nodes 0 and 2.",
    "From tick 932 on no node looks for a leader.",
  ]);
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EventComparator, type EventDifference } from "../../src/events/event_comparator.ts";
import { listedEvents } from "../../src/events/events_of_run.ts";
import { listedScenarios, scenarioOfSuite } from "../../src/labs/define.ts";
import { LABS } from "../../src/labs/index.ts";
import type { Lab, RunOptions, Scenario } from "../../src/labs/lab.ts";
import { SpecificationRules } from "../support/specification_rules.ts";

/**
 * Whether the first event that is wrong came about by the rule that a known bug breaks: in the section that the specification marks with
 * it, or in one that uses what it marks. In the shortest listed scenario in which the bug's first reading shows in an event. Of the
 * others it is said what comes first, and why.
 */

/** No listed scenario shows the bug in an event. */
const NOTHING = "nothing";
type Elsewhere = Readonly<Record<string, readonly [first: string, why: string]>>;

const TIMER = "a deadline that is set wrongly shows when the timer runs out, or does not";
const COMMIT =
  "it changes last_committed or commit_index alone, which no message of a listed scenario tells";

const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
  zab: {
    "vote-lower-id": [
      "different sent LookForLeader by on_tick",
      "a handler changes the vote, which the node broadcasts in its tick",
    ],
    "ahead-follows": [
      "missing sent LookForLeader by on_tick",
      "the handler sends nothing either way: an election that was not begun shows in the tick",
    ],
    "ahead-ignored": [
      "additional sent Vote by LookForLeader",
      "the leader goes on leading, and answers the next who looks for one",
    ],
    "leader-not-self-accepting": [
      "different sent RejectEpoch by NewEpoch",
      "accepted_epoch shows when another leader's epoch is judged by it",
    ],
    "counter-not-reset": [
      "different sent Propose by Cluster loop",
      "next_counter shows in the first proposal",
    ],
    "propose-no-try-commit": [NOTHING, "it shows in a cluster of one alone, which sends nothing"],
    "follower-ignores-commit": [NOTHING, COMMIT],
    "heartbeat-no-commit": [NOTHING, COMMIT],
    "heartbeat-no-reset": ["additional timer election by on_tick", TIMER],
  },
  kv: {
    "commit-late": [NOTHING, "which entry is committed is no event"],
    "no-commit-count": [NOTHING, "it is of the snapshot"],
    "heal-forgotten": [NOTHING, "what heal does to a replica is no event"],
    "heal-live-log": [NOTHING, "what heal does to a replica is no event"],
    "replay-keeps-state": [NOTHING, "what a replay does to a replica is no event"],
  },
  raft: {
    "vote-cleared-on-append": [
      "different sent RequestVoteReply by RequestVote",
      "voted_for shows in the next vote",
    ],
    "denied-vote-resets": ["missing timer election by on_tick", TIMER],
    "append-no-reset": ["additional timer election by on_tick", TIMER],
    "step-down-no-reset": ["additional timer election by on_tick", TIMER],
    "step-down-keeps-role": [
      "additional timer heartbeat by on_tick",
      "a role shows in what the node does in its tick",
    ],
    "candidate-ignores-append": [
      NOTHING,
      "the listed scenarios show it in states, of which no message tells",
    ],
    "propose-no-advance": [NOTHING, COMMIT],
    "heartbeat-no-commit": [
      "different sent AppendEntries by RequestVoteReply",
      "a follower's commit_index is in messages only when it leads",
    ],
    "next-index-plus-one": [
      "different sent AppendEntries by Cluster loop",
      "next_index shows in what is sent next",
    ],
    "match-from-length": [
      "different sent AppendEntries by Cluster loop",
      "match_index and next_index show in what is sent next",
    ],
    "match-not-max": [
      "different sent AppendEntries by Cluster loop",
      "match_index and next_index show in what is sent next",
    ],
    "votes-from-old-terms": [NOTHING, "no listed scenario shows it at all"],
    "commit-beyond-last-new": [NOTHING, "no listed scenario shows it at all"],
    "commit-unclamped": [NOTHING, "no listed scenario shows it at all"],
  },
  paxos: {
    "candidate-not-promising": [
      "different sent Nack by Prepare",
      "promised shows when another ballot is judged by it",
    ],
    "promise-not-recorded": [
      "missing sent Nack by Heartbeat",
      "promised shows when another ballot is judged by it",
    ],
    "leader-not-accepting": [
      "different sent Promise by Prepare",
      "accepts show in the next promise",
    ],
    "votes-kept": [
      "additional decided by Accepted",
      "acceptors that were kept show when one more is counted",
    ],
    "learn-on-accept": [
      "missing sent CatchUp by Heartbeat",
      "learned shows in what a node asks for",
    ],
    "decided-appended": [
      "missing sent CatchUp by Heartbeat",
      "learned shows in what a node asks for",
    ],
    "decided-resets-timer": ["additional timer election by on_tick", TIMER],
    "heartbeat-no-reset": ["additional timer election by on_tick", TIMER],
    "heartbeat-lower-resets": ["missing timer election by on_tick", TIMER],
    "nack-ballot-ignored": [
      "different campaigned by on_tick",
      "promised shows in the round of the next ballot",
    ],
    "prepare-no-reset": ["additional timer election by on_tick", TIMER],
    "promises-of-other-ballots": [NOTHING, "no listed scenario shows it at all"],
    "accepted-of-other-ballots": [NOTHING, "no listed scenario shows it at all"],
    "decided-overwrites": [NOTHING, "no listed scenario shows it at all"],
  },
};

const listingOf = (scenario: Scenario, options: RunOptions = {}): string =>
  [...listedEvents(scenario, { from: 0, until: scenario.steps }, { options })].join("");

/** The first wrong event of a bug in the shortest scenario that shows one; null where none does. */
async function firstWrong(
  scenarios: readonly Scenario[],
  rightOf: (scenario: Scenario) => string,
  bug: string,
): Promise<EventDifference | null> {
  for (const scenario of scenarios) {
    const listing = listingOf(scenario, { bugs: [{ bug, variant: 0 }] });
    if (listing === rightOf(scenario)) continue;
    const comparator = new EventComparator(scenario, { from: 0, until: scenario.steps });
    try {
      await comparator.push(new TextEncoder().encode(listing));
      return (await comparator.finish()).difference;
    } finally {
      comparator.end();
    }
  }
  return null;
}

function inWords(first: EventDifference | null): string {
  if (first === null) return NOTHING;
  const { kind, expected, actual, cause } = first;
  const event = (kind === "missing" || kind === "different" ? expected : actual) ?? {};
  const section = /"(.*?)(\{.*)?"$/.exec(cause.section)?.[1];
  const what = [event["kind"], event["type"] ?? event["timer"]].filter((one) => one !== undefined);
  return `${kind} ${what.join(" ")} by ${section}`;
}

const protocolBugs = ({ bugs }: Lab) => bugs.filter(({ kind }) => kind === "protocol");
const document = readFileSync(join(import.meta.dirname, "../../docs/events.md"), "utf8");

describe.each(LABS)("the first wrong event of a known bug of $id", (lab) => {
  const elsewhere = ELSEWHERE[lab.id] ?? {};

  test("came about by the rule that it breaks, but for those of which it is said what comes first", async () => {
    const rules = new SpecificationRules(lab.id);
    const scenarios = listedScenarios(lab)
      .map((one) => scenarioOfSuite(lab, one))
      .toSorted((a, b) => a.steps - b.steps);
    const known = new Map<Scenario, string>();
    const rightOf = (scenario: Scenario): string => {
      const listing = known.get(scenario) ?? listingOf(scenario);
      known.set(scenario, listing);
      return listing;
    };
    const others: Record<string, string> = {};
    for (const { id } of protocolBugs(lab)) {
      const first = await firstWrong(scenarios, rightOf, id);
      const isThere = first !== null && rules.isBrokenIn(id, first.cause.section);
      if (!isThere) others[id] = inWords(first);
    }
    expect(others).toEqual(
      Object.fromEntries(Object.entries(elsewhere).map(([id, [first]]) => [id, first])),
    );
  });

  test("is there for as many as the document says", () => {
    const of = protocolBugs(lab).length;
    const there = of - Object.keys(elsewhere).length;
    const nothing = Object.values(elsewhere).filter(([first]) => first === NOTHING).length;
    expect(document).toContain(
      `| ${lab.id} | ${there} of ${of} | ${of - there - nothing} | ${nothing} |`,
    );
  });
});

test("the document has the total", () => {
  const of = LABS.reduce((sum, lab) => sum + protocolBugs(lab).length, 0);
  const others = Object.values(ELSEWHERE).flatMap((one) => Object.keys(one)).length;
  expect(document).toContain(`${of - others} of the ${of} known bugs of protocol`);
});

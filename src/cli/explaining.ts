import type { Observation } from "../explain/observations.ts";
import { listedScenarios, scenarioOfSuite } from "../labs/define.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { contractOf } from "../report/contract.ts";
import type { ExplainAnswer, ExplainReport, FirstEvent } from "../report/explain_schema.ts";
import { plural } from "../report/plural.ts";
import { SCHEMA_VERSION } from "../report/schema.ts";
import { versionsOf } from "../version.ts";
import { contractChecks } from "./contract_checks.ts";
import { commandOf, type Examination, examine } from "./examine.ts";
import type { ExplainOracle } from "./explain_oracle.ts";
import type { Interruption } from "./interruption.ts";
import { ProgramObserver } from "./program_observer.ts";
import { shrunkScenario } from "./shrink.ts";
import { UsageError } from "./usage.ts";

/** Questions of one explanation: each brings something new, and the first few most of it. */
const MOST_QUESTIONS = 12;

export interface Means {
  readonly lab: Lab;
  readonly examination: Examination;
  readonly oracle: ExplainOracle;
  readonly jobs: number;
  readonly seconds: number;
  readonly interruption: Interruption;
  /** The first wrong event in a scenario, of a program that offers events: null of any other, and where none is wrong. */
  readonly firstEvent?: (scenario: Scenario) => Promise<FirstEvent | null>;
}

/** What is known of a program that could not be asked. */
const NOTHING = { smallest: null, first_event: null, answer: null };

/** One explanation, from the contract to the page. */
export class Explaining {
  private readonly means: Means;
  private deadline = Number.POSITIVE_INFINITY;
  private smallest: ExplainReport["smallest"] = null;

  constructor(means: Means) {
    this.means = means;
  }

  async run(): Promise<ExplainReport> {
    const { lab, examination, interruption } = this.means;
    const { program, timeoutMilliseconds } = examination;
    say(`holds the program to the contract of ${lab.program}`);
    const checks = await contractChecks(program, contractScenario(lab), timeoutMilliseconds);
    const contract = contractOf({ program, lab: lab.id, versions: await versionsOf(lab) }, checks);
    const hash = checks.find(({ id }) => id === "hash");
    const lacks = checks.flatMap(({ id, outcome }) => {
      const isRefused = outcome === "absent" || (id === "dump" && outcome === "trouble");
      return isRefused ? [`--${id}`] : [];
    });
    const facts = {
      schema_version: SCHEMA_VERSION,
      program,
      contract: {
        kept: contract.totals.kept,
        broken: checks
          .filter(({ outcome }) => outcome === "broken")
          .map(({ id, message, command }) => ({ id, message: message ?? "", command })),
      },
      lacks,
    } as const;
    if (hash?.outcome !== "kept") {
      const isTrouble = hash?.outcome === "trouble" && !interruption.isOver;
      const trouble = isTrouble ? [{ command: hash.command, message: hash.message ?? "" }] : [];
      return { ...facts, is_ended: interruption.isOver, trouble, ...NOTHING };
    }
    const isOver = (): boolean => interruption.isOver;
    const lacksDigests = lacks.includes("--digests");
    const observer = new ProgramObserver(program, timeoutMilliseconds, lacksDigests, isOver);
    const answer = await this.converse(observer);
    const is_ended = interruption.isOver || performance.now() > this.deadline;
    const first_event = await this.firstEvent(answer);
    const { trouble } = observer;
    return { ...facts, is_ended, trouble, smallest: this.smallest, first_event, answer };
  }

  private async firstEvent({ first_wrong: first }: ExplainAnswer): Promise<FirstEvent | null> {
    const { lab, firstEvent, interruption } = this.means;
    if (first === null || firstEvent === undefined || interruption.isOver) return null;
    return firstEvent(lab.scenario(new Map(Object.entries(first.query))));
  }

  /** Asks the oracle what to look at, looks, and asks again, until there is nothing more to ask. */
  private async converse(observer: ProgramObserver): Promise<ExplainAnswer> {
    const { lab, oracle, interruption, jobs } = this.means;
    const isOver = (): boolean => interruption.isOver || performance.now() > this.deadline;
    let answer = await oracle.ask(lab, [], isOver);
    for (let i = 0; i < MOST_QUESTIONS; i++) {
      const { next } = answer;
      if (next === null || isOver()) break;
      const scenarios = next.scenarios.map(({ query }) =>
        lab.scenario(new Map(Object.entries(query))),
      );
      say(`runs the program: ${next.why}`);
      const before = observer.observations.length;
      await observer.observe(scenarios, jobs);
      const hasShown = next.ask === "listings" && observer.showListings(scenarios);
      if (observer.observations.length === before && !hasShown) break;
      if (this.deadline === Number.POSITIVE_INFINITY) {
        this.deadline = performance.now() + 1000 * this.means.seconds;
        await this.shrink(observer);
      }
      say(`looks for what gives all of it: ${plural(observer.observations.length, "scenario")}`);
      answer = await oracle.ask(lab, observer.observations, isOver);
    }
    return answer;
  }

  /** Makes the smallest wrong scenario of the suites smaller, and sees all of it. */
  private async shrink(observer: ProgramObserver): Promise<void> {
    const { lab, examination, interruption, seconds } = this.means;
    const [scenario] = observer.observations
      .filter(isWrongBySuite)
      .map((one) => one.scenario)
      .toSorted((a, b) => a.steps - b.steps);
    if (scenario === undefined) return;
    say("makes the smallest wrong scenario smaller");
    const end = performance.now() + (1000 * seconds) / 4;
    // A run without a step has no first wrong one.
    const mayTry = ({ steps }: Scenario): boolean =>
      steps > 0 && !interruption.isOver && performance.now() < end;
    const original = { name: lab.id, scenario };
    const failed = await examine(examination, original);
    const found =
      failed.outcome === "failed"
        ? await shrunkScenario(examination, original, failed, mayTry)
        : original;
    const command = commandOf(examination.program, found.scenario);
    const from = commandOf(examination.program, scenario);
    this.smallest = { command, shrunk_from: command === from ? null : from };
    await observer.observe([found.scenario], 1);
    observer.showListings([found.scenario]);
  }
}

/** Whether what was seen is not what the suite's table has. */
function isWrongBySuite({ scenario: { listed }, sha256, digests_sha256 }: Observation): boolean {
  if (listed === null) return false;
  const isOther = (own: string | null, right: string): boolean => own !== null && own !== right;
  return isOther(sha256, listed.sha256) || isOther(digests_sha256, listed.digests_sha256);
}

/** The scenario on which the contract is held: the lab's first that has a step. */
function contractScenario(lab: Lab): Scenario {
  const all = listedScenarios(lab).map((one) => scenarioOfSuite(lab, one));
  const found = all.find(({ steps }) => steps > 0);
  if (found === undefined) throw new UsageError(`${lab.id} has no suite to explain a program by`);
  return found;
}

/** What is being done, on standard error. */
function say(what: string): void {
  process.stderr.write(`assay explain: ${what}\n`);
}

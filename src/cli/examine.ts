import { Problem } from "../errors.ts";
import type { Lab, Scenario } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Case, ListingCheck, Trouble } from "../report/exam.ts";
import type { Report } from "../report/schema.ts";
import { isListingFailure } from "../report/summary.ts";
import { type Versions, versionsOf } from "../version.ts";
import type { SuiteCase } from "./cases.ts";
import type { Listings } from "./listings.ts";
import { progress } from "./output.ts";
import { type PrintedHash, readPrintedHash } from "./printed_hash.ts";
import { runProgram } from "./program.ts";
import { OracleError } from "./usage.ts";
import type { Judge } from "./verdict_oracle.ts";

/** How a program is run and judged. */
export interface Examination {
  readonly program: string;
  readonly judge: Judge;
  readonly timeoutMilliseconds: number;
  /** Compares listings as well, of cases whose dump is right; absent where that is not wanted. */
  readonly listings?: Listings;
}

type Answer =
  | {
      readonly report: Report;
      readonly note: string | null;
      readonly dump: Uint8Array | null;
      readonly listing?: ListingCheck;
    }
  | { readonly trouble: Trouble };

/** A case, and the dump that it is about, if the program wrote one. */
interface Examined {
  readonly result: Case;
  readonly dump: Uint8Array | null;
}

/**
 * Examines a program on one scenario. It is asked for the hash first, as the contract's default has
 * it; only where that is wrong for the dump, so that the report can say the place.
 */
export async function examine(exam: Examination, one: SuiteCase): Promise<Case> {
  return (await examineWithDump(exam, one)).result;
}

async function examineWithDump(
  exam: Examination,
  { name, scenario }: SuiteCase,
): Promise<Examined> {
  const start = performance.now();
  const answer = await ask(exam, scenario);
  const seconds = (performance.now() - start) / 1000;
  const command = commandOf(exam.program, scenario);
  if ("trouble" in answer) {
    const { trouble } = answer;
    const rest = { report: null, trouble, note: null, seconds };
    return { result: { name, outcome: "trouble", command, ...rest }, dump: null };
  }
  const { note, dump, listing } = answer;
  const report = ofProgram(answer.report, `${command} --dump > dump.bin`);
  const isRight = report.verdict === "match" && listing?.verdict !== "mismatch";
  const outcome = isRight ? "passed" : "failed";
  const rest = { trouble: null, note, seconds, ...(listing && { listing }) };
  return { result: { name, outcome, command, report, ...rest }, dump };
}

/** A case that failed, judged to the end. */
export async function withDiagnosis(
  { judge, listings }: Examination,
  { scenario }: SuiteCase,
  { result, dump }: Examined,
): Promise<Case> {
  const { report } = result;
  if (report === null || isListingFailure(result)) return result;
  const judged =
    dump === null
      ? await judge.onHash(scenario, report.actual.sha256, "bugs")
      : await judge.onDump(scenario, dump, "bugs");
  // Every state of a wrong run says more of the program than its end.
  const { check = null } = (await listings?.compare(scenario)) ?? {};
  const listing = check === null ? {} : { listing: check };
  return { ...result, ...listing, report: ofProgram(judged, report.reproduce.program) };
}

/** Examines a program on one scenario, and diagnoses a failure. */
export async function examineAndDiagnose(exam: Examination, one: SuiteCase): Promise<Case> {
  const examined = await examineWithDump(exam, one);
  return examined.result.outcome === "failed"
    ? withDiagnosis(exam, one, examined)
    : examined.result;
}

/** The report with the program's own command line in place of the one that the contract has. */
export function ofProgram(report: Report, program: string): Report {
  return { ...report, reproduce: { ...report.reproduce, program } };
}

/** The command line of the program: its own words in place of the lab's name for it. */
export function commandOf(program: string, scenario: Scenario): string {
  return `${program} ${scenario.flags}`;
}

async function ask(exam: Examination, scenario: Scenario): Promise<Answer> {
  const { program, judge, timeoutMilliseconds } = exam;
  const { flags } = scenario;
  const printed = await runProgram(program, flags, timeoutMilliseconds);
  if (printed.kind === "trouble") return printed;
  try {
    const read = await readPrintedHash(scenario, printed.stdout);
    if (read.kind === "bad-output") {
      const message = await misprinted(judge, scenario, read);
      return { trouble: badOutput(message, printed.stderr) };
    }
    const hash = read.sha256;
    const byHash = await judge.onHash(scenario, hash, "place");
    if (byHash.verdict === "match") {
      const compared = await exam.listings?.compare(scenario);
      const { note = null, check = null } = compared ?? {};
      return { report: byHash, note, dump: null, ...(check && { listing: check }) };
    }

    const dumped = await runProgram(program, `${flags} --dump`, timeoutMilliseconds);
    if (dumped.kind === "trouble") {
      const note = `the place is unknown: asked for --dump, ${dumped.trouble.message}`;
      return { report: byHash, note, dump: null };
    }
    const report = await judge.onDump(scenario, dumped.stdout, "place");
    if (report.actual.sha256 === hash) return { report, note: null, dump: dumped.stdout };
    return {
      trouble: badOutput(
        `the program printed the hash ${hash}, but its --dump has ${report.actual.sha256}: a hash of something else, or a program that is not deterministic`,
        dumped.stderr,
      ),
    };
  } catch (error) {
    if (!(error instanceof OracleError || error instanceof Problem)) throw error;
    const { message } = error;
    return {
      trouble: { kind: "oracle", message: `the oracle gave no report: ${message}`, stderr: "" },
    };
  }
}

/** What is wrong with what was printed for a hash, and whether the hash in it is right all the same. */
async function misprinted(
  judge: Judge,
  scenario: Scenario,
  { message, meant }: Exclude<PrintedHash, { kind: "hash" }>,
): Promise<string> {
  if (meant === null) return message;
  const { verdict } = await judge.onHash(scenario, meant.sha256, "place");
  const what = meant.as === "dump" ? "the dump" : "the hash itself";
  return `${message}; ${what} is ${verdict === "match" ? "right" : "wrong"}`;
}

function badOutput(message: string, stderr: string): Trouble {
  return { kind: "bad-output", message, stderr };
}

/** What the cases were judged with: an oracle over HTTP may be of another version than this one. */
export async function versionsBehind(cases: readonly Case[], lab: Lab): Promise<Versions> {
  const judged = cases.find(({ report }) => report !== null);
  return judged?.report?.versions ?? versionsOf(lab);
}

/**
 * Examines a program on every case, `jobs` at a time, with a progress line on a terminal. The first cases that fail,
 * in the order of the cases, are diagnosed; their dumps are kept for that, and no others. After a case that
 * `isLast` no other is begun: those are left out of the results.
 */
export async function examineAll(
  exam: Examination,
  cases: readonly SuiteCase[],
  jobs: number,
  isLast: (one: Case) => boolean = () => false,
): Promise<Case[]> {
  let done = 0;
  let isOver = false;
  const failed = new Map<number, Examined>();
  const results = await inParallel(cases, jobs, async (one, index): Promise<Case | null> => {
    if (isOver) return null;
    const examined = await examineWithDump(exam, one);
    progress(++done, cases.length);
    const earlier = [...failed.keys()].filter((other) => other < index).length;
    if (examined.result.outcome === "failed" && earlier < LIMITS.diagnosed_cases) {
      failed.set(index, examined);
    }
    if (isLast(examined.result)) isOver = true;
    return examined.result;
  });
  if (isOver) progress(cases.length, cases.length);
  const first = [...failed].toSorted(([a], [b]) => a - b).slice(0, LIMITS.diagnosed_cases);
  for (const [index, examined] of first) {
    results[index] = await withDiagnosis(exam, cases[index] as SuiteCase, examined);
  }
  return results.filter((one) => one !== null).map(withoutDiagnosis);
}

/** Says of a failure that it was not judged to the end: the runbook alone, which it then shows, knows less. */
function withoutDiagnosis(one: Case): Case {
  if (isListingFailure(one)) return one;
  if (one.outcome !== "failed" || one.report === null || one.report.diagnosis !== null) return one;
  const said = `neither aligned nor diagnosed: the first ${LIMITS.diagnosed_cases} failures are`;
  return { ...one, note: one.note === null ? said : `${one.note}; ${said}` };
}

/**
 * Which optional flags the program refuses, as far as one short run tells: --digests of the shortest scenario to which
 * it gave an answer.
 */
export async function lackedFlags(
  { program, timeoutMilliseconds, listings }: Examination,
  selected: readonly SuiteCase[],
  cases: readonly Case[],
): Promise<string[]> {
  const known = listings?.isRefused ?? null;
  if (known !== null) return known ? ["--digests"] : [];
  const answered = new Set(cases.flatMap(({ name, report }) => (report === null ? [] : [name])));
  const [shortest] = selected
    .filter(({ name, scenario }) => answered.has(name) && scenario.steps <= LIMITS.digest_lines)
    .map(({ scenario }) => scenario)
    .toSorted((a, b) => a.steps - b.steps);
  if (shortest === undefined) return [];
  const flags = `${shortest.flags} --digests`;
  const result = await runProgram(program, flags, timeoutMilliseconds);
  return result.kind === "trouble" && result.trouble.kind === "refused" ? ["--digests"] : [];
}

/** Calls `work` on every item, `jobs` at a time; results in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, items.length) }, worker));
  return results;
}

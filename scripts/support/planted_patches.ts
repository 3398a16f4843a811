import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../../src/cli/local_oracle.ts";
import type { Lab } from "../../src/labs/lab.ts";

/** Where the plants are: `<lab>/<port>/<name>.patch`. */
export const PLANTED = join(ROOT, "conformance/planted");

/** A bug that a person has put into a port by hand. */
export interface Plant {
  /** `zab/go/timer-modulo-151`: its file, and so what it is called. */
  readonly id: string;
  readonly lab: string;
  readonly port: string;
  /** What the changed program does, in one sentence. */
  readonly title: string;
  /**
   * What it gets wrong, each by its name: a procedure, message or section of the specification, a field of the dump, a
   * parameter, or, where a single change of it would be the same thing, a function or constant of our simulation.
   */
  readonly rules: readonly string[];
  /** The known bugs, by their ids, whose description says the very same; mostly none. */
  readonly is: readonly string[];
  /** The flags of a scenario that shows it, where random ones hardly do; null else. */
  readonly shown_by: string | null;
  /** The unified diff, with paths below the port's folder. */
  readonly diff: string;
}

const HEADERS = ["Title", "Rule", "Is", "Shown by"] as const;
type Header = (typeof HEADERS)[number];

/** Every plant, by its id. Throws an Error that names a file and what is wrong with it. */
export function readPlants(folder: string = PLANTED): Plant[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".patch"))
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .map((file) => plantOf(file, readFileSync(join(folder, file), "utf8")));
}

/** The plant of a file at a path below the folder of all. */
export function plantOf(path: string, text: string): Plant {
  const wrong = (what: string): Error => new Error(`${path}: ${what}`);
  const [, lab, port, name] = /^([a-z]+)\/([a-z]+)\/([a-z0-9-]+)\.patch$/.exec(path) ?? [];
  if (lab === undefined || port === undefined || name === undefined) {
    throw wrong("expected <lab>/<port>/<name>.patch");
  }
  const [head = "", diff = ""] = text.split(/\n\n(?=--- )/, 2);
  if (diff === "") throw wrong("expected headers, an empty line and a unified diff");
  const headers = headersOf(head, wrong);
  const title = headers.get("Title") ?? "";
  if (!/^[a-zA-Z].*\.$/.test(title)) throw wrong("expected Title: and a sentence");
  const rules = listOf(headers.get("Rule"));
  if (rules.length === 0) throw wrong("expected Rule: and the names of what it gets wrong");
  return {
    id: `${lab}/${port}/${name}`,
    lab,
    port,
    title,
    rules,
    is: listOf(headers.get("Is")),
    shown_by: headers.get("Shown by") ?? null,
    diff,
  };
}

function headersOf(head: string, wrong: (what: string) => Error): Map<Header, string> {
  const headers = new Map<Header, string>();
  for (const line of head.split("\n")) {
    const [, name, value = ""] = /^([A-Z][a-z ]*): (.+)$/.exec(line) ?? [];
    const header = HEADERS.find((one) => one === name);
    if (header === undefined) {
      throw wrong(`${JSON.stringify(line)} is none of the headers ${HEADERS.join(", ")}`);
    }
    if (headers.has(header)) throw wrong(`${header} stands twice`);
    headers.set(header, value);
  }
  return headers;
}

function listOf(value: string | undefined): string[] {
  return value === undefined ? [] : value.split(", ");
}

/** The files that a patch changes, below the port's folder. */
export function filesOf({ diff }: Plant): string[] {
  return [...diff.matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, file]) => file as string);
}

/** The plants of a lab. */
export function plantsIn({ id }: Lab, plants: readonly Plant[]): readonly Plant[] {
  return plants.filter(({ lab }) => lab === id);
}

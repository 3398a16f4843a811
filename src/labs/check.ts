import type { Bug } from "./bug.ts";
import { type EventKind, SHARED_EVENT_KINDS } from "./events.ts";
import type { Lab, Scope } from "./lab.ts";
import type { Declaration } from "./parameter_types.ts";
import { CONTRACT_FLAGS, RESERVED_PARAMETERS } from "./reserved.ts";
import { NOT_SEARCHED, type Suite } from "./suite.ts";

/** What a lab's declarations must agree on with each other. */
type Declared = Pick<
  Lab,
  | "id"
  | "title"
  | "summary"
  | "specification"
  | "step_name"
  | "program"
  | "parameters"
  | "suites"
  | "scope"
  | "events"
  | "runbook"
  | "bugs"
  | "invariants"
  | "dump_invariants"
>;

const NAME = /^[a-z][a-z0-9_]*$/;
const HASH = /^[0-9a-f]{64}$/;
const ID = /^[a-z][a-z0-9-]*$/;

/**
 * Everything that is wrong with a lab's declarations, a sentence each, none where they are sound. What the types say is not
 * looked at again.
 */
export function faultsOfLab(lab: Declared): string[] {
  const names = (["title", "summary", "specification", "step_name", "program"] as const).flatMap(
    (name) => (lab[name].trim() === "" ? [`its ${name} is empty`] : []),
  );
  return [
    ...(ID.test(lab.id) ? [] : [`its id is ${JSON.stringify(lab.id)}; expected a-z, 0-9 and -`]),
    ...names,
    ...faultsOfParameters(lab.parameters),
    ...faultsOfSuites(lab.suites, lab.bugs),
    ...faultsOfScope(lab.scope),
    ...faultsOfEvents(lab.events),
    ...repeated(
      "runbook row",
      lab.runbook.map(({ id }) => id),
    ),
    ...repeated(
      "invariant",
      lab.invariants.map(({ id }) => id),
    ),
    ...faultsOfDumpInvariants(lab),
    ...repeated(
      "bug",
      lab.bugs.map(({ id }) => id),
    ),
    ...faultsOfBugs(lab),
  ];
}

function repeated(what: string, ids: readonly string[]): string[] {
  const twice = ids.filter((id, i) => ids.indexOf(id) < i);
  return [...new Set(twice)].map((id) => `${what} ${id} is declared twice; expected it once`);
}

function faultsOfParameters(declaration: Declaration): string[] {
  const parameters = Object.entries(declaration);
  const faults = parameters.flatMap(([name, { flag, type, example }]) => {
    const found: string[] = [];
    if (!NAME.test(name)) {
      found.push(`parameter ${JSON.stringify(name)} is no name; expected a-z, 0-9 and _`);
    }
    if (RESERVED_PARAMETERS.has(name)) {
      found.push(`parameter ${name} has a name that endpoints, the page or the command line use`);
    }
    if (!/^--[a-z][a-z0-9-]*$/.test(flag)) {
      found.push(`parameter ${name} has the flag ${JSON.stringify(flag)}; expected --word`);
    }
    if (CONTRACT_FLAGS.has(flag)) {
      found.push(`parameter ${name} has the flag ${flag}, by which a program is asked for output`);
    }
    if (type.parse(example) === null) {
      found.push(
        `parameter ${name} has the example ${JSON.stringify(example)}; expected ${type.expected}`,
      );
    }
    return found;
  });
  return [
    ...faults,
    ...repeated(
      "flag",
      parameters.map(([, { flag }]) => flag),
    ),
  ];
}

function faultsOfSuites(suites: readonly Suite[], bugs: readonly Bug[]): string[] {
  if (suites.length === 0) return ["it has no suite; expected at least one"];
  const faults = suites.flatMap(({ id, version, scenarios, kills }) => {
    const isSearched = version !== NOT_SEARCHED.version;
    const found = scenarios.length === 0 && isSearched ? [`suite ${id} has no scenario`] : [];
    for (const { id: scenario, sha256, digests_sha256, size_bytes } of scenarios) {
      if (!HASH.test(sha256) || size_bytes < 1) {
        found.push(`scenario ${scenario} of suite ${id} has no hash and size of a dump`);
      }
      // Not yet known of a new lab: `npm run suites` computes it.
      if (!HASH.test(digests_sha256) && digests_sha256 !== "") {
        found.push(`scenario ${scenario} of suite ${id} has no hash of its listing`);
      }
    }
    found.push(
      ...repeated(
        "scenario",
        scenarios.map((scenario) => scenario.id),
      ),
    );
    for (const [bug, rows] of Object.entries(kills)) {
      const known = bugs.find((candidate) => candidate.id === bug);
      if (known === undefined) found.push(`suite ${id} knows the bug ${bug}, which is none`);
      else if (rows.length !== known.variants) {
        found.push(
          `suite ${id} has ${rows.length} rows for ${bug}; expected ${known.variants}, one for each reading`,
        );
      }
      if (rows.some((row) => row.length !== scenarios.length)) {
        found.push(
          `suite ${id} has a row for ${bug} that is not ${scenarios.length} long, a character for each scenario`,
        );
      }
    }
    return found;
  });
  // A scenario may be of several suites, and is then one and the same.
  const scenarios = new Set(suites.flatMap((suite) => suite.scenarios));
  return [
    ...faults,
    ...repeated(
      "suite",
      suites.map(({ id }) => id),
    ),
    ...repeated(
      "scenario",
      [...scenarios].map(({ id }) => id),
    ),
  ];
}

function faultsOfScope({ columns, hidden = [], state, row_name, message_types }: Scope): string[] {
  const column = columns.find(({ name }) => name === state);
  const faults =
    column === undefined
      ? [`the state of its scope is ${state}, which is no column`]
      : (column.values ?? []).length === 0
        ? [`the column ${state}, by which a node is coloured, has no values; expected all of them`]
        : [];
  return [
    ...faults,
    ...(row_name.trim() === "" ? ["the row_name of its scope is empty"] : []),
    ...repeated(
      "column",
      [...columns, ...hidden].map(({ name }) => name),
    ),
    ...repeated("message type", message_types),
  ];
}

function faultsOfEvents(kinds: readonly EventKind[]): string[] {
  const faults = kinds.flatMap(({ kind, members }) => {
    const own = ["kind", "tick", "node", ...members.map(({ name }) => name)];
    return repeated(`member of the event ${kind},`, own);
  });
  const all = [...SHARED_EVENT_KINDS, ...kinds.map(({ kind }) => kind)];
  return [...faults, ...repeated("kind of event", all)];
}

function faultsOfDumpInvariants({ invariants, dump_invariants = [] }: Declared): string[] {
  const stated = new Map(invariants.map(({ id, statement }) => [id, statement]));
  return [
    ...repeated(
      "invariant of a dump,",
      dump_invariants.map(({ id }) => id),
    ),
    ...dump_invariants
      .filter(({ id, statement }) => (stated.get(id) ?? statement) !== statement)
      .map(({ id }) => `invariant ${id} has another statement as an invariant of a dump`),
  ];
}

function faultsOfBugs({ bugs, runbook }: Declared): string[] {
  const rows = new Set(runbook.map(({ id }) => id));
  return bugs.flatMap(({ id, kind, variants, runbook: row }) => [
    ...(kind === "transport" ? [`bug ${id} is of transport; expected protocol or encoding`] : []),
    ...(variants < 1 ? [`bug ${id} has no reading`] : []),
    ...(row !== null && !rows.has(row)
      ? [`bug ${id} names the runbook row ${row}, which is none`]
      : []),
  ]);
}

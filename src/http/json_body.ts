import { Problem, type ProblemItem } from "../errors.ts";
import type { BodyShape, Flaw, Path } from "./json_shape.ts";

/** Levels of a body: what we take has three. A value of any depth could not be shown in an error. */
const DEEPEST_LEVEL = 16;
/** Characters of a name that an error repeats. */
const SHOWN_NAME = 80;

/**
 * Reads a text as JSON of a shape. `expected` says what it must be. Throws `invalid-body` with a pointer to
 * everything that is not as it must be; a member that is given twice is not, however it is spelled.
 */
export function parseJson<T>(text: string, shape: BodyShape<T>, expected: string): T {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Problem("invalid-body", [
      { pointer: "", detail: `the body is not JSON; expected ${expected}` },
    ]);
  }
  const unclear = unclearMembers(text, expected);
  if (unclear.length > 0) throw new Problem("invalid-body", unclear);
  const flaws: Flaw[] = [];
  const read = shape(json, [], flaws);
  if (flaws.length === 0) return read;
  throw new Problem(
    "invalid-body",
    flaws.map((flaw) => ({
      pointer: pointerTo(flaw.path),
      detail: `${whatIsWrong(json, flaw)}; expected ${expected}`,
    })),
  );
}

/** The JSON pointer (RFC 6901) to a value; names are cut to a length that fits a log line. */
export function pointerTo(path: Path): string {
  const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");
  return path.map((part) => `/${escaped(String(part).slice(0, SHOWN_NAME))}`).join("");
}

function nameOf(path: Path): string {
  if (path.length === 0) return "the body";
  return path.map((part) => String(part).slice(0, SHOWN_NAME)).join(".") || '""';
}

/** What opens, ends or parts a level, and strings, which may hold any of that. */
const TOKENS = /"(?:[^"\\]+|\\.)*"|[{}[\],]/g;

/** An object or an array that has not ended; `part` is the name or index of the value in it that is read. */
interface Level {
  readonly names: Set<string> | null;
  part: string | number;
}

/**
 * What JSON.parse does not tell, of a text that it takes: of two members of one name it keeps the last, and
 * which one was meant is not for us to say. `__proto__` is not known to any shape of ours, and would be left
 * out without a word.
 */
function unclearMembers(text: string, expected: string): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const open: Level[] = [];
  const refuse = (what: string): void => {
    const path = open.map(({ part }) => part);
    problems.push({
      pointer: pointerTo(path),
      detail: `${nameOf(path)} ${what}; expected ${expected}`,
    });
  };
  let isName = false;
  for (const [token] of text.matchAll(TOKENS)) {
    const level = open.at(-1);
    if (token === "{" || token === "[") {
      if (open.length === DEEPEST_LEVEL) {
        refuse(`is more than ${DEEPEST_LEVEL} levels deep`);
        return problems;
      }
      isName = token === "{";
      open.push(isName ? { names: new Set(), part: "" } : { names: null, part: 0 });
    } else if (token === "}" || token === "]") {
      isName = false;
      open.pop();
    } else if (token === ",") {
      if (typeof level?.part === "number") level.part++;
      else isName = true;
    } else if (isName && level !== undefined && level.names !== null) {
      isName = false;
      const name = JSON.parse(token) as string;
      level.part = name;
      if (level.names.has(name)) refuse("is given twice");
      else if (name === "__proto__") refuse("is not known");
      level.names.add(name);
    }
  }
  return problems;
}

function whatIsWrong(json: unknown, { path, what }: Flaw): string {
  const name = nameOf(path);
  if (what !== null && "unknown" in what) {
    const keys = what.unknown.map((key) => JSON.stringify(key.slice(0, SHOWN_NAME)));
    return `${name} has ${keys.slice(0, 5).join(", ")}, which is not known`;
  }
  if (what !== null) return `${name} has ${what.entries} entries, and may have ${what.most}`;
  const value = path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown>)[part],
    json,
  );
  if (value === undefined) return `${name} is missing`;
  // JSON.parse has rounded it: what would be shown is not what was sent.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return `${name} is an integer beyond 2^53 - 1`;
  }
  return `${name} is ${JSON.stringify(value).slice(0, 80)}`;
}

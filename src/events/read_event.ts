import type { EventMember } from "../labs/events.ts";
import type { Lab } from "../labs/lab.ts";
import type { ValueForm } from "../labs/message_shapes.ts";
import { type EventRecord, LISTED_MESSAGES } from "./event_lines.ts";

/** What a line lacks to be one of a listing of events: the end of a sentence that begins with its number. */
export class LineFault extends Error {
  readonly found: string;
  readonly expected: string;

  constructor(found: string, expected: string) {
    super(`${found}; expected ${expected}`);
    this.name = "LineFault";
    this.found = found;
    this.expected = expected;
  }
}

type Members = Readonly<Record<string, ValueForm | "id" | readonly string[] | "text or null">>;

const ID_LIMIT = 0xffff_ffff;
/** Characters of a line or value that a message shows. */
const SHOWN = 80;

/**
 * An event of a lab from a line of a listing, with its members in their order. Throws a LineFault where the line is
 * none: no JSON object, of no kind or type that the lab has, without a member, with one too many, or with a value of
 * another form.
 */
export function readEvent(lab: Lab, line: string): EventRecord {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new LineFault(`is ${shown(line)}`, "an event as one JSON object");
  }
  if (!isObject(value)) throw new LineFault(`is ${shown(line)}`, "an event as one JSON object");
  const members = membersOf(lab, value);
  return readMembers(members, value, "");
}

/** The members of an event, by its kind and, of a message, its type. */
function membersOf({ messages = [], timers = [], events }: Lab, value: EventRecord): Members {
  const kind = value["kind"];
  const base = { kind: [kind as string], tick: "id" } as const;
  if (messages.length > 0 && LISTED_MESSAGES.includes(kind)) {
    const form = messages.find(({ name }) => name === value["type"]);
    if (form === undefined) {
      const known = messages.map(({ name }) => name).join(", ");
      throw new LineFault(`has the type ${valueShown(value["type"])}`, `one of ${known}`);
    }
    const { name, contents } = form;
    return { ...base, seq: "id", from: "id", to: "id", type: [name], contents };
  }
  if (timers.length > 0 && kind === "timer") {
    return { ...base, node: "id", timer: timers.map(({ name }) => name) };
  }
  const own = events.find((one) => one.kind === kind);
  if (own === undefined) {
    const shared = messages.length > 0 ? LISTED_MESSAGES : [];
    const timer = timers.length > 0 ? ["timer"] : [];
    const known = [...shared, ...timer, ...events.map((one) => one.kind)].join(", ");
    throw new LineFault(`is of the kind ${valueShown(kind)}`, `one of ${known}`);
  }
  return { ...base, node: "id", ...Object.fromEntries(own.members.map(formOfMember)) };
}

function formOfMember({ name, type, isNullable = false }: EventMember) {
  return [name, isNullable && type === "text" ? "text or null" : type] as const;
}

function readMembers(members: Members, value: EventRecord, path: string): EventRecord {
  const read: Record<string, unknown> = {};
  for (const [name, form] of Object.entries(members)) {
    if (!Object.hasOwn(value, name)) throw new LineFault(`has no ${path}${name}`, words(form));
    read[name] = readValue(form, value[name], path + name);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(members, name)) {
      const known = Object.keys(members).join(", ");
      throw new LineFault(`has a member ${shown(path + name)}`, `${known} and no other`);
    }
  }
  return read;
}

function readValue(form: Members[string], value: unknown, path: string): unknown {
  if (typeof form === "object" && !Array.isArray(form)) {
    if (isObject(value)) return readMembers(form as Members, value, `${path}.`);
  } else if (Array.isArray(form)) {
    if (form.includes(value)) return value;
  } else if (isOf(form as string, value)) return value;
  throw new LineFault(`has ${path} ${valueShown(value)}`, words(form));
}

function isOf(form: string, value: unknown): boolean {
  switch (form) {
    case "id":
      return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= ID_LIMIT;
    case "integer":
      return Number.isSafeInteger(value);
    case "flag":
      return typeof value === "boolean";
    case "text":
      return typeof value === "string";
    default:
      return typeof value === "string" || value === null;
  }
}

function words(form: Members[string]): string {
  if (Array.isArray(form)) return form.map((one) => JSON.stringify(one)).join(" or ");
  switch (form) {
    case "id":
      return `an integer 0 .. ${ID_LIMIT}`;
    case "integer":
      return "an integer";
    case "flag":
      return "true or false";
    case "text":
      return "a text";
    case "text or null":
      return form;
    default:
      return `an object of ${Object.keys(form).join(", ")}`;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function valueShown(value: unknown): string {
  return value === undefined ? "(none)" : JSON.stringify(value).slice(0, SHOWN);
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN));
}

import * as z from "zod";
import { type EventMember, isMessage, type RunEvent } from "../labs/events.ts";
import type { Lab, ScopeColumn } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Account } from "../trace/account.ts";

/** The shapes of what is told about single steps of a run. */

const step = z.int().min(0).describe("A tick (operation) of the run, from 0");
const node = z.int().min(0);

const messageSchema = z.strictObject({
  kind: z.enum(["delivered", "lost"]).describe("A message that arrives, or that is lost then"),
  tick: step,
  sent: step.describe("The tick in which it was sent"),
  from: node,
  to: node,
  seq: z.int().min(0),
  type: z.string(),
  contents: z.record(z.string(), z.unknown()),
});
const timerSchema = z.strictObject({
  kind: z.literal("timer"),
  tick: step,
  node,
  timer: z.string(),
});
const labEventSchema = z
  .object({ kind: z.string(), tick: step, node })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe("An event of the lab's own; the schema of the lab's trace has its kinds");

const eventSchema = z.union([messageSchema, timerSchema, labEventSchema]).meta({ id: "RunEvent" });

/** The events of one lab: each of its kinds with the members that it declares. */
function eventSchemaOf({ id, events }: Lab): z.ZodType {
  const own = events.map(({ kind, description, members }) =>
    z
      .strictObject({
        kind: z.literal(kind),
        tick: step,
        node,
        ...Object.fromEntries(members.map((member) => [member.name, memberSchema(member)])),
      })
      .describe(description),
  );
  return z
    .discriminatedUnion("kind", [messageSchema, timerSchema, ...own])
    .meta({ id: `RunEvent_${id}` });
}

/** The schema of a member that a lab declares of an event. */
export function memberSchema({ type, isNullable = false, description }: EventMember): z.ZodType {
  const schema = { text: z.string(), integer: z.int(), flag: z.boolean() }[type];
  return (isNullable ? schema.nullable() : schema).describe(description);
}

const value = z
  .union([z.number(), z.string(), z.null()])
  .describe("Decoded as in a report; null where the state has no such field");

export const accountSchema = z
  .strictObject({
    step,
    events: z.array(eventSchema).describe(`The first ${LIMITS.listed_events}, in their order`),
    events_total: z.int(),
    changes: z
      .array(
        z.strictObject({
          field: z
            .string()
            .describe("A path; an element that is known by a key has it in place of its index"),
          before: value,
          after: value,
        }),
      )
      .describe(`The first ${LIMITS.listed_changes} fields that are another value after the step`),
    changes_total: z.int(),
  })
  .meta({ id: "Account", description: "What a right run does in one step" });

/** An account as the schema has it. */
export function accountDocument(account: Account): z.infer<typeof accountSchema> {
  const { events, changes, ...totals } = account;
  return { ...totals, events: events.map(eventDocument), changes: [...changes] };
}

function eventDocument(event: RunEvent): z.infer<typeof eventSchema> {
  return isMessage(event) ? { ...event, contents: { ...event.contents } } : event;
}

const traceLineSchemas = new WeakMap<Lab, z.ZodType>();

/** The schema of a line of a lab's trace, from the columns of its scope and its kinds of events. One lab has one. */
export function traceLineSchema(lab: Lab): z.ZodType {
  const known = traceLineSchemas.get(lab);
  if (known !== undefined) return known;
  const schema = ofScope(lab);
  traceLineSchemas.set(lab, schema);
  return schema;
}

function ofScope(lab: Lab): z.ZodType {
  const {
    id,
    scope: { columns, hidden = [], row_name },
  } = lab;
  const ofColumns = Object.fromEntries(
    columns.map((column) => [column.name, columnSchema(column).describe(column.description)]),
  );
  const ofHidden = Object.fromEntries(
    hidden.map((column) => [
      column.name,
      columnSchema(column).optional().describe(`${column.description}; with fields=all`),
    ]),
  );
  return z
    .strictObject({
      step,
      nodes: z
        .array(
          z.strictObject({
            node: node.describe(`The number of the ${row_name}`),
            ...ofColumns,
            ...ofHidden,
          }),
        )
        .describe("The state after the step, a row for each"),
      changed: z
        .array(node)
        .describe("Those of which a value is another one than after the step before"),
      events: z
        .array(eventSchemaOf(lab))
        .optional()
        .describe("What happened in the step, where it was asked for"),
    })
    .meta({ id: `TraceLine_${id}` });
}

function columnSchema({ type, values }: ScopeColumn): z.ZodType {
  if (values !== undefined) return z.enum(values);
  return type === "integer" ? z.int() : z.string();
}

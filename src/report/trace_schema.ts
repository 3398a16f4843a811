import * as z from "zod";
import type { Lab, RunEvent, ScopeColumn } from "../labs/lab.ts";
import { LIMITS } from "../limits.ts";
import type { Account } from "../trace/account.ts";

/** The shapes of what is told about single steps of a run. */

const step = z.int().min(0).describe("A tick (operation) of the run, from 0");
const node = z.int().min(0);

export const eventSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.enum(["delivered", "lost"]).describe("A message that arrives, or that is lost then"),
      tick: step,
      sent: step.describe("The tick in which it was sent"),
      from: node,
      to: node,
      seq: z.int().min(0),
      type: z.string(),
      contents: z.record(z.string(), z.unknown()),
    }),
    z.strictObject({ kind: z.literal("timer"), tick: step, node, timer: z.string() }),
    z.strictObject({ kind: z.literal("injected"), tick: step, node, payload: z.string() }),
    z.strictObject({
      kind: z.literal("proposed"),
      tick: step,
      node,
      operation: z.string(),
      key: z.string(),
      value: z.string().nullable(),
      committed: z.boolean(),
    }),
  ])
  .meta({ id: "RunEvent" });

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
  return "contents" in event ? { ...event, contents: { ...event.contents } } : event;
}

const traceLineSchemas = new WeakMap<Lab, z.ZodType>();

/** The schema of a line of a lab's trace, from the columns of its scope. One lab has one. */
export function traceLineSchema(lab: Lab): z.ZodType {
  const known = traceLineSchemas.get(lab);
  if (known !== undefined) return known;
  const schema = ofScope(lab);
  traceLineSchemas.set(lab, schema);
  return schema;
}

function ofScope({ id, scope: { columns, row_name } }: Lab): z.ZodType {
  const ofColumns = Object.fromEntries(
    columns.map((column) => [column.name, columnSchema(column).describe(column.description)]),
  );
  return z
    .strictObject({
      step,
      nodes: z
        .array(
          z.strictObject({ node: node.describe(`The number of the ${row_name}`), ...ofColumns }),
        )
        .describe("The state after the step, a row for each"),
      changed: z
        .array(node)
        .describe("Those of which a value is another one than after the step before"),
      events: z
        .array(eventSchema)
        .optional()
        .describe("What happened in the step, where it was asked for"),
    })
    .meta({ id: `TraceLine_${id}` });
}

function columnSchema({ type, values }: ScopeColumn): z.ZodType {
  if (values !== undefined) return z.enum(values);
  return type === "integer" ? z.int().min(0) : z.string();
}

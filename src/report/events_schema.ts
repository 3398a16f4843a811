import * as z from "zod";
import type { Lab } from "../labs/lab.ts";
import type { MessageForm, ValueForm } from "../labs/message_shapes.ts";
import { memberSchema } from "./trace_schema.ts";

const u32 = z.int().min(0).max(0xffff_ffff);
const tick = u32.describe("The tick (operation), from 0");
const node = u32;

const schemas = new WeakMap<Lab, z.ZodType>();

/** The schema of a line of a lab's listing of events, from its types of messages and its kinds of events. One lab has one. */
export function eventLineSchema(lab: Lab): z.ZodType {
  const known = schemas.get(lab);
  if (known !== undefined) return known;
  const own = lab.events.map(({ kind, description, members }) =>
    z
      .strictObject({
        kind: z.literal(kind),
        tick,
        node,
        ...Object.fromEntries(members.map((member) => [member.name, memberSchema(member)])),
      })
      .describe(description),
  );
  const timer = z.strictObject({ kind: z.literal("timer"), tick, node, timer: z.string() });
  const schema = z
    .union([...(lab.messages ?? []).map(messageSchema), timer, ...own])
    .meta({ id: `EventLine_${lab.id}` });
  schemas.set(lab, schema);
  return schema;
}

function messageSchema({ name, contents }: MessageForm): z.ZodType {
  return z.strictObject({
    kind: z
      .enum(["sent", "delivered", "lost"])
      .describe("A message that is sent, that arrives, or that is lost when it would"),
    tick,
    seq: u32.describe("Its number, from 0, in the order of sending"),
    from: node,
    to: node,
    type: z.literal(name),
    contents: formSchema(contents),
  });
}

function formSchema(form: ValueForm): z.ZodType {
  if (form === "integer") return z.int();
  if (form === "flag") return z.boolean();
  if (form === "text") return z.string();
  return z.strictObject(
    Object.fromEntries(Object.entries(form).map(([name, value]) => [name, formSchema(value)])),
  );
}

import type { EventMember, TimerForm } from "../../src/labs/events.ts";
import type { Lab } from "../../src/labs/lab.ts";
import type { ValueForm } from "../../src/labs/message_shapes.ts";

/** What a lab's listing of events has, from its declarations: two tables, without the one on messages where it has none. */
export function eventTables({ id, messages = [], timers = [], events, step_name }: Lab): string {
  const types = messages.map(
    ({ name, section, contents }) => `| \`${name}\` | \`${formText(contents)}\` | ${section} |`,
  );
  const rows = [
    ...timers.map((timer) => kindRow("timer", `"timer":"${timer.name}"`, timer)),
    ...events.map((event) => kindRow(event.kind, event.members.map(memberText).join(","), event)),
  ];
  const page = `[${id}.md](../docs/specification/${id}.md)`;
  return [
    ...(types.length === 0
      ? [`\`${id}\` has no messages and no timers; \`tick\` is the ${step_name}.`]
      : [`| type | contents | handled by, in ${page} |`, "| --- | --- | --- |", ...types]),
    "",
    `| kind | members behind \`node\` | told | under, in ${page} |`,
    "| --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function kindRow(
  kind: string,
  members: string,
  { when, section }: Omit<TimerForm, "name">,
): string {
  return `| \`${kind}\` | \`${members}\` | ${when} | ${section} |`;
}

/** A form as a line has it, with a word in the place of each value. */
function formText(form: ValueForm): string {
  if (form === "integer") return "integer";
  if (form === "flag") return "boolean";
  if (form === "text") return '"text"';
  const members = Object.entries(form).map(([name, value]) => `"${name}":${formText(value)}`);
  return `{${members.join(",")}}`;
}

function memberText({ name, type, isNullable }: EventMember): string {
  return `"${name}":${formText(type)}${isNullable ? " or null" : ""}`;
}

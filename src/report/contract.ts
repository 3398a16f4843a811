import * as z from "zod";
import { plural } from "./plural.ts";
import { versionsSchema } from "./schema.ts";
import { visible } from "./visible.ts";

/** Whether a program keeps the contract of a program under exam (conformance/README.md), point by point. */

export const checkOutcomeSchema = z.enum(["kept", "broken", "absent", "trouble"]);

export const contractSchema = z
  .strictObject({
    program: z.string(),
    lab: z.string(),
    checks: z.array(
      z.strictObject({
        id: z.string().describe("The point of the contract, the same for every lab"),
        promise: z.string().describe("What the contract asks for"),
        outcome: checkOutcomeSchema.describe(
          "absent: an optional part that the program refuses; trouble: it gave no answer that says either",
        ),
        message: z.string().nullable().describe("What was found instead; null where it is kept"),
        command: z.string().describe("The command line that shows it"),
      }),
    ),
    totals: z.strictObject({
      kept: z.int(),
      broken: z.int(),
      absent: z.int(),
      trouble: z.int(),
    }),
    versions: versionsSchema,
  })
  .meta({ id: "Contract" });

export type Contract = z.infer<typeof contractSchema>;
export type ContractCheck = Contract["checks"][number];

/** The checks with their totals. */
export function contractOf(
  facts: Pick<Contract, "program" | "lab" | "versions">,
  checks: readonly ContractCheck[],
): Contract {
  const count = (outcome: ContractCheck["outcome"]): number =>
    checks.filter((check) => check.outcome === outcome).length;
  const { program, lab, versions } = facts;
  return {
    program,
    lab,
    checks: [...checks],
    totals: {
      kept: count("kept"),
      broken: count("broken"),
      absent: count("absent"),
      trouble: count("trouble"),
    },
    versions,
  };
}

/** A line for each check, with what was found where it is not kept, and a summary. */
export function renderContractText({ checks, totals, lab }: Contract): string {
  const width = Math.max(0, ...checks.map(({ id }) => id.length));
  const lines = checks.flatMap(({ id, promise, outcome, message, command }) => {
    const found = message === null ? promise : `${promise}: ${message}`;
    const line = `${outcome.padEnd(7)}  ${id.padEnd(width)}  ${visible(found)}`;
    return outcome === "kept" || outcome === "absent"
      ? [line]
      : [line, `  command  ${visible(command)}`];
  });
  const rest = [
    ...(totals.trouble > 0 ? [`${totals.trouble} in trouble`] : []),
    ...(totals.absent > 0 ? [`${plural(totals.absent, "optional part")} absent`] : []),
  ];
  const summary = [`${totals.kept} kept`, `${totals.broken} broken`, ...rest].join(", ");
  return `${lines.join("\n")}\n\ncontract of ${lab}: ${summary}\n`;
}

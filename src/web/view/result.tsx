import { useMemo } from "preact/hooks";
import { decodeValue, hex } from "../../dump/value.ts";
import { LIMITS } from "../../limits.ts";
import { bugOf, isReproduced, likelyIn } from "../../report/diagnosis_text.ts";
import { linkedFinding } from "../../report/linked_finding.ts";
import { type LinkedFinding, pageUrl, type Subject } from "../../report/page_url.ts";
import { plural } from "../../report/plural.ts";
import type { Report } from "../../report/schema.ts";
import { sentenceOf } from "../../report/sentence.ts";
import { shownValue, unseenInWords } from "../../report/text.ts";
import type { Elsewhere } from "../engine/elsewhere.ts";
import type { LabSummary, Sides, Verified } from "../engine/protocol.ts";
import { differencesOf } from "../model/differences.ts";
import { endOf, fieldAt, leafOf, pathOf, startOf } from "../model/dump_fields.ts";
import { DumpBrowser } from "./browser.tsx";
import { CopyButton, CopyLine, DownloadButton } from "./copy.tsx";
import { Diagnosis } from "./diagnosis.tsx";
import type { HeldDump } from "./props.ts";
import { Alignment, Verdict, Violations } from "./report.tsx";

/** What a verification has found, loaded when there is something to verify. */

/** The verdict, and what is known beside it. `finding` is the word of a link whose dump is not here. */
export function ResultHead({
  verified: { report, sides, expected },
  finding,
}: {
  verified: Verified;
  finding: LinkedFinding | null;
}) {
  return (
    <>
      {finding !== null && report.verdict === "mismatch" ? (
        <p class="hint">{checkedInWords(sides, expected, finding)}</p>
      ) : (
        <Verdict verdict={report.verdict}>
          {sentenceOf(report, { actual: "Your dump", right: "right" })}
        </Verdict>
      )}
      <Alignment report={report} />
      <Violations report={report} />
      {report.unseen !== null && <p class="hint">{unseenInWords(report)}.</p>}
    </>
  );
}

/** What is known of a finding without its dump: whether the expected dump has that value there. */
function checkedInWords(sides: Sides | null, expected: Uint8Array, finding: LinkedFinding): string {
  const ask = "Drop the dump to see its bytes.";
  const differs = "The hash in the link is not that of the right dump";
  if (sides === null) return `${differs}; the place is the link's word alone. ${ask}`;
  return isThere(sides, expected, finding)
    ? `${differs}, and the right dump has that value in that field; what the other has is the link's word. ${ask}`
    : `${differs}, but the right dump has not that value in that field: the link may be of another version or scenario. ${ask}`;
}

function isThere({ fields }: Sides, expected: Uint8Array, finding: LinkedFinding): boolean {
  const { offset } = finding;
  const field = fieldAt(fields, offset);
  // Beyond its end the right dump has no field.
  if (field === null) return offset === expected.length;
  const leaf = leafOf(fields, field);
  const bytes = expected.subarray(startOf(fields, field), endOf(fields, field));
  const value = shownValue(leaf.type, decodeValue(leaf, bytes, bytes.length), hex(bytes));
  const isCut = finding.expected.endsWith("…") && value.startsWith(finding.expected.slice(0, -1));
  return pathOf(fields, field) === finding.field && (value === finding.expected || isCut);
}

/** The reason in a line or two, the bytes, and below them all that is known. */
export function ResultBody({
  verified,
  elsewhere,
  subject,
  lab,
  held,
  at,
  finding,
  isDiagnosing,
  onSelect,
  onSubject,
}: {
  verified: Verified;
  elsewhere: readonly Elsewhere[];
  subject: Subject;
  lab: LabSummary;
  held: HeldDump | null;
  at: string | null;
  finding: LinkedFinding | null;
  isDiagnosing: boolean;
  onSelect(at: string): void;
  onSubject(subject: Subject): void;
}) {
  const { report, sides } = verified;
  const isWrong = report.verdict !== "match";
  return (
    <>
      {isWrong && <Reason report={report} isWorking={isDiagnosing} />}
      {sides === null ? (
        <p class="hint">These dumps are too large to be shown byte by byte.</p>
      ) : (
        <DumpBrowser
          sides={sides}
          names={["Expected", "Yours"]}
          at={at ?? (finding === null ? null : String(finding.offset))}
          onSelect={onSelect}
        />
      )}
      <div class="why-row">
        {isWrong && (
          <Diagnosis {...{ report, lab, elsewhere, onSubject }} isWorking={isDiagnosing} />
        )}
        <Facts {...{ verified, subject, held, at }} />
      </div>
    </>
  );
}

/** Why, in short: its room is there before it is known, so that nothing moves when it is. */
function Reason({ report, isWorking }: { report: Report; isWorking: boolean }) {
  const { diagnosis } = report;
  const first = diagnosis?.findings.find(({ certainty }) => certainty !== "likely") ?? null;
  const isExplained = diagnosis !== null && isReproduced(diagnosis);
  const { shapes, culprit } = likelyIn(report);
  const likely = shapes[0]?.explanation ?? culprit?.text ?? null;
  const shown =
    first !== null && (isExplained || likely === null)
      ? { certainty: first.certainty, title: first.title, name: bugOf(first), text: first.fix }
      : { certainty: "likely", title: "", name: null, text: likely };
  return (
    <div class={`reason ${shown.certainty}`} aria-busy={isWorking}>
      {isWorking && first === null && likely === null ? (
        <p class="hint">Trying known bugs and single changes…</p>
      ) : shown.text === null ? (
        <p class="hint">
          {isWorking
            ? "Trying known bugs and single changes…"
            : "Nothing that was tried gives exactly this."}
        </p>
      ) : (
        <p>
          <span class="certainty">{shown.certainty}</span>{" "}
          {shown.title !== "" && <b>{shown.title}. </b>}
          {shown.name !== null && <code>{shown.name}</code>} {shown.text}
        </p>
      )}
      <button
        type="button"
        class="quiet"
        onClick={() => document.getElementById("why")?.scrollIntoView()}
      >
        Why, in full
      </button>
    </div>
  );
}

/** The places that the bytes count; null where nothing is aligned, and the report's own counts are the same. */
function alignedPlaces(sides: Sides | null): number | null {
  if (sides === null || sides.actual === null || !sides.is_aligned) return null;
  return differencesOf(sides.columns, sides.fields, sides.expected, sides.actual).length;
}

/** What was compared, how to do it again, and what can be taken along. */
function Facts({
  verified,
  subject,
  held,
  at,
}: {
  verified: Verified;
  subject: Subject;
  held: HeldDump | null;
  at: string | null;
}) {
  const { report, expected: dump } = verified;
  const { reproduce, differences, actual, expected, provenance, lab, scenario } = report;
  const name = `${lab}-${scenario ?? "scenario"}`;
  const places = useMemo(() => alignedPlaces(verified.sides), [verified.sides]);
  const link = pageUrl(location.origin, subject, {
    sha256: actual.sha256,
    dump: held?.dump ?? null,
    finding: linkedFinding(report.first_divergence),
    at,
  });
  const isWrong = report.verdict !== "match";
  const isWhole = held === null || held.dump.length <= LIMITS.linked_dump_bytes;
  return (
    <section class="facts-box" aria-labelledby="facts">
      <h2 id="facts">Report</h2>
      <dl>
        <div>
          <dt>expected</dt>
          <dd>
            <code title={expected.sha256}>{expected.sha256.slice(0, 16)}…</code>{" "}
            {expected.size_bytes} bytes, {provenance}
          </dd>
        </div>
        <div>
          <dt>yours</dt>
          <dd>
            <code title={actual.sha256}>{actual.sha256.slice(0, 16)}…</code>{" "}
            {actual.size_bytes === null ? "" : `${actual.size_bytes} bytes`}
          </dd>
        </div>
        {differences !== null && (
          <div>
            <dt>differing</dt>
            <dd>
              {places !== null && `${plural(places, "place")}, aligned; offset by offset `}
              {plural(differences.bytes, "byte")} in {plural(differences.fields, "field")}
              {differences.missing_bytes > 0 && `, ${differences.missing_bytes} missing`}
              {differences.extra_bytes > 0 && `, ${differences.extra_bytes} too many`}
            </dd>
          </div>
        )}
      </dl>
      <div class="actions">
        <DownloadButton
          name={`${name}-report.json`}
          content={`${JSON.stringify(report, null, 2)}\n`}
        >
          Report (JSON)
        </DownloadButton>
        <DownloadButton
          name={`${name}-report.html`}
          content={async () =>
            (await import("../../report/html.ts")).htmlOfReport(
              report,
              `${lab}/${scenario ?? "scenario"}`,
            )
          }
        >
          Report (HTML)
        </DownloadButton>
        <DownloadButton name={`${name}-expected.bin`} content={dump}>
          Expected dump
        </DownloadButton>
        <span class="share">
          Link to this {isWhole ? "" : isWrong ? "(hash and first difference)" : "(by hash)"}{" "}
          <CopyButton text={link} label="the link" />
        </span>
      </div>
      <details>
        <summary>Reproduce it</summary>
        {[reproduce.program, reproduce.curl, reproduce.expected_dump].map(
          (line) => line !== null && <CopyLine key={line} text={line} label="the command" />,
        )}
      </details>
    </section>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { hashInText } from "../../dump/hash_text.ts";
import { LIMITS } from "../../limits.ts";
import { pageUrl, type Subject } from "../../report/page_url.ts";
import { plural } from "../../report/plural.ts";
import { sentenceOf } from "../../report/sentence.ts";
import { unseenInWords } from "../../report/text.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { Elsewhere } from "../engine/elsewhere.ts";
import type { JobFault, Sides, Verified } from "../engine/protocol.ts";
import { differencesOf } from "../model/differences.ts";
import { DumpBrowser } from "./browser.tsx";
import { CopyButton, CopyLine, DownloadButton } from "./copy.tsx";
import { Diagnosis } from "./diagnosis.tsx";
import { addressOf, FileButton, take, useDrop, Veil } from "./drop.tsx";
import type { HeldDump, HeldProps, ViewProps } from "./props.ts";
import { Alignment, Verdict, Violations } from "./report.tsx";
import { SubjectForm } from "./subject_form.tsx";

interface Progress {
  readonly verified: Verified | null;
  readonly elsewhere: readonly Elsewhere[];
  readonly fault: JobFault | null;
  readonly isDiagnosing: boolean;
}

const NOTHING: Progress = { verified: null, elsewhere: [], fault: null, isDiagnosing: false };

export function VerifyView({
  labs,
  lab,
  state,
  subject,
  change,
  held,
  setHeld,
}: ViewProps & HeldProps) {
  const [fault, setFault] = useState<string | null>(null);
  const sha256 = held === null ? state.sha256 : null;
  const progress = useVerification(subject, held, sha256);
  const { verified, elsewhere, fault: jobFault, isDiagnosing } = progress;

  const hold = useCallback(
    (name: string, dump: Uint8Array) => {
      setFault(null);
      setHeld({ name, dump, sha256: null });
      change({ subject, ...addressOf(dump) }, "push");
    },
    [subject, change, setHeld],
  );
  const submit = useCallback(
    (hash: string) => {
      setFault(null);
      setHeld(null);
      change({ subject, sha256: hash, dump: null, at: null }, "push");
    },
    [subject, change, setHeld],
  );
  const takeFile = useCallback(
    async (file: File) => {
      const taken = await take(file);
      if ("fault" in taken) setFault(taken.fault);
      else if ("hash" in taken) submit(taken.hash);
      else hold(taken.name, taken.dump);
    },
    [hold, submit],
  );
  const isOver = useDrop(useCallback((files) => files[0] && takeFile(files[0]), [takeFile]));

  // A dump too large for a link is linked to by its hash, once that is known.
  const hashed = verified?.report.actual.sha256 ?? null;
  useEffect(() => {
    if (held === null || hashed === null || held.sha256 === hashed) return;
    setHeld({ ...held, sha256: hashed });
    if (held.dump.length > LIMITS.linked_dump_bytes) change({ subject, sha256: hashed });
  }, [held, hashed]);

  const submitHash = (text: string) => {
    const hash = hashInText(text);
    if (hash === null)
      setFault("That is no SHA-256; expected 64 hex digits, or what sha256sum prints");
    else submit(hash);
  };
  usePastedHash(submit);
  const example = async () => {
    try {
      hold("the example", await ask("example", { subject }));
    } catch (error) {
      setFault((error as EngineError).message);
    }
  };
  const select = useCallback((at: string) => change({ at }), [change]);

  return (
    <div class={`verify${isOver ? " over" : ""}`}>
      <h1 class="unseen">Verify a dump</h1>
      <SubjectForm
        labs={labs}
        lab={lab}
        subject={subject}
        fault={jobFault}
        onChange={(next) => change({ subject: next, at: null }, "push")}
      />
      <Intake
        held={held}
        hash={sha256}
        command={lab.scenarios.find(({ id }) => id === subject.scenario)?.command ?? null}
        isSmall={held !== null || sha256 !== null}
        onFile={takeFile}
        onHash={submitHash}
        onExample={example}
      />
      {isOver && <Veil>Drop the dump anywhere</Veil>}
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="result" aria-live="polite">
        {(held !== null || sha256 !== null) && verified === null && jobFault === null && (
          <p class="hint working">Simulating and comparing…</p>
        )}
        {verified !== null && (
          <>
            <Verdict verdict={verified.report.verdict}>
              {sentenceOf(verified.report, { actual: "Your dump", right: "right" })}
            </Verdict>
            <Alignment report={verified.report} />
            <Violations report={verified.report} />
            {verified.report.unseen !== null && (
              <p class="hint">{unseenInWords(verified.report)}.</p>
            )}
          </>
        )}
      </div>
      {verified !== null && (
        <>
          <div class="why-row">
            {verified.report.verdict !== "match" && (
              <Diagnosis
                report={verified.report}
                lab={lab}
                elsewhere={elsewhere}
                isWorking={isDiagnosing}
                onSubject={(next) => change({ subject: next, at: null }, "push")}
              />
            )}
            <Facts verified={verified} subject={subject} held={held} />
          </div>
          {verified.sides === null ? (
            <p class="hint">These dumps are too large to be shown byte by byte.</p>
          ) : (
            <DumpBrowser
              sides={verified.sides}
              names={["Expected", "Yours"]}
              at={state.at}
              onSelect={select}
            />
          )}
        </>
      )}
    </div>
  );
}

/** A hash that is pasted anywhere but in a field is taken for the submission. */
function usePastedHash(submit: (hash: string) => void): void {
  const latest = useRef(submit);
  latest.current = submit;
  useEffect(() => {
    const onPaste = ({ target, clipboardData }: ClipboardEvent) => {
      const hash = hashInText(clipboardData?.getData("text/plain") ?? "");
      const isInField = target instanceof Element && target.closest("input") !== null;
      if (!isInField && hash !== null) latest.current(hash);
    };
    addEventListener("paste", onPaste);
    return () => removeEventListener("paste", onPaste);
  }, []);
}

/** Verifies whenever the subject or the submission is another one; then the diagnosis follows. */
function useVerification(subject: Subject, held: HeldDump | null, sha256: string | null): Progress {
  const [progress, setProgress] = useState(NOTHING);
  const dump = held?.dump ?? null;
  useEffect(() => {
    let isWanted = true;
    const verify = async () => {
      const given = { subject, submission: { dump, sha256 }, origin: location.origin };
      const verified = await ask("verify", given);
      if (!isWanted) return;
      const isDiagnosing = verified.report.verdict !== "match";
      setProgress({ ...NOTHING, verified, isDiagnosing });
      if (!isDiagnosing) return;
      const { report, elsewhere } = await ask("explain", given);
      if (isWanted) setProgress({ ...NOTHING, verified: { ...verified, report }, elsewhere });
    };
    setProgress(NOTHING);
    if (dump !== null || sha256 !== null) {
      verify().catch((error: EngineError) => {
        if (isWanted) setProgress({ ...NOTHING, fault: error.fault });
      });
    }
    return () => {
      isWanted = false;
      abandon();
    };
  }, [subject, dump, sha256]);
  return progress;
}

function Intake({
  held,
  hash,
  command,
  isSmall,
  onFile,
  onHash,
  onExample,
}: {
  held: HeldDump | null;
  hash: string | null;
  /** Of the program under exam; null where it is not known before the scenario is read. */
  command: string | null;
  /** Whether there is a result already, which needs the room. */
  isSmall: boolean;
  onFile(file: File): void;
  onHash(text: string): void;
  onExample(): void;
}) {
  return (
    <div class={`intake${isSmall ? " small" : ""}`}>
      {isSmall ? (
        <p class="held">
          {held === null ? (
            <>
              hash <code>{hash?.slice(0, 16)}…</code>
            </>
          ) : (
            <>
              <b>{held.name}</b>, {held.dump.length} bytes
            </>
          )}
        </p>
      ) : (
        <p class="lead">
          <b>Drop a dump anywhere on this page.</b> It is compared here, in your browser: nothing is
          sent.
        </p>
      )}
      <div class="ways">
        <FileButton isPrimary={!isSmall} onFile={onFile}>
          {isSmall ? "Another dump…" : "Choose a dump…"}
        </FileButton>
        <input
          type="text"
          class="hash"
          aria-label="Or paste the SHA-256 of your dump"
          placeholder="or paste its SHA-256"
          autocomplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => {
            if (hashInText(currentTarget.value) !== null) onHash(currentTarget.value);
          }}
          onChange={({ currentTarget }) => {
            if (currentTarget.value !== "") onHash(currentTarget.value);
          }}
        />
        <button type="button" onClick={onExample}>
          Try an example
        </button>
      </div>
      {!isSmall && (
        <ol class="steps">
          <li>Choose the lab and the scenario above.</li>
          <li>
            Run your program{command !== null && <code>{` ${command} --dump > dump.bin`}</code>}
          </li>
          <li>
            Drop the file here: the first field that differs is named, with the likely reason.
          </li>
        </ol>
      )}
    </div>
  );
}

/** The places that the bytes below count; null where nothing is aligned, and the report's own counts are the same. */
function alignedPlaces(sides: Sides | null): number | null {
  if (sides === null || sides.actual === null || !sides.is_aligned) return null;
  return differencesOf(sides.columns, sides.fields, sides.expected, sides.actual).length;
}

/** What was compared, how to do it again, and what can be taken along. */
function Facts({
  verified,
  subject,
  held,
}: {
  verified: Verified;
  subject: Subject;
  held: HeldDump | null;
}) {
  const { report, expected: dump } = verified;
  const { reproduce, differences, actual, expected, provenance, lab, scenario } = report;
  const name = `${lab}-${scenario ?? "scenario"}`;
  const places = useMemo(() => alignedPlaces(verified.sides), [verified.sides]);
  const link = pageUrl(location.origin, subject, {
    sha256: actual.sha256,
    dump: held?.dump ?? null,
  });
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
          Link to this {isWhole ? "" : "(by hash)"} <CopyButton text={link} label="the link" />
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

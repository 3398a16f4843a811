import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { hashInText } from "../../dump/hash_text.ts";
import { LIMITS } from "../../limits.ts";
import type { LinkedFinding, Subject } from "../../report/page_url.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { Elsewhere } from "../engine/elsewhere.ts";
import { forgetDumps, keepDump } from "../engine/kept_dumps.ts";
import type { JobFault, Jobs, Verified } from "../engine/protocol.ts";
import { addressOf, FileButton, take, useDrop, Veil } from "./drop.tsx";
import { useLoaded } from "./lazy.ts";
import type { HeldDump, HeldListing, HeldProps, ViewProps } from "./props.ts";
import { SubjectForm } from "./subject_form.tsx";

interface Progress {
  readonly verified: Verified | null;
  readonly elsewhere: readonly Elsewhere[];
  readonly fault: JobFault | null;
  readonly isDiagnosing: boolean;
}

const NOTHING: Progress = { verified: null, elsewhere: [], fault: null, isDiagnosing: false };

const loadResult = () => import("./result.tsx");
const loadEvents = () => import("./events.tsx");

type Told = Jobs["events"]["result"];

export function VerifyView({
  labs,
  lab,
  state,
  subject,
  change,
  held,
  setHeld,
  heldListing,
  setHeldListing,
}: ViewProps & HeldProps) {
  const [fault, setFault] = useState<string | null>(null);
  const sha256 = held === null ? state.sha256 : null;
  const progress = useVerification(subject, held, sha256);
  const { verified, elsewhere, fault: jobFault, isDiagnosing } = progress;
  const events = useEvents(subject, heldListing);
  const isOfDump = held !== null || sha256 !== null;
  const isAsked = isOfDump || heldListing !== null;
  const claim = held === null && sha256 !== null ? state.finding : null;
  const Parts = useLoaded(isOfDump, loadResult, setFault);
  const Told = useLoaded(heldListing !== null, loadEvents, setFault);
  const isTold = events.told !== null && Told !== null;
  const anyFault = jobFault ?? events.fault;
  const focus = useRef(false);
  const isShown = verified !== null && Parts !== null;

  const hold = useCallback(
    (name: string, dump: Uint8Array) => {
      setFault(null);
      setHeldListing(null);
      setHeld({ name, dump, sha256: null });
      change({ subject, ...addressOf(dump) }, "push");
    },
    [subject, change, setHeld, setHeldListing],
  );
  const list = useCallback(
    (taken: HeldListing) => {
      setFault(null);
      setHeld(null);
      setHeldListing(taken);
      change({ subject, sha256: null, dump: null, at: null, finding: null }, "push");
    },
    [subject, change, setHeld, setHeldListing],
  );
  const submit = useCallback(
    (hash: string) => {
      setFault(null);
      setHeld(null);
      setHeldListing(null);
      change({ subject, sha256: hash, dump: null, at: null, finding: null }, "push");
    },
    [subject, change, setHeld, setHeldListing],
  );
  const takeFile = useCallback(
    async (file: File) => {
      const taken = await take(file);
      if ("fault" in taken) setFault(taken.fault);
      else if ("hash" in taken) submit(taken.hash);
      else if ("listing" in taken) list(taken);
      else hold(taken.name, taken.dump);
    },
    [hold, list, submit],
  );
  const isOver = useDrop(useCallback((files) => files[0] && takeFile(files[0]), [takeFile]));

  // A dump too large for a link is linked to by its hash, once that is known.
  const hashed = verified?.report.actual.sha256 ?? null;
  useEffect(() => {
    if (held === null || hashed === null || held.sha256 === hashed) return;
    const isKept = held.dump.length > LIMITS.linked_dump_bytes;
    setHeld({ ...held, sha256: hashed });
    if (!isKept) return;
    change({ subject, sha256: hashed, finding: null });
    keepDump(hashed, held.dump);
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
  const askAnother = (next: Subject) => change({ subject: next, at: null, finding: null }, "push");

  return (
    <div class={`verify${isOver ? " over" : ""}`}>
      <h1 class="unseen">Verify a dump</h1>
      <SubjectForm labs={labs} lab={lab} subject={subject} fault={anyFault} onChange={askAnother} />
      {/* Another one for a result, so that its parts do not move across the page. */}
      <Intake
        key={isAsked ? "small" : "large"}
        focus={focus}
        held={heldOf(held, heldListing)}
        hash={sha256}
        command={lab.scenarios.find(({ id }) => id === subject.scenario)?.command ?? null}
        isSmall={isAsked}
        onForget={
          held === null || held.dump.length <= LIMITS.linked_dump_bytes
            ? null
            : () => {
                forgetDumps();
                setHeld(null);
                change({ subject, sha256: null, at: null }, "push");
              }
        }
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
        {isAsked && !isShown && !isTold && anyFault === null && (
          <p class="hint working">Simulating and comparing…</p>
        )}
        {claim !== null && verified?.report.verdict !== "match" && <Claim finding={claim} />}
        {isShown && <Parts.ResultHead {...{ verified }} finding={claim} />}
        {isTold && <Told.EventsResult {...{ lab, subject }} told={events.told} />}
      </div>
      {isShown && (
        <Parts.ResultBody
          {...{ verified, elsewhere, subject, lab, held, isDiagnosing }}
          at={state.at}
          finding={claim}
          onSelect={select}
          onSubject={askAnother}
        />
      )}
    </div>
  );
}

/** What the intake says is here. */
function heldOf(
  held: HeldDump | null,
  listing: HeldListing | null,
): { readonly name: string; readonly bytes: number } | null {
  if (listing !== null) return { name: listing.name, bytes: listing.listing.length };
  return held && { name: held.name, bytes: held.dump.length };
}

/** Compares a listing whenever it or the subject is another one. */
function useEvents(
  subject: Subject,
  held: HeldListing | null,
): { readonly told: Told | null; readonly fault: JobFault | null } {
  const [told, setTold] = useState<Told | null>(null);
  const [fault, setFault] = useState<JobFault | null>(null);
  const listing = held?.listing ?? null;
  useEffect(() => {
    let isWanted = true;
    setTold(null);
    setFault(null);
    if (listing !== null) {
      ask("events", { subject, listing }).then(
        (result) => isWanted && setTold(result),
        (error: EngineError) => isWanted && setFault(error.fault),
      );
    }
    return () => {
      isWanted = false;
    };
  }, [subject, listing]);
  return { told, fault };
}

/** What a link says of a dump that is not here, as it says it. */
function Claim({ finding: { offset, field, expected, actual } }: { finding: LinkedFinding }) {
  return (
    <p class="verdict mismatch">
      <span class="mark">MISMATCH</span>{" "}
      <span class="sentence">
        As the link has it, the dump first differs at byte {offset} (0x{offset.toString(16)}):{" "}
        {field} is {actual}, expected {expected}.
      </span>
    </p>
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
  focus,
  held,
  hash,
  command,
  isSmall,
  onFile,
  onHash,
  onExample,
  onForget,
}: {
  /** Whether the focus was in the one that this takes the place of. */
  focus: { current: boolean };
  held: { readonly name: string; readonly bytes: number } | null;
  hash: string | null;
  /** Of the program under exam; null where it is not known before the scenario is read. */
  command: string | null;
  /** Whether there is a result already, which needs the room. */
  isSmall: boolean;
  onFile(file: File): void;
  onHash(text: string): void;
  onExample(): void;
  /** Clears what the browser keeps; null where it keeps nothing of this dump. */
  onForget: (() => void) | null;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const own = ref.current;
    if (focus.current) own?.querySelector<HTMLElement>("input")?.focus({ preventScroll: true });
    focus.current = false;
    return () => {
      focus.current = own?.contains(document.activeElement) ?? false;
    };
  }, []);
  return (
    <div ref={ref} class={`intake${isSmall ? " small" : ""}`}>
      {isSmall ? (
        <p class="held">
          {held === null ? (
            <>
              hash <code>{hash?.slice(0, 16)}…</code>
            </>
          ) : (
            <>
              <b>{held.name}</b>, {held.bytes} bytes
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
        {onForget !== null && (
          <button
            type="button"
            title="The browser keeps this dump on your machine, so that loading the page anew does not lose it"
            onClick={onForget}
          >
            Forget the dump
          </button>
        )}
      </div>
      {!isSmall && (
        <ol class="steps">
          <li>Choose the lab and the scenario above.</li>
          <li>
            Run your program{command !== null && <code>{` ${command} --dump > dump.bin`}</code>}
          </li>
          <li>
            Drop the file here: the first field that differs is named, with the likely reason. Of
            what it prints with <code>--events</code> the first wrong event is.
          </li>
        </ol>
      )}
    </div>
  );
}

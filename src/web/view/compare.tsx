import { useCallback, useEffect, useState } from "preact/hooks";
import { areEqual } from "../../dump/bytes.ts";
import { LIMITS } from "../../limits.ts";
import { firstOf, fragmentOf } from "../../report/page_url.ts";
import { sentenceOf } from "../../report/sentence.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import type { Jobs } from "../engine/protocol.ts";
import { DumpBrowser } from "./browser.tsx";
import { CopyButton, DownloadButton } from "./copy.tsx";
import { FileButton, type Taken, take, useDrop, Veil } from "./drop.tsx";
import type { ViewProps } from "./props.ts";
import { Alignment, Verdict } from "./report.tsx";

type Pair = readonly [Given | null, Given | null];
type Given = Extract<Taken, { dump: Uint8Array }>;
type Compared = Jobs["compare"]["result"];

const NO_DUMPS = { dump: null, dump_b: null };

function linked(name: string, dump: Uint8Array | null): Given | null {
  return dump === null ? null : { name, dump };
}

function areSame(one: Uint8Array | null, other: Uint8Array | null): boolean {
  return one === other || (one !== null && other !== null && areEqual(one, other));
}

/** Two dumps of one's own against each other. */
export function CompareView({ labs, state, subject, change }: ViewProps) {
  const [files, setFiles] = useState<Pair>(() => [
    linked("A, of the link", state.dump),
    linked("B, of the link", state.dump_b),
  ]);
  const [fault, setFault] = useState<string | null>(null);
  const [compared, setCompared] = useState<Compared | null>(null);
  const [a, b] = files;

  const takeFile = useCallback(
    async (side: 0 | 1, file: File) => {
      const taken = await take(file);
      if (!("dump" in taken)) {
        const what = "hash" in taken ? "a hash" : "a listing of events";
        setFault("fault" in taken ? taken.fault : `${file.name} is ${what}; expected a dump`);
        return;
      }
      setFault(null);
      setFiles(([first, second]) => (side === 0 ? [taken, second] : [first, taken]));
      change({ at: null });
    },
    [change],
  );
  // The address follows what is here: the dumps themselves, as long as both are small.
  const isLinked = files.every(
    (one) => one === null || one.dump.length <= LIMITS.linked_dump_bytes,
  );
  useEffect(() => {
    const address = isLinked ? { dump: a?.dump ?? null, dump_b: b?.dump ?? null } : NO_DUMPS;
    const isSame = areSame(address.dump, state.dump) && areSame(address.dump_b, state.dump_b);
    if (!isSame) change({ ...address, sha256: null, finding: null });
  }, [a, b]);
  // Another link, opened in the same tab.
  useEffect(() => {
    const { dump, dump_b } = state;
    const isAnother =
      (dump !== null && !areSame(dump, a?.dump ?? null)) ||
      (dump_b !== null && !areSame(dump_b, b?.dump ?? null));
    if (isAnother) setFiles([linked("A, of the link", dump), linked("B, of the link", dump_b)]);
  }, [state.dump, state.dump_b]);
  const put = (next: Pair) => {
    setFault(null);
    setCompared(null);
    setFiles(next);
    change({ at: null });
  };
  const isOver = useDrop(
    useCallback(
      (dropped) => {
        const [first, second] = dropped;
        if (first === undefined) return;
        // Two at once are both; one goes where there is none yet.
        if (second !== undefined) takeFile(1, second);
        takeFile(second === undefined && a !== null ? 1 : 0, first);
      },
      [a, takeFile],
    ),
  );

  useEffect(() => {
    if (a === null || b === null) return;
    let isWanted = true;
    setCompared(null);
    setFault(null);
    ask("compare", { lab: subject.lab, a: a.dump, b: b.dump }).then(
      (result) => isWanted && setCompared(result),
      ({ message }: EngineError) => isWanted && setFault(message),
    );
    return () => {
      isWanted = false;
      abandon();
    };
  }, [subject.lab, a, b]);

  const names: readonly [string, string] = [a?.name ?? "A", b?.name ?? "B"];
  const ordered = compared?.isSwapped ? ([names[1], names[0]] as const) : names;
  return (
    <div class="compare">
      <h1>Compare two dumps</h1>
      <p class="hint">
        Fields are named by the first dump, which stands for the expected one. Nothing is sent.
      </p>
      <div class="subject">
        <label>
          <span>Lab</span>
          <select
            value={subject.lab}
            onChange={({ currentTarget: { value } }) =>
              change({ subject: firstOf(value), at: null })
            }
          >
            {labs.map(({ id, title }) => (
              <option key={id} value={id}>
                {id}: {title}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div class="pair">
        {([0, 1] as const).map((side) => {
          const file = files[side];
          return (
            <div key={side} class="intake slot">
              <p class="lead">
                <b>{side === 0 ? "A" : "B"}</b>{" "}
                {file === null ? "drop a dump" : `${file.name}, ${file.dump.length} bytes`}
              </p>
              <FileButton isPrimary={file === null} onFile={(one) => takeFile(side, one)}>
                {side === 0 ? "Choose dump A…" : "Choose dump B…"}
              </FileButton>
            </div>
          );
        })}
      </div>
      {(a !== null || b !== null) && (
        <div class="actions">
          <button type="button" onClick={() => put([b, a])}>
            Swap A and B
          </button>
          <button type="button" onClick={() => put([null, null])}>
            Clear both
          </button>
          <span class="share">
            {isLinked ? (
              <>
                Link to this{" "}
                <CopyButton
                  text={`${location.origin}/${fragmentOf({ ...state, tab: "compare" })}`}
                  label="the link"
                />
              </>
            ) : (
              `No link: one dump has more than ${LIMITS.linked_dump_bytes} bytes`
            )}
          </span>
        </div>
      )}
      {isOver && <Veil>Drop one dump or both</Veil>}
      {fault !== null && (
        <p class="fault" role="alert">
          {fault}
        </p>
      )}
      <div class="result" aria-live="polite">
        {compared !== null && (
          <Verdict verdict={compared.report.verdict}>
            {sentenceOf(compared.report, {
              actual: ordered[1],
              right: `the same as ${ordered[0]}`,
            })}
          </Verdict>
        )}
      </div>
      {compared !== null && (
        <>
          {compared.isSwapped && (
            <p class="hint">
              {names[0]} does not read as a dump of this lab, so that fields are named by {names[1]}
              .
            </p>
          )}
          <Alignment report={compared.report} />
          <div class="actions">
            <DownloadButton
              name="diff-report.json"
              content={`${JSON.stringify(compared.report, null, 2)}\n`}
            >
              Report (JSON)
            </DownloadButton>
            <DownloadButton
              name={`diff-report.html`}
              content={async () =>
                (await import("../../report/html.ts")).htmlOfReport(
                  compared.report,
                  `${subject.lab}/diff`,
                )
              }
            >
              Report (HTML)
            </DownloadButton>
          </div>
          {compared.sides !== null && (
            <DumpBrowser
              sides={compared.sides}
              names={ordered}
              at={state.at}
              onSelect={(at) => change({ at })}
            />
          )}
        </>
      )}
    </div>
  );
}

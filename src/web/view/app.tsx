import type { ComponentType } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { areEqual } from "../../dump/bytes.ts";
import {
  EMPTY_STATE,
  firstOf,
  fragmentOf,
  type PageState,
  type Subject,
  stateOf,
  TABS,
  type Tab,
} from "../../report/page_url.ts";
import { abandon, ask, type EngineError } from "../engine/client.ts";
import { keptDump } from "../engine/kept_dumps.ts";
import type { LabName, LabSummary } from "../engine/protocol.ts";
import { renew, wasRenewed } from "../engine/renewal.ts";
import { addressOf, take, useDrop, Veil } from "./drop.tsx";
import type { HeldDump, HeldListing, HeldProps, ViewProps } from "./props.ts";
import { SubjectForm } from "./subject_form.tsx";
import { ThemeButton } from "./theme.tsx";
import { VerifyView } from "./verify.tsx";

const TITLES: Readonly<Record<Tab, string>> = {
  verify: "Verify",
  explore: "Explore",
  compare: "Compare",
  suites: "Suites",
  api: "API",
};

/** Elsewhere a browser has no WebCrypto, and nothing can be hashed. */
const INSECURE = "This page works over HTTPS, or at http://127.0.0.1 and http://localhost, only.";

export function App() {
  const [state, setState] = useState(() => stateOf(location.hash));
  const [labs, setLabs] = useState<readonly LabName[] | null>(null);
  const [lab, setLab] = useState<LabSummary | null>(null);
  const [fault, setFault] = useState<string | null>(isSecureContext ? null : INSECURE);
  const [isRenewed] = useState(wasRenewed);
  const [held, setHeld] = useState<HeldDump | null>(() => linkedDump(stateOf(location.hash)));
  const [heldListing, setHeldListing] = useState<HeldListing | null>(null);
  const isRestored = useKeptDump(state, held, setHeld);

  useEffect(() => {
    ask("labs", null).then(setLabs, (error: EngineError) => setFault(error.message));
  }, []);

  useEffect(() => {
    const follow = () => {
      const next = stateOf(location.hash);
      setState(next);
      if (next.dump !== null || next.sha256 !== null) setHeldListing(null);
      setHeld((before) => {
        if (next.dump === null) {
          return next.sha256 !== null && next.sha256 === before?.sha256 ? before : null;
        }
        return before !== null && areEqual(before.dump, next.dump) ? before : linkedDump(next);
      });
    };
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);

  const change = useCallback((changes: Partial<PageState>, how: "push" | "replace" = "replace") => {
    setState((before) => {
      const next = { ...before, ...changes };
      const fragment = fragmentOf(next);
      if (fragment !== location.hash) {
        if (how === "push") history.pushState(null, "", fragment);
        else history.replaceState(null, "", fragment);
      }
      return next;
    });
  }, []);

  const { tab } = state;
  const id = state.subject?.lab ?? labs?.[0]?.id ?? null;
  const isLab = id !== null && labs?.some((one) => one.id === id) === true;
  useEffect(() => {
    if (!isLab || lab?.id === id) return;
    // What the view is at is of another lab.
    if (lab !== null) abandon();
    ask("lab", { lab: id }).then(setLab, (error: EngineError) => setFault(error.message));
  }, [id, isLab]);
  // A view stays until the lab of the next one is there: it has what was dropped on it.
  const shown = useRef<Pick<ViewProps, "lab" | "subject"> | null>(null);
  const next = useMemo(
    () => (lab === null || lab.id !== id ? null : { lab, subject: subjectIn(lab, state.subject) }),
    [lab, id, state.subject],
  );
  shown.current = next ?? shown.current;
  const known = shown.current;
  const faults = [...state.faults];
  if (labs !== null && id !== null && !isLab) {
    faults.push(
      `there is no lab ${JSON.stringify(id)}; expected one of ${labs.map((one) => one.id).join(", ")}`,
    );
  } else if (next !== null && !hasScenario(next)) {
    faults.push(`${next.lab.id} has no scenario ${JSON.stringify(next.subject.scenario)}`);
  }
  const isShown = faults.length === 0 && labs !== null && known !== null;
  // These take what is dropped themselves; on any other it is for Verify.
  const isTaken = isShown && (tab === "verify" || tab === "compare");
  const takeFiles = useCallback(
    async ([file]: readonly File[]) => {
      if (file === undefined) return;
      if (!isShown) return setFault("choose a lab and a scenario first, and drop the dump then");
      const taken = await take(file);
      if ("fault" in taken) return setFault(taken.fault);
      setFault(null);
      const none = { dump: null, at: null, finding: null };
      if ("listing" in taken) {
        setHeld(null);
        setHeldListing(taken);
        return change({ tab: "verify", sha256: null, ...none }, "push");
      }
      const isHash = "hash" in taken;
      setHeldListing(null);
      setHeld(isHash ? null : { ...taken, sha256: null });
      const address = isHash ? { sha256: taken.hash, ...none } : addressOf(taken.dump);
      change({ tab: "verify", ...address }, "push");
    },
    [isShown, change],
  );
  const isOver = useDrop(isTaken ? null : takeFiles);
  useEffect(() => {
    document.title = `${TITLES[tab]} · Assay`;
  }, [tab]);

  return (
    <>
      <button type="button" class="skip" onClick={skip}>
        Skip to the content
      </button>
      <header class="shell">
        <a class="brand" href={fragmentOf(EMPTY_STATE)}>
          Assay
        </a>
        <nav aria-label="Pages">
          {TABS.map((one) => (
            <a
              key={one}
              href={fragmentOf({ ...EMPTY_STATE, tab: one, ...kept(state) })}
              aria-current={one === tab ? "page" : undefined}
            >
              {TITLES[one]}
            </a>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <main id="content" tabIndex={-1}>
        {isRenewed && (
          <p role="status">
            A newer version was deployed while this page was open, so it was loaded anew; a dump
            that was dropped on it must be dropped again.
          </p>
        )}
        {fault !== null && (
          <p class="fault" role="alert">
            {fault}
          </p>
        )}
        {faults.map((one) => (
          <p key={one} class="fault" role="alert">
            This link cannot be shown: {one}.
          </p>
        ))}
        {faults.length > 0 && labs !== null && (
          <Starts {...{ labs, change }} next={isLab ? next : null} />
        )}
        {isOver && <Veil>Drop the dump to verify it</Veil>}
        {isShown && isRestored && (
          <View
            {...{ ...known, labs, state, change, held, setHeld, heldListing, setHeldListing }}
            onFault={setFault}
          />
        )}
      </main>
    </>
  );
}

type AnyView = ComponentType<ViewProps & HeldProps>;

/** The views that a first look does not need, loaded when their tab is chosen. */
const OTHERS: Readonly<Record<Exclude<Tab, "verify">, () => Promise<AnyView>>> = {
  explore: async () => (await import("./explore.tsx")).ExploreView,
  compare: async () => (await import("./compare.tsx")).CompareView,
  suites: async () => (await import("./suites.tsx")).SuitesView,
  api: async () => (await import("./api.tsx")).ApiView,
};

function View({ onFault, ...props }: ViewProps & HeldProps & { onFault(detail: string): void }) {
  const { tab } = props.state;
  const [loaded, setLoaded] = useState<Partial<Record<Tab, AnyView>>>({ verify: VerifyView });
  useEffect(() => {
    if (tab === "verify" || loaded[tab] !== undefined) return;
    OTHERS[tab]().then(
      (view) => setLoaded((before) => ({ ...before, [tab]: view })),
      ({ message }: Error) => renew() || onFault(message),
    );
  }, [tab, loaded]);
  const One = loaded[tab];
  return One === undefined ? null : <One {...props} />;
}

/**
 * Gets a dump that the browser has kept, when the address has its hash only; returns whether that of the first address has
 * been tried, before which there is nothing to verify.
 */
function useKeptDump(
  { sha256, dump }: PageState,
  held: HeldDump | null,
  setHeld: (held: HeldDump) => void,
): boolean {
  const wanted = dump === null && held === null ? sha256 : null;
  const [isFirst, setFirst] = useState(wanted !== null);
  useEffect(() => {
    if (wanted === null) return setFirst(false);
    let isWanted = true;
    keptDump(wanted).then((kept) => {
      if (!isWanted) return;
      if (kept !== null) setHeld({ name: "the kept dump", dump: kept, sha256: wanted });
      setFirst(false);
    });
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return !isFirst;
}

function linkedDump({ dump }: PageState): HeldDump | null {
  return dump === null ? null : { name: "the linked dump", dump, sha256: null };
}

/** What goes along to another tab. */
function kept({ subject, sha256, dump, finding }: PageState): Partial<PageState> {
  return { subject, sha256, dump, finding };
}

/** Where to go from a link that leads nowhere: another scenario of its lab, or a lab. */
function Starts({
  labs,
  next,
  change,
}: Pick<ViewProps, "labs" | "change"> & { next: Pick<ViewProps, "lab" | "subject"> | null }) {
  if (next !== null) {
    const choose = (subject: Subject) => change({ ...EMPTY_STATE, subject }, "push");
    return <SubjectForm {...{ labs, ...next }} fault={null} hasAfter={false} onChange={choose} />;
  }
  return (
    <ul>
      {labs.map(({ id, title }) => (
        <li key={id}>
          <a href={fragmentOf({ ...EMPTY_STATE, subject: firstOf(id) })}>
            {id}: {title}
          </a>
        </li>
      ))}
    </ul>
  );
}

function hasScenario({ lab, subject: { scenario } }: Pick<ViewProps, "lab" | "subject">): boolean {
  return scenario === null || lab.scenarios.some(({ id }) => id === scenario);
}

/** The subject of the address; where it names no scenario, the lab's first. */
function subjectIn(lab: LabSummary, given: Subject | null): Subject {
  const names = given?.scenario !== null || Object.keys(given.parameters).length > 0;
  if (given !== null && names) return given;
  return { ...firstOf(lab.id), scenario: lab.scenarios[0]?.id ?? null };
}

/** A link would have to change the fragment, which is the page's state. */
function skip(): void {
  document.getElementById("content")?.focus();
}

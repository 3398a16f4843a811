import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import { areEqual } from "../../dump/bytes.ts";
import {
  EMPTY_STATE,
  fragmentOf,
  type PageState,
  type Subject,
  stateOf,
  TABS,
  type Tab,
} from "../../report/page_url.ts";
import { ask, type EngineError } from "../engine/client.ts";
import type { LabSummary } from "../engine/protocol.ts";
import { wasRenewed } from "../engine/renewal.ts";
import { ApiView } from "./api.tsx";
import { CompareView } from "./compare.tsx";
import { ExploreView } from "./explore.tsx";
import type { HeldDump, HeldProps, ViewProps } from "./props.ts";
import { SuitesView } from "./suites.tsx";
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
  const [labs, setLabs] = useState<readonly LabSummary[] | null>(null);
  const [fault, setFault] = useState<string | null>(isSecureContext ? null : INSECURE);
  const [isRenewed] = useState(wasRenewed);
  const [held, setHeld] = useState<HeldDump | null>(() => linkedDump(stateOf(location.hash)));

  useEffect(() => {
    ask("labs", null).then(setLabs, (error: EngineError) => setFault(error.message));
  }, []);

  useEffect(() => {
    const follow = () => {
      const next = stateOf(location.hash);
      setState(next);
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
  const subject = useMemo(
    () => (labs === null ? null : subjectIn(labs, state.subject)),
    [labs, state.subject],
  );
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
        {labs !== null && subject !== null && (
          <View {...{ labs, state, subject, change, held, setHeld }} />
        )}
      </main>
    </>
  );
}

function View(props: ViewProps & HeldProps) {
  switch (props.state.tab) {
    case "explore":
      return <ExploreView {...props} />;
    case "compare":
      return <CompareView {...props} />;
    case "suites":
      return <SuitesView {...props} />;
    case "api":
      return <ApiView />;
    default:
      return <VerifyView {...props} />;
  }
}

function linkedDump({ dump }: PageState): HeldDump | null {
  return dump === null ? null : { name: "the linked dump", dump, sha256: null };
}

/** What goes along to another tab. */
function kept({ subject, sha256, dump }: PageState): Partial<PageState> {
  return { subject, sha256, dump };
}

/** The subject of the address; where it names none, or an unknown lab or scenario, the first there is. */
function subjectIn(labs: readonly LabSummary[], given: Subject | null): Subject {
  const lab = labs.find(({ id }) => id === given?.lab) ?? (labs[0] as LabSummary);
  const isKnown =
    given?.lab === lab.id &&
    (given.scenario === null
      ? Object.keys(given.parameters).length > 0
      : lab.scenarios.some(({ id }) => id === given.scenario));
  if (given !== null && isKnown) return given;
  return { lab: lab.id, scenario: lab.scenarios[0]?.id ?? null, parameters: {}, after: null };
}

/** A link would have to change the fragment, which is the page's state. */
function skip(): void {
  document.getElementById("content")?.focus();
}

import { useEffect, useState } from "preact/hooks";
import { renew } from "../engine/renewal.ts";

/** A part of the page that is loaded when it is first wanted; null until then. `load` must stay the same function. */
export function useLoaded<T>(
  isWanted: boolean,
  load: () => Promise<T>,
  onFault: (detail: string) => void,
): T | null {
  const [loaded, setLoaded] = useState<{ readonly part: T } | null>(null);
  useEffect(() => {
    if (!isWanted || loaded !== null) return;
    load().then(
      (part) => setLoaded({ part }),
      ({ message }: Error) => renew() || onFault(message),
    );
  }, [isWanted, loaded]);
  return loaded?.part ?? null;
}

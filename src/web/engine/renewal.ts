/**
 * The names of the page's files are hashes of their contents, and a deployment has its own only: where a newer one has
 * taken its place while the page was open, a file that is loaded late is gone. Then the page is loaded anew, once.
 */

/** Where it is noted, until the window is closed, from which build the page was loaded anew. */
const LEFT = "assay-left-build";
/** This build: the name of the page's first script, which names all others. */
const BUILD = document.querySelector<HTMLScriptElement>("script[type=module]")?.src ?? "";

/** What browsers say of a module that cannot be loaded. */
const GONE = /dynamically imported module|module script failed/i;

export function isGone(detail: string): boolean {
  return GONE.test(detail);
}

/** Loads the page anew, unless this very build has done so before: then loading it is of no help. */
export function renew(): boolean {
  try {
    if (sessionStorage.getItem(LEFT) === BUILD) return false;
    sessionStorage.setItem(LEFT, BUILD);
  } catch {
    // A browser that keeps nothing would load it for ever.
    return false;
  }
  location.reload();
  return true;
}

/** Whether the page was loaded anew from another build: told once. */
export function wasRenewed(): boolean {
  try {
    const left = sessionStorage.getItem(LEFT);
    if (left === null || left === BUILD) return false;
    sessionStorage.removeItem(LEFT);
    return true;
  } catch {
    return false;
  }
}

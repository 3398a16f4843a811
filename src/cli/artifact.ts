import { existsSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";

/**
 * A file of the user's own that an alert may point at: the first of the program's words that is a file, else
 * the first such of `others`; null where there is none. Relative to the repository on GitHub's runner, else to the
 * working directory, with slashes; what is outside that is of this machine only.
 */
export function artifactOf(
  program: string,
  others: readonly (string | undefined)[] = [],
): string | null {
  const words = program.split(/\s+/).map((word) => word.replaceAll(/["']/g, ""));
  for (const word of [...words, ...others]) {
    const path = word === undefined || word === "" ? null : insidePath(word);
    if (path !== null) return path;
  }
  return null;
}

function insidePath(file: string): string | null {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const path = relative(base(), realpathSync(file));
  return path === ".." || path.startsWith(`..${sep}`) || isAbsolute(path)
    ? null
    : path.replaceAll(sep, "/");
}

function base(): string {
  const here = realpathSync(process.cwd());
  const { GITHUB_WORKSPACE } = process.env;
  if (GITHUB_WORKSPACE === undefined || GITHUB_WORKSPACE === "") return here;
  if (!existsSync(GITHUB_WORKSPACE)) return here;
  const workspace = realpathSync(GITHUB_WORKSPACE);
  return here === workspace || here.startsWith(`${workspace}${sep}`) ? workspace : here;
}

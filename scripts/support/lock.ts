/** What package-lock.json holds, as far as we read it (lockfile version 3). */
export interface PackageLock {
  packages: Record<
    string,
    { version?: string; optionalDependencies?: Record<string, string>; [field: string]: unknown }
  >;
}

/** Optional dependencies that some package names and the lock does not have. */
export function missingFromLock({ packages }: PackageLock): { name: string; version: string }[] {
  const missing = new Map<string, string>();
  for (const [path, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const isThere =
        `node_modules/${name}` in packages || `${path}/node_modules/${name}` in packages;
      if (!isThere) missing.set(name, version);
    }
  }
  return [...missing].map(([name, version]) => ({ name, version }));
}

/** The platform of a package such as `@biomejs/cli-linux-x64-musl` or `@cloudflare/workerd-darwin-64`. */
export function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const found = /-(android|darwin|linux|win32|windows)-(x64|arm64|64)(-musl)?$/.exec(name);
  if (found === null) throw new Error(`the name ${name} does not tell its platform`);
  const [, os, cpu, musl] = found as unknown as [string, string, string, string | undefined];
  return {
    os: [os === "windows" ? "win32" : os],
    cpu: [cpu === "64" ? "x64" : cpu],
    ...(musl !== undefined && { libc: ["musl"] }),
  };
}

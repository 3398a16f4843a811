/**
 * Dumps that are too large for an address, kept by the browser under their hashes, so that loading the page anew does not
 * lose them. They stay on this machine (OPFS), the last few of them, until they are cleared. A browser that keeps nothing
 * works as well, but for that.
 */

const FOLDER = "dumps";
const KEPT = 4;

async function folder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** Keeps a dump; resolves to whether it is kept. */
export async function keepDump(sha256: string, dump: Uint8Array): Promise<boolean> {
  try {
    const kept = await folder();
    const file = await kept.getFileHandle(sha256, { create: true });
    const stream = await file.createWritable();
    await stream.write(dump as BufferSource);
    await stream.close();
    await forgetOldest(kept);
    return true;
  } catch {
    return false;
  }
}

async function forgetOldest(kept: FileSystemDirectoryHandle): Promise<void> {
  const files: File[] = [];
  for await (const handle of kept.values()) {
    if (handle.kind === "file") files.push(await (handle as FileSystemFileHandle).getFile());
  }
  files.sort((a, b) => b.lastModified - a.lastModified);
  for (const { name } of files.slice(KEPT)) await kept.removeEntry(name);
}

/** The dump of a hash; null where none is kept. */
export async function keptDump(sha256: string): Promise<Uint8Array | null> {
  try {
    const file = await (await (await folder()).getFileHandle(sha256)).getFile();
    return file.size === 0 ? null : new Uint8Array(await file.arrayBuffer());
  } catch {
    return null;
  }
}

/** Clears all of them. */
export async function forgetDumps(): Promise<void> {
  try {
    await (await navigator.storage.getDirectory()).removeEntry(FOLDER, { recursive: true });
  } catch {
    // None is kept.
  }
}

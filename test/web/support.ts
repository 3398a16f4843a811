import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The Chromium of this machine. Throws where there is none: a test that cannot be run has not passed. */
function executable(): string {
  for (const folder of ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)]) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (existsSync(path)) return path;
    }
  }
  throw new Error("Chromium is missing: apt-get install chromium, or any Chrome on the PATH");
}

/** For anything that a page must come to show, in milliseconds: the machine of a CI may be slow. */
const TIMEOUT = 20_000;

export interface Browser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** A browser with an empty profile. */
export async function startBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), "assay-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable(),
    headless: true,
    args: FLAGS,
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(TIMEOUT);
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** What a page has complained of, and every request that went elsewhere: both must stay empty. */
export interface Watched {
  readonly page: Page;
  readonly complaints: string[];
  readonly elsewhere: string[];
}

export async function openPage({ context }: Browser, url: string): Promise<Watched> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const elsewhere: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== "data:" && protocol !== "blob:" && origin !== new URL(url).origin) {
      elsewhere.push(request.url());
    }
  });
  await page.goto(url);
  return { page, complaints, elsewhere };
}

/** Drops a file on the page, as a person would. */
export async function dropFile(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      const text = atob(content);
      data.items.add(new File([Uint8Array.from(text, (one) => one.charCodeAt(0))], file));
      return data;
    },
    [name, Buffer.from(bytes).toString("base64")] as const,
  );
  for (const type of ["dragover", "drop"]) {
    await page.dispatchEvent("main", type, { dataTransfer: transfer });
  }
}

import { type Browser, chromium, type Page } from "playwright-core";
import { SyncError } from "@/domain/errors.ts";
import { type Chromium, provideChromium } from "../../scripts/chromium.ts";

/** `null`: it cannot be had here, which is said. */
export async function browserHere(): Promise<Chromium | null> {
  try {
    return await provideChromium();
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    console.error(`left out, there is no browser: ${thrown.message}`);
    return null;
  }
}

/** After that something hangs. */
const longestMs = 60_000;

/** One without windows; what a page complains of is kept. */
interface Browsing extends AsyncDisposable {
  /** A window that was let in by that link. */
  letIn(link: string): Promise<Page>;
  /** One more of the browser that was let in last. */
  another(): Promise<Page>;
  /** A window that runs no scripts, let in by that link. */
  withoutScripts(link: string): Promise<Page>;
  /** Everything that a page wrote to its console as a warning or an error. */
  readonly complaints: readonly string[];
}

export async function startBrowser({ path, env }: Chromium): Promise<Browsing> {
  const browser: Browser = await chromium.launch({
    executablePath: path,
    // Root has no sandbox for it, and machines of tests have little shared memory.
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
    // A test of reloads sends one to this process, which all tests share.
    handleSIGHUP: false,
    env: { ...env },
  });
  const complaints: string[] = [];
  let context = await browser.newContext();
  async function opened(link: string, javaScriptEnabled: boolean): Promise<Page> {
    context = await browser.newContext({ javaScriptEnabled });
    const page = await watched();
    await page.goto(link);
    await page.waitForURL(/\/inbox$/);
    return page;
  }
  async function watched(): Promise<Page> {
    const page = await context.newPage();
    page.setDefaultTimeout(longestMs);
    page.on("console", (message) => {
      if (/error|warning/.test(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    return page;
  }
  return {
    letIn: (link) => opened(link, true),
    another: watched,
    withoutScripts: (link) => opened(link, false),
    complaints,
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

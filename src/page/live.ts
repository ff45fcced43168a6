import type { BehindPage } from "@/ports/page.ts";
import type { Runtime } from "@/ports/runtime.ts";
import { every } from "@/ports/waits.ts";

interface LiveDeps extends Pick<BehindPage, "changes" | "over"> {
  readonly runtime: Pick<Runtime, "after" | "uuid">;
}

/** Tells open pages what is newest, so that whoever shows something older reads again. */
interface Live {
  /** What a page that is made now has seen. */
  mark(): string;
  /** Server-sent events until the browser or the daemon goes: the mark as it is, then whenever it changes. */
  stream(gone: AbortSignal): Response;
}

/** The first of what comes together is told at once, the rest together. */
const togetherMs = 100;
/** Often enough that nobody between takes the connection for dead. */
const aliveEveryMs = 15_000;

export function createLive({ changes, over, runtime }: LiveDeps): Live {
  const daemon = runtime.uuid().slice(0, 8);
  const encoder = new TextEncoder();
  let count = 0;
  changes.hear(() => count++);
  const mark = () => `${daemon}-${count}`;

  function stream(gone: AbortSignal): Response {
    const ended = AbortSignal.any([gone, over]);
    const open = new DisposableStack();
    let waiting: Disposable | null = null;
    let told = "";

    function begin(controller: ReadableStreamDefaultController<Uint8Array>): void {
      const send = (text: string) => {
        if (!open.disposed) controller.enqueue(encoder.encode(text));
      };
      function tell(): void {
        waiting = null;
        if (open.disposed || told === mark()) return;
        told = mark();
        send(`event: mark\ndata: ${told}\n\n`);
        waiting = runtime.after(togetherMs, tell);
      }
      function close(): void {
        if (open.disposed) return;
        open.dispose();
        controller.close();
      }
      open.defer(() => waiting?.[Symbol.dispose]());
      open.defer(() => ended.removeEventListener("abort", close));
      open.use(changes.hear(() => waiting ?? tell()));
      open.use(every(runtime, aliveEveryMs, () => send(":\n\n")));
      ended.addEventListener("abort", close);
      if (ended.aborted) return close();
      // What happened between the page and this is told by it.
      tell();
    }

    const body = new ReadableStream({ start: begin, cancel: () => open.dispose() });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  return { mark, stream };
}

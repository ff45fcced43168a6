import { asSyncError } from "@/domain/errors.ts";
import type { FullScreen } from "@/ports/full_screen.ts";
import type { Inbox, InboxAsked } from "@/ports/inbox.ts";
import type { TakingBack } from "@/ports/take_back.ts";
import { draw, inSight } from "@/cli/inbox/draw.ts";
import { readKeys } from "@/cli/inbox/keys.ts";
import { createPainter } from "@/cli/inbox/painter.ts";
import { firstState, type InboxEvent, type InboxState, type InboxWish } from "@/cli/inbox/state.ts";
import { step } from "@/cli/inbox/step.ts";

interface InboxDeps {
  readonly inbox: Inbox;
  readonly takeBack: TakingBack["takeBack"];
  readonly screen: FullScreen;
  /** A line as this terminal is told it. */
  readonly painted: (line: string) => string;
  readonly now: () => Date;
  /** Ends early when the signal comes. */
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** More are found by a filter. */
const mostListed = 1_000;
/** Whether there is news is looked at so often. */
const tickMs = 2_000;
/** What a key sends comes at once: an Escape that is alone for so long is the key. */
const escapeMs = 40;

/**
 * Until the person has had enough, or the signal comes; what was being carried out then is waited for.
 * @throws the signal's reason where it came in the middle of that.
 */
export async function runInbox(deps: InboxDeps, filter: InboxState["filter"]): Promise<void> {
  const { inbox, screen, now, wait, signal } = deps;
  const happened: InboxEvent[] = [];
  const underWay = new Set<Promise<void>>();
  const paint = createPainter(screen, deps.painted);
  let state = firstState(screen.size(), filter);
  let isOver = false;
  let wake = () => {};
  let look: "none" | "under way" | "once more" = "none";

  function happen(event: InboxEvent): void {
    happened.push(event);
    wake();
  }

  function end(): void {
    isOver = true;
    wake();
  }

  /** What fails is said, and all goes on. */
  function background(work: () => Promise<InboxEvent | null>): Promise<void> {
    const running = work().catch((thrown: unknown): InboxEvent => {
      const { message, hint } = asSyncError(thrown);
      return { type: "failed", words: hint === null ? message : `${message}. ${hint}` };
    }).then((event) => event === null ? undefined : happen(event));
    underWay.add(running);
    return running.finally(() => underWay.delete(running));
  }

  const asked = (part: Partial<InboxAsked>): InboxAsked => ({
    ...state.filter,
    ids: [],
    foresees: false,
    choice: null,
    from: 0,
    limit: mostListed,
    ...part,
  });

  /** One at a time; what is asked for meanwhile is looked at once that is over. */
  async function lookNow(): Promise<void> {
    if (look !== "none") return void (look = "once more");
    look = "under way";
    const { filter } = state;
    await background(async () => {
      const page = await inbox.look(asked({}), signal);
      return { type: "looked", page, filter };
    });
    const isWanted = (look as string) === "once more";
    look = "none";
    if (isWanted && !isOver) await lookNow();
  }

  function carryOut(wish: InboxWish): void {
    switch (wish.type) {
      case "quit":
        return end();
      case "look":
        return void lookNow();
      case "foresee":
        return void background(async () => {
          const { answered } = state.filter;
          const whole = { kinds: [], projects: [], text: "", answered };
          const { items } = await inbox.look(
            asked({ ...whole, ids: wish.ids, foresees: true }),
            signal,
          );
          return { type: "foresaw", items };
        });
      case "take back":
        return void background(async () => {
          const target = { kind: "undo", of: wish.operation } as const;
          const how = { isPlan: false, looks: true, asOf: null };
          return { type: "taken back", taken: await deps.takeBack({ target, ...how }, signal) };
        });
      case "act":
        return void background(async () => {
          const outcomes = await inbox.act(wish.acts, signal);
          return { type: "acted", outcomes, isUndo: wish.isUndo };
        });
    }
  }

  async function hearKeys(): Promise<void> {
    let rest = "";
    const press = (sent: string, isOver: boolean) => {
      const read = readKeys(sent, isOver);
      rest = read.rest;
      for (const key of read.keys) happen({ type: "pressed", key });
    };
    for (let sent = await screen.read(); !isOver && sent !== null; sent = await screen.read()) {
      press(rest + sent, false);
      const waiting = rest;
      if (waiting !== "") void wait(escapeMs).then(() => rest === waiting && press(rest, true));
    }
    end();
  }

  async function lookForNews(): Promise<void> {
    for (await wait(tickMs); !isOver; await wait(tickMs)) {
      if (state.busy !== null || state.page === null) continue;
      const { position } = state.page;
      await background(async () => {
        const news = await inbox.look(asked({ limit: 0 }), signal);
        if (news.position !== position) void lookNow();
        return null;
      });
    }
  }

  signal.addEventListener("abort", end, { once: true });
  screen.onChange(() => {
    paint.forget();
    happen({ type: "resized", size: screen.size() });
  });
  void lookNow();
  hearKeys().catch(end);
  void lookForNews();
  while (!isOver && !signal.aborted) {
    state = inSight(state, now());
    paint.show(draw(state, now()));
    if (happened.length === 0) await new Promise<void>((resolve) => wake = resolve);
    for (const event of happened.splice(0)) {
      const next = step(state, event);
      state = next.state;
      for (const wish of next.wishes) carryOut(wish);
    }
  }
  screen[Symbol.dispose]();
  if (state.busy === null) return;
  await Promise.all(underWay);
  signal.throwIfAborted();
}

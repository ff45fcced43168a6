import type { Telling } from "@/ports/notifier.ts";

/** One notice, with letters beyond ASCII. */
export const telling: Telling = {
  notices: [{
    id: "overdue/1",
    kind: "overdue",
    task: "1",
    title: "Öl",
    at: "2026-11-21T05:00:00Z",
    text: "Öl was due",
  }],
  title: "Überfällig",
  body: "Öl was due",
  isUrgent: true,
};

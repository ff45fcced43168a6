import type { TaskEvent } from "@/domain/events.ts";

type Failed = Extract<TaskEvent, { type: "PushFailed" }>["data"];

/**
 * Whether it is not tried again by itself. Logs of before 0.2 gave up at answers that were not Vikunja's: a page,
 * a cut text, `{"message":"Not Found"}`. Such an answer says nothing, so they are taken up again.
 */
export function isGivenUp(
  { code, message, retryAt }: Pick<Failed, "code" | "message" | "retryAt">,
): boolean {
  if (retryAt !== null) return false;
  const wasGuess = code === "SERVER_ANSWER" ||
    code === "NOT_FOUND" && /: (Not Found|status 404)$/.test(message);
  return !wasGuess;
}

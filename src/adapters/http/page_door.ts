import { listen } from "@/adapters/http/server.ts";
import type { Route, RouteRequest } from "@/adapters/http/routes.ts";
import type { Door, Place } from "@/ports/doors.ts";
import type { AnswerPage } from "@/ports/page.ts";

interface PageDoorDeps {
  /** What it is made of takes memory: it is loaded when a browser asks for the first time. */
  readonly load: () => Promise<AnswerPage>;
  readonly collectGarbage: () => void;
}

/** A form holds a few marks and names. */
const maxBytes = 1024 * 1024;

/** Answers browsers and nobody else: a listener of its own, so that nothing of it is where webhooks come in. */
export function openPageDoor(
  place: Place,
  { load, collectGarbage }: PageDoorDeps,
): Promise<Door> {
  let page: Promise<AnswerPage> | null = null;
  const routes = (["GET", "POST"] as const).map((method): Route => ({
    method,
    path: "*",
    isPublic: true,
    maxBytes,
    handle: async (request) => ({
      kind: "response",
      response: await (await (page ??= load()))(webRequest(request)),
    }),
  }));
  return listen(place, { routes, isPublic: true, collectGarbage });
}

/** Who was asked for is in its header `host`, not in its address. */
function webRequest({ method, target, headers, body, signal }: RouteRequest): Request {
  const given = new Headers();
  for (const name in headers) given.set(name, headers[name] ?? "");
  return new Request(new URL(target, "http://page"), {
    method,
    headers: given,
    body: method === "POST" ? new Uint8Array(body) : null,
    signal,
  });
}

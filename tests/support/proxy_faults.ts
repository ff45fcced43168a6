import type { Fault } from "@tests/support/faulty_proxy.ts";

const page = "<html><body><h1>Just a moment</h1></body></html>";

/** What something in front of a server answers by itself. */
const own: Readonly<Record<string, Extract<Fault, { kind: "answer" }>>> = {
  "404 text": answer(404, { text: "404 page not found\n", type: "text/plain" }),
  "403 page": answer(403, { text: page, type: "text/html" }),
  "502 page": answer(502, { text: page, type: "text/html" }),
  "500 page": answer(500, { text: page, type: "text/html" }),
  "413 page": answer(413, { text: page, type: "text/html" }),
  "200 page": answer(200, { text: page, type: "text/html" }),
  "200 empty": answer(200, { text: "", type: "text/plain" }),
  "200 JSON of another": answer(200, { text: '{"status":"ok"}', type: "application/json" }),
  "404 JSON": answer(404, { text: '{"message":"Not Found"}', type: "application/json" }),
  "403 JSON": answer(403, { text: '{"message":"Forbidden"}', type: "application/json" }),
  "401 JSON": answer(401, { text: '{"message":"Unauthorized"}', type: "application/json" }),
  "404 JSON with its status as code": answer(404, {
    text: '{"code":404,"message":"Not Found"}',
    type: "application/json",
  }),
  "403 problem": answer(403, {
    text: '{"title":"Forbidden","status":403,"detail":"blocked"}',
    type: "application/problem+json",
  }),
};

function answer(status: number, { text, type }: { readonly text: string; readonly type: string }) {
  return { kind: "answer", status, text, headers: { "content-type": type } } as const;
}

/** Everything that can come between a write and its answer, by name. */
export const proxyFaults: readonly (readonly [string, Fault])[] = [
  ["cut before", { kind: "cut before" }],
  ["cut after", { kind: "cut after" }],
  ["half, with the right length", { kind: "half", says: "whole" }],
  ["half, then cut", { kind: "half", says: "part" }],
  ...Object.entries(own).flatMap(([name, fault]) => [
    [`${name} before`, fault] as const,
    [`${name} after`, { ...fault, after: true }] as const,
  ]),
];

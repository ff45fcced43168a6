import assert from "node:assert/strict";
import { isHostOf } from "@/app/page/own_host.ts";

Deno.test("isHostOf() takes the page's own address, and no name that was made to point here", () => {
  const of = (host: string) => isHostOf(host, "127.0.0.1", 4711);
  for (const host of ["127.0.0.1:4711", "localhost:4711", "[::1]:4711", "LOCALHOST:4711"]) {
    assert.ok(of(host), host);
  }
  const others = [
    "",
    "evil.example:4711",
    "127.0.0.1",
    "127.0.0.1:80",
    "127.0.0.1:4712",
    "10.0.0.1:4711",
  ];
  for (
    const host of [...others, "127.0.0.1.evil.example:4711", "localhost.:4711", "a@127.0.0.1:4711"]
  ) {
    assert.ok(!of(host), host);
  }
});

Deno.test("isHostOf() takes any address where the page is to be had from elsewhere", () => {
  const of = (host: string) => isHostOf(host, "0.0.0.0", 80);
  assert.ok(of("192.168.1.9") && of("192.168.1.9:80") && of("[fe80::1]") && of("localhost"));
  assert.ok(!of("evil.example") && !of("192.168.1.9:81"));
});

import { attributeCalls } from "@system/attribute_calls.ts";
import { children } from "@system/children.ts";
import { thisProcess } from "@system/this_process.ts";
import type { AttributeCalls } from "@/ports/system.ts";

/** Longer lists and values than the kernel keeps of a file (`XATTR_LIST_MAX`, `XATTR_SIZE_MAX`). */
const longest = 65_536;

/**
 * Gives a new file what the old one has besides content, owner and mode: access control lists and extended
 * attributes. In one look at the kernel where this process may call it, else by `cp`, which costs milliseconds;
 * where it may do neither (a Deno without `--allow-ffi` and `--allow-run=cp`), they are not kept.
 * @throws what the system says where one cannot be set.
 */
export function copyAttributes(from: string, to: string): void {
  if (thisProcess.os !== "linux") return;
  const kernel = kernelOrNull();
  if (kernel !== null) copyByKernel(kernel, from, to);
  else if (thisProcess.may("run", "cp")) copyByProgram(from, to);
}

function copyByKernel(
  { listxattr, getxattr, setxattr }: AttributeCalls,
  from: string,
  to: string,
): void {
  const [source, target] = [cText(from), cText(to)];
  const names = new Uint8Array(longest);
  const length = listxattr(source, names, longest);
  if (length <= 0) return;
  for (const name of namesIn(names.subarray(0, length))) {
    const value = new Uint8Array(longest);
    const size = getxattr(source, cText(name), value, longest);
    // What only the system may set (`security.*`, `trusted.*`) it sets itself.
    if (size < 0 || !/^(user|system\.posix_acl)/.test(name)) continue;
    if (setxattr(target, cText(name), value, size, 0) === 0) continue;
    throw Object.assign(new Error(`the attribute ${name} cannot be kept`), { code: "EPERM" });
  }
}

function copyByProgram(from: string, to: string): void {
  const args = ["--attributes-only", "--preserve=mode,ownership,xattr", "--", from, to];
  const { code, stderr } = children.runNow("cp", args);
  if (code === 0) return;
  const said = new TextDecoder().decode(stderr).trim();
  throw Object.assign(new Error(`its attributes cannot be kept: ${said}`), { code: "EPERM" });
}

let opened: AttributeCalls | null | undefined;

function kernelOrNull(): AttributeCalls | null {
  return opened === undefined ? opened = attributeCalls() : opened;
}

function cText(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${text}\0`);
}

function namesIn(bytes: Uint8Array): readonly string[] {
  return new TextDecoder().decode(bytes).split("\0").filter((name) => name !== "");
}

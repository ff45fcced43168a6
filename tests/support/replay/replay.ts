import { until } from "@tests/support/until.ts";
import { failedAssertion } from "./assertions.ts";
import { differences } from "./matcher.ts";
import { type Json, lookup, type Rules, type Scenario, type Step } from "./scenario.ts";
import type { ScenarioResponse } from "./scenario.ts";
import { type Account, randomName, register, send } from "./send.ts";
import { createVariables, type Variables } from "./variables.ts";

/** The time as the server sees it. */
export interface ReplayClock {
  now(): Date;
  wait(ms: number): Promise<void>;
}

interface ReplayOptions {
  /** Only scenarios of this profile are run; "default" when left out. */
  readonly profile?: string;
  readonly clock: ReplayClock;
}

interface Replayed {
  /** Steps answered as recorded. */
  readonly passed: number;
  readonly failures: readonly StepFailure[];
}

interface StepFailure {
  readonly scenario: string;
  /** From 1. */
  readonly step: number;
  readonly name: string;
  readonly problems: readonly string[];
}

/** Sends recorded requests to a server and compares its answers, step by step. */
export async function replay(
  url: string,
  scenarioFiles: readonly URL[],
  { profile = "default", clock }: ReplayOptions,
): Promise<Replayed> {
  const general = await readJson(new URL("../volatile.json", scenarioFiles[0])) as Scenario;
  let passed = 0;
  const failures: StepFailure[] = [];
  for (const file of scenarioFiles) {
    const scenario = await readJson(file) as Scenario;
    if ((scenario.profile ?? "default") !== profile) continue;
    const run = { url, clock, general: general.volatile ?? {}, scenario };
    const variables = await prepared(url, scenario);
    for (const [place, step] of scenario.steps.entries()) {
      const problems = await runStep(run, step, variables);
      if (problems.length === 0) passed += 1;
      else failures.push({ scenario: scenario.name, step: place + 1, name: step.name, problems });
    }
  }
  return { passed, failures };
}

interface Run {
  readonly url: string;
  readonly clock: ReplayClock;
  readonly general: Rules;
  readonly scenario: Scenario;
}

async function prepared(url: string, { needs_other_user }: Scenario): Promise<Variables> {
  const variables = createVariables();
  variables.set("uniq", randomName());
  variables.set("short", `Q${randomName().slice(0, 8).toUpperCase()}`);
  const accounts: [string, Account][] = [["user", await register(url)]];
  if (needs_other_user) accounts.push(["other", await register(url)]);
  for (const [prefix, account] of accounts) {
    for (const [name, value] of Object.entries(account)) variables.set(`${prefix}.${name}`, value);
  }
  return variables;
}

async function runStep(run: Run, step: Step, variables: Variables): Promise<readonly string[]> {
  if (step.wait_ms !== undefined) await run.clock.wait(step.wait_ms);
  const once = async () => {
    variables.set("now", run.clock.now().toISOString());
    return await attempt(run, step, variables).catch((error) => [String(error)]);
  };
  if (step.retry_ms === undefined) return await once();
  return await until(step.name, once, (problems) => problems.length === 0)
    .catch((error) => [String(error)]);
}

async function attempt(run: Run, step: Step, variables: Variables): Promise<readonly string[]> {
  let answer: ScenarioResponse = { status: 0 };
  for (let time = 1; time <= (step.repeat ?? 1); time++) {
    variables.set("i", String(time).padStart(3, "0"));
    answer = await send(run.url, step.request, variables);
  }
  const { status, headers = {}, body = null } = answer;
  const root: Json = { status, headers, body };
  const problems: string[] = [];
  for (const [name, path] of Object.entries(step.capture ?? {})) {
    const value = lookup(root, String(variables.fill(path)));
    if (value === undefined) problems.push(`nothing to capture at ${path}`);
    else variables.set(name, value);
  }
  for (const assertion of step.assert ?? []) {
    const failed = failedAssertion(assertion, root, variables);
    if (failed !== null) problems.push(failed);
  }
  return [...problems, ...compared(run, step, answer, variables)];
}

const pageHeaders = ["x-pagination-total-pages", "x-pagination-result-count"];

function compared(
  { general, scenario }: Run,
  { response, ...step }: Step,
  answer: ScenarioResponse,
  variables: Variables,
): readonly string[] {
  if (response.status !== answer.status) {
    return [
      `status ${response.status} expected, got ${answer.status} ${JSON.stringify(answer.body)}`,
    ];
  }
  const looseness = {
    rules: [step.volatile ?? {}, scenario.volatile ?? {}, general],
    unordered: [...scenario.unordered ?? [], ...step.unordered ?? []],
  };
  const compare = (path: string, recorded: Json | undefined, actual: Json | undefined) =>
    differences(path, { recorded, actual }, variables, looseness);
  const { headers: given = {} } = answer;
  const expected = response.headers ?? {};
  return [
    ...Object.entries(expected).flatMap(([name, value]) =>
      compare(`headers.${name}`, value, given[name])
    ),
    ...pageHeaders.filter((name) => name in given && !(name in expected)),
    ...compare("body", response.body, answer.body),
    ...compare("text", response.text, answer.text),
  ];
}

async function readJson(file: URL): Promise<unknown> {
  return JSON.parse(await Deno.readTextFile(file));
}

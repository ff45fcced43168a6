import { type Complaint, type Refusal, SchemaRefusal } from "../errors.ts";
import type { Answer } from "../http/call.ts";

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  409: "Conflict",
  412: "Precondition Failed",
  422: "Unprocessable Entity",
};

/** A refusal as v2 words it: `application/problem+json`; only a bad login looks like v1. */
export function refusedV2(refusal: Refusal | SchemaRefusal, publicUrl: string): Answer {
  if (refusal instanceof SchemaRefusal) {
    const { status, message: detail, complaints: errors } = refusal;
    return problem(publicUrl, { status, detail, errors });
  }
  const { status, code, message, extra } = refusal;
  if (status === 401 || code === null) {
    return { status, body: { ...(code === null ? {} : { code }), message } };
  }
  if (code === 2002) return invalid(publicUrl, refusal);
  const own = code === 0 ? {} : { code };
  return problem(publicUrl, { status, detail: message, ...own, ...extra });
}

/** `title: non zero value required` becomes a complaint about `body.title`. */
function invalid(publicUrl: string, { code, extra }: Refusal): Answer {
  const fields = extra["invalid_fields"] as readonly string[];
  const errors: readonly Complaint[] = fields.map((text) => {
    const [field = "", ...message] = text.split(": ");
    return { message: message.join(": ") || "Invalid data", location: `body.${field}` };
  });
  const detail = "Struct is invalid. Invalid Data";
  return problem(publicUrl, { status: 422, detail, errors, code });
}

function problem(
  publicUrl: string,
  given: Readonly<Record<string, unknown>> & { readonly status: number },
): Answer {
  return {
    status: given.status,
    headers: { "content-type": "application/problem+json" },
    body: {
      $schema: `${publicUrl}/api/v2/schemas/VikunjaErrorModel.json`,
      title: titles[given.status] ?? "Error",
      ...given,
    },
  };
}

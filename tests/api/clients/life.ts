// A whole life with the types that openapi-typescript writes: node life.js ADDRESS PASSWORD
import createClient from "openapi-fetch";
import type { components, paths } from "./schema";

type Act = components["schemas"]["AnyAct"];
type Problem = components["schemas"]["ProblemOut"];

const [address, password] = process.argv.slice(2) as [string, string];
const day = "2026-03-04";

function need<T>(value: T | undefined, error?: unknown): T {
  if (value === undefined) throw new Error(JSON.stringify(error));
  return value;
}

function same(found: unknown, expected: unknown): void {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(found)} is not ${JSON.stringify(expected)}`);
}

async function clientOf(username: string) {
  const { data, error } = await createClient<paths>({ baseUrl: address }).POST("/api/v1/token/", { body: { username, password } });
  return createClient<paths>({ baseUrl: address, headers: { Authorization: `Token ${need(data, error).token}` } });
}

const people = { clerk: await clientOf("clerk"), handler: await clientOf("handler"), reviewer: await clientOf("reviewer"), signer: await clientOf("signer") };
const { clerk } = people;

// Files: the body as a form, as a browser sends it.
const application: components["schemas"]["ApplicationIn"] = { channel: "fax", arrived_on: day, applicant_kind: "business", applicant_name: "某某有限公司", content: "某小区改造施工合同" };
const form = new FormData();
for (const [name, value] of Object.entries(application)) form.append(name, value);
form.append("files", new Blob(["%PDF-1.7\n"], { type: "application/pdf" }), "申请表.pdf");
const sent = await clerk.POST("/api/v1/applications/", { body: application, bodySerializer: () => form });
const stored = need(sent.data, sent.error);
same(stored.attachments.map((one) => one.name), ["申请表.pdf"]);

const params = { path: { id: stored.id } };
const early = await clerk.POST("/api/v1/applications/{id}/register/", { params, body: {} });
const problem: Problem = need(early.error);
same([problem.status, problem.type], [400, "/api/v1/problems/refused/"]);
need((await clerk.POST("/api/v1/applications/{id}/confirmations/", { params, body: { on: day, means: "电话", reached: true } })).data);
const opened = await clerk.POST("/api/v1/applications/{id}/register/", { params, body: {} });
const id = need(opened.data, opened.error).id;
let version = need(opened.data).version;

async function act(who: keyof typeof people, body: Act): Promise<void> {
  const { data, error } = await people[who].POST("/api/v1/cases/{id}/acts/", { params: { path: { id } }, body });
  version = need(data, error).seq;
}

const officers = need((await clerk.GET("/api/v1/officers/", { params: { query: { role: "handler" } } })).data);
await act("clerk", { act: "assign", on: day, version, data: { handler_id: officers.results[0]!.id } });
await act("handler", { act: "draft", on: day, version, data: { outcome: "open", facts: { provided: ["《施工合同》"], secrecy_review: "保密审查表第1号" } } });
await act("handler", { act: "submit_for_review", on: day, version });
await act("reviewer", { act: "approve", on: day, version });
await act("signer", { act: "sign", on: day, version });
await act("clerk", { act: "reply", on: day, version });
await act("clerk", { act: "deliver", on: day, version, data: { method: "direct", receipt: "张三" } });

const query = { state: ["delivered" as const, "closed" as const], ordering: ["-received_on" as const, "id" as const], page_size: 10 };
const cases = need((await clerk.GET("/api/v1/cases/", { params: { query } })).data);
same(cases.results.map((one) => [one.id, one.outcome, one.due_on]), [[id, "open", "2026-04-01"]]);
const unknown = await clerk.GET("/api/v1/cases/", { params: { query: { stat: "closed" } as never } });
same(unknown.error?.errors.map((one) => [one.field, one.code]), [["stat", "unknown"]]);

const letters = need((await clerk.GET("/api/v1/letters/", { params: { query: { case: id, kind: "open" } } })).data);
const pdf = await clerk.GET("/api/v1/letters/{id}/pdf/", { params: { path: { id: letters.results[0]!.id } }, parseAs: "text" });
if (!String(need(pdf.data)).startsWith("%PDF-")) throw new Error("no PDF");

const year = { year: 2026, code: "D" };
const report = need((await clerk.GET("/api/v1/reports/{year}/{code}/", { params: { path: year } })).data);
let counted = 0;
for (const [row, cells] of Object.entries(report.tables)) {
  for (const [column, value] of Object.entries(cells)) {
    if (!value) continue;
    const cell = need((await clerk.GET("/api/v1/reports/{year}/{code}/cell/", { params: { path: year, query: { row, column } } })).data);
    same([cell.value, cell.cases], [value, [id]]);
    counted += 1;
  }
}
if (counted < 4) throw new Error(`only ${counted} cells`);
console.log("a whole life");

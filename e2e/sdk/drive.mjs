/**
 * Drives the portal by the reference system's own SDK, as a merchant does who changes a base URL and
 * a key: customers, files, documents, reviews, tags, requests, settings, webhooks, reports; and the
 * storefront, by a token that the merchant signs for a customer.
 *
 *   node drive.mjs '{"sdk": …, "url": …, "apiKey": …, "organizationId": …, "photo": …, …}'
 *
 * Prints a line for each call; ends with 1 at the first answer that is not as it should be.
 */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const task = JSON.parse(process.argv[2]);
const { RebillyAPI, RebillyExperimentalAPI, RebillyStorefrontAPI } = await import(
  pathToFileURL(task.sdk)
);
const { apiKey, organizationId } = task;
const api = RebillyAPI({ apiKey, organizationId, sandbox: true });
api.setEndpoints({ sandbox: task.url });
let calls = 0;

/** Say what was called, and give its answer; `status` is the one that the reference answers. */
async function call(name, promise, status = 200) {
  const answer = await promise;
  assert.equal(answer.response.status, status, name);
  calls += 1;
  console.log(`${status} ${name}`);
  return answer.fields ?? answer;
}

/** Say that a call was refused by an error of the SDK's own kind. */
async function refused(name, kind, promise) {
  await assert.rejects(promise, (error) => error.name === kind, name);
  calls += 1;
  console.log(`${kind} ${name}`);
}

async function customers() {
  const id = `sdk-${Date.now()}`;
  const primaryAddress = { firstName: "Anna Maria", lastName: "Martinez Lopez", dob: "1990-02-13" };
  const data = { primaryAddress };
  await call("customers.create", api.customers.create({ data }), 201);
  // Under an id of its own the SDK asks whether it is free, and then puts it there.
  await call("customers.create with an id", api.customers.create({ id, data }), 201);
  await refused("customers.create twice", "RebillyConflictError", api.customers.create({ id, data }));
  await call("customers.update", api.customers.update({ id, data }));
  const found = await call("customers.get", api.customers.get({ id }));
  assert.equal(found.primaryAddress.lastName, "Martinez Lopez");
  const listed = await call("customers.getAll", api.customers.getAll({ filter: `id:${id}` }));
  assert.equal(listed.total, 1);
  await refused("customers.get of nobody", "RebillyNotFoundError", api.customers.get({ id: "nobody" }));
  return id;
}

async function files() {
  const form = new FormData();
  const photo = new Blob([await readFile(task.photo)], { type: "image/jpeg" });
  form.set("file", photo, "passport.jpg");
  const { id } = await call("files.upload", api.files.upload({ fileObject: form }), 201);
  const data = { name: "passport.jpg", description: "front", tags: ["kyc", "id-front"] };
  const described = await call("files.update", api.files.update({ id, data }));
  assert.deepEqual(described.tags, ["kyc", "id-front"]);
  await call("files.get", api.files.get({ id }));
  await call("files.getAll", api.files.getAll({ limit: 5, sort: ["-createdTime"] }));
  const download = await api.files.download({ id });
  assert.equal(Buffer.from(download.data).length, photo.size);
  const spare = new FormData();
  spare.set("file", new Blob([await readFile(task.spare)], { type: "image/jpeg" }), "spare.jpg");
  const other = await call("files.upload again", api.files.upload({ fileObject: spare }), 201);
  await call("files.delete", api.files.delete({ id: other.id }), 204);
  return id;
}

async function documents(customerId, fileId) {
  const { kycDocuments } = api;
  // Papers about funds are left to a person, so what follows needs no analyser to have finished.
  const data = {
    customerId,
    documentType: "funds-proof",
    documentSubtype: "bank-statement",
    fileIds: [fileId],
  };
  const { id } = await call("kycDocuments.create", kycDocuments.create({ data }), 201);
  let found = await call("kycDocuments.get", kycDocuments.get({ id }));
  for (let i = 0; found.status === "in-progress" && i < 120; i += 1) {
    await new Promise((done) => setTimeout(done, 500));
    found = (await kycDocuments.get({ id })).fields;
  }
  assert.equal(found.status, "pending");
  const listing = { filter: `customerId:${customerId}`, expand: "customer" };
  const listed = await call("kycDocuments.getAll", kycDocuments.getAll(listing));
  assert.equal(listed.items[0].fields._embedded.customer.id, customerId);
  const notes = { ...data, notes: "seen" };
  await call("kycDocuments.update", kycDocuments.update({ id, data: notes }));
  await tags(id);
  await reviews(id);
}

async function tags(kycDocumentId) {
  const tag = "sdk";
  const data = { kycDocumentIds: [kycDocumentId] };
  const { tags: resource } = api;
  await call("tags.tagKycDocument", resource.tagKycDocument({ tag, kycDocumentId }), 204);
  await call("tags.untagKycDocument", resource.untagKycDocument({ tag, kycDocumentId }), 204);
  await call("tags.tagKycDocuments", resource.tagKycDocuments({ tag, data }), 204);
  await call("tags.untagKycDocuments", resource.untagKycDocuments({ tag, data }), 204);
}

async function reviews(id) {
  const { kycDocuments } = api;
  await call("kycDocuments.startReview", kycDocuments.startReview({ id }), 201);
  await call("kycDocuments.stopReview", kycDocuments.stopReview({ id }), 201);
  const matches = { type: "funds-proof", firstName: "Anna Maria" };
  await call("kycDocuments.matches", kycDocuments.matches({ id, data: matches }), 204);
  const reason = { type: "document-unreadable", message: "The lower half is in the dark" };
  const rejected = await call("kycDocuments.reject", kycDocuments.reject({ id, data: reason }), 201);
  assert.equal(rejected.status, "rejected");
  await refused("kycDocuments.accept after that", "RebillyConflictError", kycDocuments.accept({ id }));
}

async function requests(customerId) {
  const { kycRequests } = api;
  const data = {
    customerId,
    documents: [{ type: "identity-proof", faceProofRequired: true }],
    redirectUrl: "https://shop.example/return",
  };
  const created = await call("kycRequests.create", kycRequests.create({ data }), 201);
  assert.ok(created._links.some(({ rel }) => rel === "gatherer"));
  const { id } = created;
  const found = await call("kycRequests.get", kycRequests.get({ id }));
  // A client sends back what it has read, with what it wants changed.
  const change = { ...found, reason: "registration" };
  const changed = await call("kycRequests.update", kycRequests.update({ id, data: change }));
  assert.deepEqual([changed.reason, changed.revision], ["registration", found.revision + 1]);
  await call("kycRequests.getAll", kycRequests.getAll({ filter: `id:${id}`, expand: "documents" }));
  const wrong = { customerId, documents: [] };
  await refused("kycRequests.create of nothing", "RebillyValidationError", kycRequests.create({ data: wrong }));
  await call("kycRequests.delete", kycRequests.delete({ id }), 204);
  await refused("kycRequests.get of a deleted one", "RebillyNotFoundError", kycRequests.get({ id }));
}

async function settings() {
  const { kycSettings } = api;
  const found = await call("kycSettings.getKycSettings", kycSettings.getKycSettings());
  const data = { ...found, uiVersion: "2" };
  const changed = await call("kycSettings.updateKycSettings", kycSettings.updateKycSettings({ data }));
  assert.equal(changed.uiVersion, "2");
}

async function webhooks(customerId) {
  const credentialHash = await credentials();
  const data = { url: task.receiver, method: "POST", eventsFilter: ["kyc-request-fulfilled"], credentialHash };
  // The reference answers 204; what came back is worth more than nothing.
  const preview = await call("previews.webhook", api.previews.webhook({ data }));
  assert.equal(preview.isAcknowledged, true);
  const { id } = await call("webhooks.create", api.webhooks.create({ data }), 201);
  await tracked(customerId, id);
  const found = await call("webhooks.get", api.webhooks.get({ id }));
  const changed = { ...found, status: "inactive" };
  await call("webhooks.update", api.webhooks.update({ id, data: changed }));
  await call("webhooks.getAll", api.webhooks.getAll({ limit: 10 }));
  await call("webhooks.delete", api.webhooks.delete({ id }), 204);
}

async function credentials() {
  const { serviceCredentials } = api;
  const type = "webhook";
  const auth = { type: "basic", username: "kyc", password: "correct horse" };
  const data = { type, host: new URL(task.receiver).hostname, auth };
  const { id, hash } = await call("serviceCredentials.create", serviceCredentials.create({ type, data }), 201);
  const found = await call("serviceCredentials.get", serviceCredentials.get({ type, id }));
  assert.equal(found.auth.password, undefined);
  await call("serviceCredentials.getAll", serviceCredentials.getAll({ type }));
  const active = { type, status: "active" };
  await call("serviceCredentials.update", serviceCredentials.update({ type, id, data: active }));
  return hash;
}

/** A credit file answers a request at once, and the event of that is in the log. */
async function tracked(customerId, webhookId) {
  const accepted = { primaryAddress: { firstName: "accept" } };
  await call("customers.update to be accepted", api.customers.update({ id: customerId, data: accepted }));
  const data = { customerId, documents: [{ type: "credit-file-proof" }] };
  const made = await call("kycRequests.create with a credit file", api.kycRequests.create({ data }), 201);
  assert.equal(made.status, "fulfilled");
  const filter = `webhookId:${webhookId}`;
  const logs = await call(
    "tracking.getAllWebhookTrackingLogs",
    api.tracking.getAllWebhookTrackingLogs({ filter }),
  );
  const { id } = logs.items[0].fields;
  let log = await call("tracking.getWebhookTrackingLog", api.tracking.getWebhookTrackingLog({ id }));
  for (let i = 0; log.status === null && i < 60; i += 1) {
    await new Promise((done) => setTimeout(done, 500));
    log = (await api.tracking.getWebhookTrackingLog({ id })).fields;
  }
  assert.deepEqual([log.status, log.attempt], [200, 1]);
  await call("tracking.resendWebhook", api.tracking.resendWebhook({ id }), 204);
}

async function reports() {
  const experimental = RebillyExperimentalAPI({ apiKey, organizationId, sandbox: true });
  experimental.setEndpoints({ sandbox: task.url });
  const period = { periodStart: "2026-01-01T00:00:00Z", periodEnd: "2036-12-31T00:00:00Z" };
  const { reports: resource } = experimental;
  const requests = await call(
    "reports.getKycRequestSummary",
    resource.getKycRequestSummary(period),
  );
  assert.ok(requests.data.find(({ rejectionReason }) => rejectionReason === "fulfilled").count > 0);
  await call("reports.getKycAcceptanceSummary", resource.getKycAcceptanceSummary(period));
  await call("reports.getKycRejectionSummary", resource.getKycRejectionSummary(period));
}

async function storefront(customerId) {
  const jwt = token({ customerId });
  const theirs = RebillyStorefrontAPI({ jwt, organizationId, sandbox: true });
  theirs.setEndpoints({ sandbox: task.url });
  const data = { customerId, documents: [{ type: "identity-proof" }, { type: "funds-proof" }] };
  const { id } = await call("kycRequests.create for the storefront", api.kycRequests.create({ data }), 201);
  const asked = await call("storefront kycRequests.get", theirs.kycRequests.get({ id, expand: "documents" }));
  assert.deepEqual([asked.status, asked._embedded.documents], ["gathering", []]);
  // The storefront's client keeps no files itself; its pages post them with the same token.
  const form = new FormData();
  form.set("file", new Blob([await readFile(task.statement)], { type: "image/jpeg" }), "statement.jpg");
  const headers = { Authorization: `Bearer ${jwt}` };
  const kept = await fetch(`${task.url}/files`, { method: "POST", headers, body: form });
  assert.equal(kept.status, 201);
  const sent = { documentType: "funds-proof", fileIds: [(await kept.json()).id], requestId: id };
  const { kycDocuments } = theirs;
  const made = await call("storefront kycDocuments.create", kycDocuments.create({ data: sent }), 201);
  assert.equal(made.customerId, undefined);
  await call("storefront kycDocuments.get", kycDocuments.get({ id: made.id }));
  const session = theirs.kycLivenessSessions.create({ data: { kycRequestId: id } });
  await refused("storefront kycLivenessSessions.create unasked", "RebillyValidationError", session);
}

/** A JWT as the merchant's own server signs it for a customer. */
function token(claims) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const exp = Math.floor(Date.now() / 1000) + 600;
  const head = part({ alg: "HS256", typ: "JWT" });
  const signed = `${head}.${part({ iss: task.issuer, aud: task.url, exp, ...claims })}`;
  return `${signed}.${createHmac("sha256", task.secret).update(signed).digest("base64url")}`;
}

const customerId = await customers();
const fileId = await files();
await documents(customerId, fileId);
await requests(customerId);
await settings();
await webhooks(customerId);
await reports();
await storefront(customerId);
console.log(`${calls} calls as the reference answers them`);

// “Máy này”, and the calm page without a line: what is stored on this device for the person who is at home here, what
// waits to be sent, and what this browser can.
import { asFile, drop, flush, refusedOf, retry, waiting } from "./outbox.js";
import { inside, offer } from "./install.js";
import { asked } from "./save-button.js";
import { canSave, letGo, room, said, unsay, worksOf } from "./saved.js";
import { item, ordered, picture, searching, under } from "./saved-list.js";
import { again, check, run } from "./saving.js";
import { count, icon, make, moment, size, words } from "./save-words.js";
import { active, get, lasts } from "./store.js";
import { toast } from "./toasts.js";

const part = (name) => document.querySelector(`[data-part="${name}"]`);
const VERBS = { read: ["book", "read"], listened: ["ear", "listened"], watched: ["film", "watched"], finished: ["tick", "finished"] };
let person = "";

// ---- What waits

function told({ verb, result = {}, about }) {
  const [sign, key] = VERBS[verb] ?? ["pen", verb === "noted" ? (result.gone ? "took" : (result.kind ?? "note")) : "other"];
  const spent = Math.round((result.seconds ?? 0) / 60);
  const minutes = spent ? words("minutes", { n: count(spent) }) : words("lessMinute");
  return [sign, [words(key, { minutes }), about?.title].filter(Boolean).join(": ")];
}

function waitLine(event) {
  const [sign, text] = told(event);
  const pic = make("span", { className: "pic" }, icon(sign, false));
  pic.setAttribute("aria-hidden", "true");
  const sub = make("span", { className: "sub" }, event.why ?? words("waitsLine", { time: moment(event.at) }));
  return make("li", {}, make("div", { className: "item" }, pic, make("span", {}, make("b", {}, text), sub), event.why ? acts(event) : icon("clock", false)));
}

function acts(event) {
  const press = (label, act) => make("button", { type: "button", className: "link small", onclick: () => act(person, event.id).then(showWaiting) }, label);
  return make("span", { className: "stack-s" }, event.again ? press(words("retry"), retry) : null, press(words("drop"), drop));
}

async function showWaiting() {
  const box = part("waits");
  if (!box) return;
  const lines = person ? await waiting(person) : [];
  const refused = person ? await refusedOf(person) : [];
  box.hidden = !person;
  part("waits-title").textContent = lines.length ? words("waitsCount", { n: count(lines.length) }) : words("waitsNone");
  part("waiting").replaceChildren(...lines.slice(-50).reverse().map(waitLine));
  part("sending").hidden = !lines.length;
  part("refused-box").hidden = !refused.length;
  part("refused").replaceChildren(...refused.map(waitLine));
}

function sending() {
  document.querySelector("[data-do=send]")?.addEventListener("click", async ({ target }) => {
    target.closest("button").disabled = true;
    const before = (await waiting(person)).length;
    await flush();
    const left = (await waiting(person)).length;
    target.closest("button").disabled = false;
    const keyed = (await get("people", person))?.key;
    toast(left < before ? words("sent", { n: count(before - left) }) : words(keyed || !navigator.onLine ? "sentNone" : "sentKey"));
    await showWaiting();
  });
  document.querySelector("[data-do=file]")?.addEventListener("click", async () => {
    const file = await asFile(person);
    const link = make("a", { href: URL.createObjectURL(file), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  });
}

// ---- What is stored

async function savedLine(row) {
  const name = make("b", {}, make("a", { className: "link", href: row.address }, row.title));
  const texts = make("span", {}, name, make("span", { className: "sub" }, await under(row)));
  const remove = make("button", { type: "button", className: "link small", ariaLabel: words("removeOf", { title: row.title }) }, words("remove").split(" ")[0]);
  remove.onclick = async () => {
    await letGo(person, row.id);
    toast(words("removed", { title: row.title }));
    await showSaved();
    part("saved-title")?.focus();
  };
  const more = row.state === "whole" ? null : goOn(row);
  return make("li", {}, make("div", { className: "item" }, picture(row), texts, make("span", { className: "stack-s" }, more, remove)));
}

function goOn(row) {
  const act = row.state === "lost" || row.state === "refused" ? () => again(person, row.id) : () => run(person, row.id);
  const label = words(row.state === "lost" ? "saveAgain" : "again");
  return make("button", { type: "button", className: "link small", onclick: () => act().catch(() => {}).then(showSaved) }, label);
}

async function showSaved() {
  const rows = await worksOf(person);
  const list = part("saved");
  list.replaceChildren(...(await Promise.all(rows.map(savedLine))));
  part("saved-none").hidden = rows.length > 0;
  part("remove-all").hidden = rows.length < 2;
  const { left } = await room();
  const used = rows.reduce((sum, row) => sum + row.done, 0);
  part("space").textContent = words(left === null ? "spaceUsed" : "space", { used: size(used), left: size(left ?? 0) });
  part("find-box").hidden = !rows.length;
}

async function removeAll() {
  const rows = await worksOf(person);
  if (!(await asked(words("askAll", { n: count(rows.length) }), words("remove"), true))) return;
  for (const row of rows) await letGo(person, row.id);
  toast(words("removedAll"));
  await showSaved();
}

// ---- What this browser can

async function abilities() {
  const app = inside();
  const held = await navigator.storage?.persisted?.().catch(() => false);
  const can = {
    read: true,
    save: canSave() && globalThis.isSecureContext,
    keep: await lasts(),
    send: Boolean(globalThis.SyncManager),
    fetch: Boolean(globalThis.BackgroundFetchManager),
    promise: Boolean(held),
  };
  for (const line of document.querySelectorAll("[data-can]")) line.dataset.is = can[line.dataset.can] ? "yes" : "no";
  for (const mark of document.querySelectorAll("[data-can] [data-part=answer]")) {
    mark.textContent = words(can[mark.closest("[data-can]").dataset.can] ? "yes" : "no");
  }
  part("plain").hidden = globalThis.isSecureContext;
  part("in-app").hidden = !app;
  if (app) part("in-app-text").textContent = words(app);
  part("promise").textContent = words(held ? "persisted" : "notPersisted");
  const registration = await navigator.serviceWorker?.getRegistration?.();
  const update = () => (part("update").hidden = !registration?.waiting);
  document.addEventListener("densach:update", update);
  update();
}

async function showTold() {
  const lines = await said();
  part("told").hidden = !lines.length;
  const text = ({ what, title, count: n }) => (what === "gone" ? words("goneTold", { title }) : words("lostTold", { n: count(n) }));
  part("told-lines").replaceChildren(...lines.map((line) => make("p", {}, text(line))));
  document.querySelector("[data-do=heard]").onclick = () => unsay().then(showTold);
}

async function whose() {
  person = await active();
  const card = person && (await get("people", person));
  const line = part("whose");
  line.hidden = !card?.name;
  if (card?.name) line.textContent = words("hello", { name: card.name });
}

async function device() {
  await showWaiting();
  await showSaved();
  sending();
  document.querySelector("[data-do=remove-all]").onclick = removeAll;
  document.addEventListener("densach:outbox", showWaiting);
  document.addEventListener("densach:saved", ({ detail }) => detail.state !== "saving" && showSaved());
  await abilities();
  await showTold();
  await offer({ always: true });
  await check(person, { force: true }).then((gone) => gone && Promise.all([showSaved(), showTold()])).catch(() => {});
}

// The calm page: it stands under the address that was asked for.
async function calm() {
  const rows = await ordered(person);
  const wanted = /^\/(?:sach|doc)\/([^/]+)\//.exec(location.pathname)?.[1];
  rows.sort((a, b) => (b.slug === wanted) - (a.slug === wanted));
  const lines = await Promise.all(rows.map((row, index) => item(row, { next: index === 0 })));
  part("saved").replaceChildren(...lines);
  part("saved-none").hidden = rows.length > 0;
  part("find-box").hidden = !rows.length;
  document.querySelector("[data-do=reload]").onclick = () => location.reload();
  const asking = new URLSearchParams(location.search).get("q");
  if (asking && rows.length) {
    document.querySelector("[data-part=find-box] input").value = asking;
    await find();
  }
}

let find;
async function start() {
  await whose();
  find = searching(document.querySelector("[data-part=find-box] form"), part("hits"));
  await (part("waits") ? device() : calm());
  document.documentElement.dataset.here = "ready";
}
document.addEventListener("densach:person", () => location.reload());
start();

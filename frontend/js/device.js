// On every page, when it stands: the service worker, the chip on top, what was begun and goes on by itself, what the
// browser threw away, and the parts of the page that have to do with this device.
import { canSave, lost, pagesOf, tidy, worksOf } from "./saved.js";
import { check, resume } from "./saving.js";
import { count, icon, words } from "./save-words.js";
import { active, count as held, get, list, put } from "./store.js";
import { toast } from "./toasts.js";

const SECURE = globalThis.isSecureContext && "serviceWorker" in navigator;
const UPDATES_MS = 3600_000;

// No network, or one that brings nothing: then the worker marked the page that it took from this device.
const isAway = () => !navigator.onLine || document.documentElement.dataset.kept !== undefined;

// ---- The chip: in words, what matters most

async function chip() {
  const place = document.querySelector("[data-chip]");
  if (!place) return;
  const person = await active();
  const waits = person ? await held("outbox", person) : 0;
  const refused = person ? await held("refused", person) : 0;
  const saved = (await list("saved", person)).filter((row) => row.state === "whole").length;
  const [name, tone, text, number] = isAway() && !waits
    ? ["off", "warn", words(innerWidth < 640 ? "offlineShort" : "offlineChip")]
    : waits
      ? [isAway() ? "off" : "sync", "warn", words("waitsChip", { n: count(waits) }), waits]
      : refused
        ? ["warn", "warn", words("refusedChip", { n: count(refused) }), refused]
        : ["saved", "", words("savedChip", { n: count(saved) }), saved];
  place.hidden = number === 0;
  place.className = `state ${tone}`;
  const rest = document.createElement("span");
  rest.textContent = number === undefined ? text : text.replace(String(count(number)), "");
  // On phones there is room for the number, or for the words where there is no number.
  if (number !== undefined) rest.className = "w";
  place.setAttribute("aria-label", words("chipSays", { what: text }));
  place.replaceChildren(icon(name), number === undefined ? "" : count(number), rest);
}

// ---- The worker

async function worker() {
  const registration = await navigator.serviceWorker.register("/sw.js", { scope: "/", updateViaCache: "none" });
  const waits = () => registration.waiting && document.dispatchEvent(new CustomEvent("densach:update"));
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", waits);
  });
  waits();
  setInterval(() => registration.update().catch(() => {}), UPDATES_MS);
  await speak(registration);
}

// The pages of the shell speak the language of the pages that this person sees.
async function speak(registration) {
  const { lang } = document.documentElement;
  if ((await get("kv", "offline:language")) === lang || !document.querySelector("meta[name=person]")) return;
  if (!registration.active) await put("kv", lang, "offline:language");
  else registration.active.postMessage({ type: "refresh", language: lang });
}

// ---- What goes on by itself

async function goOn() {
  if (!navigator.onLine || document.hidden) return;
  await check(await active()).catch(() => {});
  await resume();
  await chip();
}

// The home page as this person sees it, for the day without a line: it may never have been opened under the worker.
async function keepHome() {
  const person = await active();
  if (await caches.match("/", { cacheName: pagesOf(person), ignoreVary: true })) return;
  (await navigator.serviceWorker.ready).active.postMessage({ type: "keep", path: "/" });
}

// Pages that are the same for everybody offer to sign in; whoever is at home here has a name card instead.
async function nameCard() {
  const link = document.querySelector("[data-sign-in]");
  const card = link && !document.querySelector("meta[name=person]") && (await get("people", await active()));
  if (!card?.name) return;
  const initial = card.name.trim().split(/\s+/).at(-1)[0].toUpperCase();
  const avatar = Object.assign(document.createElement("span"), { className: "avatar", textContent: initial });
  avatar.setAttribute("aria-hidden", "true");
  link.className = "round";
  link.href = "/ai-day/";
  link.setAttribute("aria-label", words("hello", { name: card.name }));
  link.replaceChildren(avatar);
}

async function noticed() {
  const { gone, forgotten } = await lost(await active());
  if (gone.length || forgotten) toast(words("lostTold", { n: count(gone.length || forgotten) }));
}

/** Begin; the page stands already. */
export async function start() {
  for (const name of ["outbox", "saved", "person", "ended"]) document.addEventListener(`densach:${name}`, () => chip());
  for (const name of ["online", "offline"]) addEventListener(name, () => chip());
  for (const name of ["forgotten", "person"]) document.addEventListener(`densach:${name}`, () => tidy());
  await chip();
  await nameCard();
  if (SECURE) await worker().catch(() => {}); // private windows of some browsers refuse
  if (!canSave() || !SECURE) return plain();
  parts();
  await noticed();
  addEventListener("online", goOn);
  document.addEventListener("visibilitychange", goOn);
  await goOn();
  if (!(await worksOf(await active())).length) return undefined;
  import("./install.js").then(({ offer }) => offer(), () => {}); // no line: another day
  if (navigator.onLine) await keepHome();
  return undefined;
}

function parts() {
  if (document.querySelector("ds-save, ds-save-shelf")) import("./save-button.js").then(({ define }) => define());
  document.addEventListener("htmx:after:swap", () => {
    if (document.querySelector("ds-save[hidden]")) import("./save-button.js").then(({ define }) => define());
  });
  if (document.querySelector("[data-saved-here]")) import("./saved-list.js").then(({ shelf }) => shelf());
}

// Plain http: reading, notes and sending work; saving does not. Said where one would look for it.
function plain() {
  for (const line of document.querySelectorAll("[data-plain]")) line.hidden = false;
}

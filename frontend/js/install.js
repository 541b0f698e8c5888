// Putting the library on the home screen: offered once something is saved, from the second day on, never on a first
// visit; put off for two months when declined. iOS has no button of its own: there a sentence says how.
import { canSave, worksOf } from "./saved.js";
import { icon, make, words } from "./save-words.js";
import { active, get, put } from "./store.js";
import { toast } from "./toasts.js";

const DAY_MS = 24 * 3600_000;
const REST_MS = 60 * DAY_MS;

// The browser's own question, held back until it is wanted (offline.js); it may come after this.
let wanted = {};
addEventListener("beforeinstallprompt", () => offer(wanted));
addEventListener("appinstalled", () => {
  put("kv", Date.now(), "offline:installed");
  for (const box of document.querySelectorAll("[data-install]")) box.replaceChildren();
  toast(words("installed"));
});

const standalone = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** Inside which other app this page is shown: "zalo", "facebook", "inApp" or "". */
export function inside() {
  const said = navigator.userAgent;
  if (/Zalo/i.test(said)) return "zalo";
  if (/FBAN|FBAV|FB_IAB|Instagram/.test(said)) return "facebook";
  return /; wv\)|\bLine\/|MicroMessenger/.test(said) ? "inApp" : "";
}

// The day of the first visit stands on the device; today does not count as a second one.
async function isReturning() {
  const first = await get("kv", "offline:first");
  if (!first) await put("kv", Date.now(), "offline:first");
  return Boolean(first) && new Date(first).toDateString() !== new Date().toDateString();
}

/** Show the offer on a page that has a place for it (data-install), when it makes sense. `always`: “Máy này” asks. */
export async function offer({ always = false } = {}) {
  wanted = { always };
  const returning = await isReturning();
  const boxes = document.querySelectorAll("[data-install]");
  if (!boxes.length || standalone() || inside() || !canSave()) return;
  const rested = Date.now() - ((await get("kv", "offline:declined")) ?? 0) > REST_MS;
  const saved = (await worksOf(await active())).some((row) => row.state === "whole");
  if (!always && !(returning && rested && saved)) return;
  for (const box of boxes) show(box);
}

function show(box) {
  const apple = isApple();
  if (!globalThis.askedToInstall && !apple) return;
  const press = (label, kind, name, act) => make("button", { type: "button", className: kind, data: { do: name }, onclick: act }, label);
  const yes = press(words("installNow"), "btn", "install", async () => {
    await globalThis.askedToInstall?.prompt();
    globalThis.askedToInstall = undefined;
    box.replaceChildren();
  });
  const later = press(words("installLater"), "btn ghost", "later", async () => {
    await put("kv", Date.now(), "offline:declined");
    box.replaceChildren();
  });
  const texts = make(
    "div",
    { className: "stack-s" },
    make("p", {}, make("b", {}, words("install"))),
    make("p", {}, words(apple ? "installApple" : "installWhy")),
    make("p", { className: "line" }, apple ? null : yes, later),
  );
  box.replaceChildren(make("section", { className: "note section", ariaLabel: words("install") }, icon("phone", false), texts));
}

// A calm line above the page while there is no connection; and the rest of what belongs to this device, when the page
// stands: at once where something is kept here or the page asks for it, else after a first visitor has seen the page.
import { say } from "./words.js";

const line = Object.assign(document.createElement("div"), { className: "offline no-print", hidden: true });
line.setAttribute("role", "status");
line.append(Object.assign(document.createElement("div"), { className: "wrap" }));
document.querySelector("main")?.before(line);

// A page that the worker took from this device is marked: the network may be there and bring nothing.
const show = () => {
  const away = !navigator.onLine || document.documentElement.dataset.kept !== undefined;
  line.hidden = !away;
  line.firstChild.textContent = away ? say("offline") : "";
};
addEventListener("online", show);
addEventListener("offline", show);
show();

// The browser asks early whether the program may go to the home screen; we ask later, when it makes sense (install.js).
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  globalThis.askedToInstall = event;
});

const FIRST_VISIT_MS = 2500;
const begin = () => import("./device.js").then(({ start }) => start()).catch(() => {}); // no line yet: at the next page
const known = /(?:^|; )da-luu=/.test(document.cookie) || navigator.serviceWorker?.controller;
const wanted = document.querySelector("ds-save, ds-save-shelf, [data-device]");
const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 300));
if (known || wanted || !navigator.onLine) idle(begin, { timeout: 1500 });
else addEventListener("load", () => setTimeout(begin, FIRST_VISIT_MS));

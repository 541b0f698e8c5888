// The frame of every page. Each part finds its own elements; pages work without any of it.
import "./htmx.js";
import "./toasts.js";
import "./suggest.js";
import "./covers.js";
import "./screen.js";
import "./presses.js";
import "./offline.js";

document.documentElement.classList.add("js");
document.querySelector(".errors")?.focus();

// When the page stands: whose things this device shows, and what waits to be sent. Devices at which nobody was ever at
// home have neither.
const idle = globalThis.requestIdleCallback ?? ((work) => setTimeout(work, 300));
let home = Boolean(document.querySelector("meta[name=person]")?.content);
try {
  home ||= localStorage.getItem("ds:o-nha") !== null;
} catch {
  // Storage is switched off: only the session counts.
}
const noLine = () => {}; // what comes later comes with the next page then
if (home) idle(() => import("./outbox-home.js").catch(noLine), { timeout: 2000 });

// For few pages only, so fetched only there.
if (document.querySelector("ds-drop")) import("./drop.js");
const ten = document.querySelector("[data-ten]");
if (ten) import("./reader-ten.js").then(({ show }) => show(ten), noLine);
const recent = document.querySelector("[data-recent]");
const begun = document.querySelector("[data-continue]");
try {
  if ((recent || begun) && localStorage.getItem("ds:gan-day"))
    import("./reader-recent.js").then(({ show, goOn }) => (recent ? show(recent) : goOn(begun)), noLine);
} catch {
  // Storage is switched off: nothing was kept.
}
if (!("popover" in HTMLElement.prototype) && document.querySelector("[popover]")) import("./popover.js");

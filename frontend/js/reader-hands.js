// Fingers, mouse and keys. Never takes a gesture from selecting text, from links or from controls.

const SWIPE_PX = 40;
const SWIPE_MS = 700;
const TAP_PX = 10;
const TAP_MS = 600;
const CONTROLS = "a, button, input, select, textarea, summary, audio, video, label, dialog, [popover], [data-zooms], .pinch";

const selecting = (doc) => !(doc.getSelection()?.isCollapsed ?? true);

// `turn(step)`, `middle()`; `isRtl()` turns left and right round; `across(event)` is where in the window,
// 0 to 1, an event inside a frame happened; `takes()` says whether gestures are ours now; a tap for which
// `leaves(event)` is true belongs to somebody else.
export function hands(target, { turn, middle, isRtl, takes, across, leaves }) {
  let start = null;
  const doc = target.ownerDocument ?? target;
  const win = doc.defaultView;
  const side = (step) => turn(isRtl() ? -step : step);

  target.addEventListener(
    "pointerdown",
    (event) => {
      start = event.isPrimary && event.button === 0 && takes() && !selecting(doc)
        ? { x: event.clientX, y: event.clientY, at: event.timeStamp, type: event.pointerType }
        : null;
    },
    { passive: true },
  );
  target.addEventListener("pointercancel", () => (start = null), { passive: true });
  target.addEventListener(
    "pointerup",
    (event) => {
      const begun = start;
      start = null;
      if (!begun || !event.isPrimary || selecting(doc)) return;
      const dx = event.clientX - begun.x;
      const dy = event.clientY - begun.y;
      const ms = event.timeStamp - begun.at;
      if (begun.type !== "mouse" && Math.abs(dx) > SWIPE_PX && Math.abs(dx) > 2 * Math.abs(dy) && ms < SWIPE_MS) {
        side(dx < 0 ? 1 : -1);
      } else if (Math.hypot(dx, dy) < TAP_PX && ms < TAP_MS && !event.target.closest?.(CONTROLS) && !leaves?.(event)) {
        const place = across?.(event) ?? event.clientX / win.innerWidth;
        if (place < 0.3) side(-1);
        else if (place > 0.7) side(1);
        else middle();
      }
    },
    { passive: true },
  );
}

// Arrow keys follow the direction of the page; Space and PageDown go on wherever the text goes. Where a page is
// higher than the window, `within(part)` moves in it by a part of the window and says whether there was room.
export function keys(doc, { turn, end, isRtl, takes, within = () => false }) {
  doc.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !takes(event)) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable], audio, video, [role=tab]")) return;
    if (doc.querySelector("dialog[open]")) return;
    const onControl = event.target.closest?.("button, a, summary");
    // Shift and an arrow choose letters.
    const sideways = event.shiftKey ? 0 : { ArrowRight: isRtl() ? -1 : 1, ArrowLeft: isRtl() ? 1 : -1 }[event.key];
    const onward = { PageDown: 1, PageUp: -1, " ": onControl ? 0 : event.shiftKey ? -1 : 1 }[event.key];
    const line = { ArrowDown: 0.12, ArrowUp: -0.12 }[event.key];
    if (sideways) turn(sideways);
    else if (onward) within(onward * 0.85) || turn(onward);
    else if (line && within(line)) event.preventDefault();
    else if (event.key === "Home") end(-1);
    else if (event.key === "End") end(1);
    else return;
    event.preventDefault();
  });
}

// A picture enlarged, moved and pinched by fingers, wheel, keys or buttons.
import { part, sheet } from "./reader-shell.js";

const MOST = 6;

// Makes `content` inside `box` movable. Returns {zoom(factor), reset(), scale}.
export function pinch(box, content, { changed = () => {}, taken = () => true } = {}) {
  const state = { scale: 1, x: 0, y: 0 };
  const fingers = new Map();
  let last = null;
  let tapped = 0;
  box.classList.add("pinch");

  const draw = () => {
    const [width, height] = [box.clientWidth, box.clientHeight];
    const over = (side) => Math.max(0, (side * (state.scale - 1)) / 2);
    state.x = Math.min(over(width), Math.max(-over(width), state.x));
    state.y = Math.min(over(height), Math.max(-over(height), state.y));
    content.style.transform = state.scale === 1 ? "" : `translate(${state.x}px, ${state.y}px) scale(${state.scale})`;
    box.classList.toggle("zoomed", state.scale > 1);
    changed(state.scale);
  };
  // Larger or smaller around a point of the screen, which stays where it is.
  const zoom = (factor, x, y) => {
    const rect = box.getBoundingClientRect();
    const px = (x ?? rect.left + rect.width / 2) - rect.left - rect.width / 2;
    const py = (y ?? rect.top + rect.height / 2) - rect.top - rect.height / 2;
    const scale = Math.min(MOST, Math.max(1, state.scale * factor));
    const ratio = scale / state.scale;
    state.x = px - (px - state.x) * ratio;
    state.y = py - (py - state.y) * ratio;
    state.scale = scale;
    draw();
  };
  const spread = () => {
    const [a, b] = [...fingers.values()];
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, far: Math.hypot(a.x - b.x, a.y - b.y) };
  };

  box.addEventListener("pointerdown", (event) => {
    if (event.pointerType === "mouse" && state.scale === 1) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    last = fingers.size === 2 ? spread() : { x: event.clientX, y: event.clientY };
  });
  box.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (fingers.size === 2) {
      const now = spread();
      zoom(now.far / Math.max(last.far, 1), now.x, now.y);
      state.x += now.x - last.x;
      state.y += now.y - last.y;
      last = now;
      draw();
    } else if (state.scale > 1 && fingers.size === 1 && taken()) {
      state.x += event.clientX - last.x;
      state.y += event.clientY - last.y;
      last = { x: event.clientX, y: event.clientY };
      draw();
    }
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    const [finger] = fingers.values();
    if (finger) last = { ...finger };
  };
  box.addEventListener("pointerup", lift);
  box.addEventListener("pointercancel", lift);
  box.addEventListener("pointerleave", lift);
  box.addEventListener("click", (event) => {
    if (event.timeStamp - tapped < 350) zoom(state.scale > 1 ? 1 / state.scale : 2.5, event.clientX, event.clientY);
    tapped = event.timeStamp;
  });
  box.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.clientX, event.clientY);
    },
    { passive: false },
  );
  return {
    zoom,
    reset: () => {
      Object.assign(state, { scale: 1, x: 0, y: 0 });
      draw();
    },
    get scale() {
      return state.scale;
    },
  };
}

export function enlarge(picture) {
  const dialog = sheet("anh");
  const box = part("zoom", dialog);
  const copy = picture.cloneNode(true);
  copy.removeAttribute("id");
  copy.removeAttribute("width");
  copy.removeAttribute("height");
  copy.removeAttribute("style");
  box.replaceChildren(copy);
  part("zoom-text", dialog).textContent = picture.getAttribute("alt") ?? picture.querySelector("title")?.textContent ?? "";
  const hold = pinch(box, copy);
  for (const [name, factor] of [["larger", 1.5], ["smaller", 1 / 1.5]]) {
    dialog.querySelector(`[data-do="${name}"]`).onclick = () => hold.zoom(factor);
  }
}

// Places of several devices meet: the book opens where this device was, and asks once, quietly, about a newer place.
import { part, say } from "./reader-shell.js";

const NEAR = 0.004; // of the whole edition: the same page, on any screen
const NEAR_SECONDS = 10;
const TURNS = 3; // who reads on for so many pages has answered

export async function meet(shell) {
  const { kept, view, opening } = shell;
  await kept.ready;
  shell.showFinished();
  shell.marks.refresh();
  if (!kept.person) return; // the server opened it where the cookie says
  const { own } = kept;
  const before = own?.n ?? 0;
  if (!opening.asked && !opening.goesOn && own && !isHere(view, own)) await go(view, own);
  await kept.meet();
  shell.showFinished();
  shell.marks.refresh();
  if (opening.asked) return;
  const other = await kept.elsewhere(before);
  if (opening.goesOn) {
    const newest = other ?? (before >= (kept.other?.n ?? 0) ? own : null);
    if (newest && !isHere(view, newest)) await go(view, newest);
    if (other) await kept.asked(other);
  } else if (other && !isHere(view, other)) ask(shell, other);
}

function isHere(view, { chapter, offset, fraction }) {
  const here = view.where();
  if (here.chapter !== chapter) return Math.abs(here.fraction - fraction) < NEAR && chapter[0] !== "t";
  if (chapter[0] === "t") return Math.abs(here.offset - offset) < NEAR_SECONDS;
  return offset >= here.offset && offset <= Math.max(here.until ?? offset, here.offset);
}

const go = (view, { chapter, offset }) => view.goTo(chapter, { offset, quiet: true, stay: true });

// A line below, not a dialog: reading goes on whether it is answered or not.
function ask(shell, other) {
  const { kept, view } = shell;
  const box = part("ask");
  const place = view.describe?.(other) ?? say("percentof", { percent: Math.round(other.fraction * 100) });
  const device = other.device || say("otherdevice");
  box.querySelector("span").textContent = say("continueat", { place, device, when: when(other.at) });
  kept.paused = true;
  box.hidden = false;
  let turns = 0;
  const end = () => {
    box.hidden = true;
    removeEventListener("keydown", turned);
    removeEventListener("pointerup", turned);
    kept.asked(other);
  };
  const turned = (event) => {
    if (box.contains(event.target)) return;
    turns += 1;
    if (turns >= TURNS) end();
  };
  addEventListener("keydown", turned);
  addEventListener("pointerup", turned);
  box.querySelector('[data-do="go"]').onclick = async () => {
    end();
    await go(view, other);
  };
  box.querySelector('[data-do="stay"]').onclick = end;
}

// “tối qua”, “chiều nay”, “thứ Ba 24/11”: by the clock of this place.
export function when(at, now = new Date()) {
  const then = new Date(at);
  const day = (date) => Math.floor((date.getTime() - date.getTimezoneOffset() * 60_000) / 86_400_000);
  const ago = day(now) - day(then);
  if (now - then < 600_000 && now >= then) return say("justnow");
  const hour = then.getHours();
  const part = hour < 11 ? "morning" : hour < 18 ? "afternoon" : "evening";
  if (ago === 0) return say(`today-${part}`);
  if (ago === 1) return say(`yesterday-${part}`);
  const looks = { weekday: "long", day: "numeric", month: "numeric" };
  return then.toLocaleDateString(document.documentElement.lang, ago > 300 ? { ...looks, year: "numeric" } : looks);
}

// Who read and noted without an account may take it along when they sign in. Asked once a person, never by itself: on
// a shared device it may be somebody else's.
import { make } from "./outbox.js";
import { change, get, list, put } from "./store.js";

const WORDS = {
  vi: {
    ask: "Máy này có {what} chưa thuộc về ai. Của bạn thì mang theo vào tài khoản.",
    notes: "{n} dấu và ghi chú",
    places: "{n} cuốn đang đọc",
    and: " và ",
    take: "Mang theo",
    leave: "Để lại đây",
    done: "Đã mang theo. Mọi thứ có ở các máy khác của bạn sau khi gửi xong.",
  },
  en: {
    ask: "This device holds {what} that belong to nobody yet. If they are yours, take them into your account.",
    notes: "{n} marks and notes",
    places: "{n} works begun",
    and: " and ",
    take: "Take along",
    leave: "Leave here",
    done: "Taken along. Your other devices have everything as soon as it is sent.",
  },
};
const NOBODY = "";

export async function offerToTake(person) {
  const page = document.querySelector("main > .wrap.page");
  if (!page || (await get("kv", `taken:${person}`))) return;
  const notes = (await list("notes", NOBODY)).filter((note) => !note.gone);
  const places = (await list("places", NOBODY)).filter((place) => place.chapter);
  if (!notes.length && !places.length) return;
  const words = WORDS[document.documentElement.lang.slice(0, 2)] ?? WORDS.vi;
  const parts = [notes.length && words.notes.replace("{n}", notes.length), places.length && words.places.replace("{n}", places.length)];
  const box = Object.assign(document.createElement("section"), { className: "card stack-s take" });
  const text = document.createElement("p");
  text.textContent = words.ask.replace("{what}", parts.filter(Boolean).join(words.and));
  const answer = (label, className, run) => {
    const button = Object.assign(document.createElement("button"), { type: "button", className, textContent: label });
    button.onclick = run;
    return button;
  };
  const end = async (said) => {
    await put("kv", Date.now(), `taken:${person}`);
    if (said) box.replaceChildren(Object.assign(document.createElement("p"), { textContent: said }));
    else box.remove();
  };
  box.setAttribute("role", "status");
  const answers = Object.assign(document.createElement("div"), { className: "btns" });
  answers.append(
    answer(words.take, "btn", async () => {
      await take(person, notes, places);
      await end(words.done);
    }),
    answer(words.leave, "btn quiet", () => end("")),
  );
  box.append(text, answers);
  page.prepend(box);
}

// Each becomes an event of the person; a place only where the person has none of their own in this edition.
async function take(person, notes, places) {
  for (const note of notes) {
    const { person: _nobody, on, n: _n, at: _at, mine: _mine, title, address, slug, ...result } = note;
    await make({ person, verb: "noted", on, result, about: { title, address } }, async (box, { n, at }) => {
      await box.put("notes", { ...result, title, address, slug, person, on, n, at, mine: true });
      await box.remove("notes", [NOBODY, note.note]);
    });
  }
  for (const place of places) {
    const { on, chapter, offset, fraction, at, title, address, finished } = place;
    const own = await get("places", [person, on]);
    const about = { title, address };
    if (!own?.chapter && !own?.other) {
      const result = { chapter, offset, fraction, from: at, to: at, seconds: 0 };
      await make({ person, verb: "read", on, result, about }, (box, { n }) =>
        box.put("places", { ...place, ...own, chapter, offset, fraction, person, n, at }),
      );
    }
    if (finished) await make({ person, verb: "finished", on, about });
    await change(["places"], (box) => box.remove("places", [NOBODY, on]));
  }
  try {
    localStorage.removeItem("ds:gan-day");
  } catch {
    // Switched off: nothing was kept there.
  }
}

// “Ten minutes today” of somebody who has begun nothing: a work that was saved on this device comes before what the
// library offers. Which works those are, only the device knows.
import { active, list } from "./store.js";

// `template` holds the amber row, drawn by the server without a work.
export async function show(template) {
  const person = document.querySelector("meta[name=person]")?.content ?? (await active());
  const begun = new Set((await list("places", person)).map(({ on }) => on));
  const saved = (await list("saved", person)).find((row) => row.kind === "work" && row.state === "whole" && !begun.has(row.id));
  if (!saved || !/^\/doc\/[\w-]+\/$/.test(saved.address)) return;
  const rows = template.parentElement;
  for (const old of rows.querySelectorAll(".next")) old.classList.remove("next"); // one next step on a page
  for (const link of rows.querySelectorAll("a.item")) if (link.pathname === saved.address) link.parentElement.remove();
  const row = template.content.firstElementChild.cloneNode(true);
  row.querySelector("a").href = saved.address;
  row.querySelector("b").textContent = saved.title;
  template.after(row);
}

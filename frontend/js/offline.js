// A calm line above the page while there is no connection.
import { say } from "./words.js";

const line = Object.assign(document.createElement("div"), { className: "offline", hidden: true });
line.setAttribute("role", "status");
line.append(Object.assign(document.createElement("div"), { className: "wrap" }));
document.querySelector("main")?.before(line);

const show = () => {
  line.hidden = navigator.onLine;
  line.firstChild.textContent = navigator.onLine ? "" : say("offline");
};
addEventListener("online", show);
addEventListener("offline", show);
show();

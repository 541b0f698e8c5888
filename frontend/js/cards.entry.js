// /ai-day/: who is using this device? And <ds-keys> wherever a PIN is set.
import "./cards-keys.js";
if (document.querySelector("ds-cards")) import("./cards-here.js");
if (document.querySelector("[data-own-pin]")) import("./cards-own.js");

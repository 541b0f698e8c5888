// The frame of every page.
import "./htmx.js";

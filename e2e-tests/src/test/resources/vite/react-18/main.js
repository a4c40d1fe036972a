import { version } from "react";
import "../src/main.js";

document.documentElement.dataset.react = version;

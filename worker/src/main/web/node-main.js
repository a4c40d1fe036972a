// The engine in Node, made a function of its surroundings by bundle.mjs.
import { main } from "./node-impl.js";

main([]);

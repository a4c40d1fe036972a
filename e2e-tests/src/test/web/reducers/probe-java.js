// ProbeReducer.java as a module, for who does without a bundler: it lies beside what TeaVM made.
import { reducer } from "./probe-impl.js";

export default reducer();

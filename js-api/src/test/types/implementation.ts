/** The library keeps the contract: each export is there, and gives what the contract says. Compiled, never run. */
import * as library from "../../main/web/index.js";
import * as react from "../../main/web/react-hooks.js";
import * as reducer from "../../main/web/reducer.js";
import type * as reactContract from "../../main/web/react.d.ts";
import type * as reducerContract from "../../main/web/reducer.d.ts";
import type * as contract from "../../main/web/sqlsync.d.ts";

library satisfies typeof contract;
react satisfies typeof reactContract;
reducer satisfies typeof reducerContract;

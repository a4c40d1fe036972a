// The reducer as a module: what TeaVM compiled of TodoReducer.java, as a default export.
import { reducer } from "./todo-impl.js";

export default reducer();

#ifndef WASM_RUNTIME_H
#define WASM_RUNTIME_H

#include "wasm-rt.h"

/* Gives up the innermost call from Java of this thread, which throws SqliteTrapException. The text is not copied. */
WASM_RT_NO_RETURN void trap(const char *why);

/* How many types of functions there are; each has a number from 1 to this. */
uint32_t registered_types(void);

#endif

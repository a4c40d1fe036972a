/*
 * What the C that wasm2c makes of a module needs at run time (wasm-rt.h): memory, tables and types of functions. wasm2c brings an
 * implementation of its own, which cannot be used within a JVM: it catches SIGSEGV, which HotSpot needs, and has one place to jump to
 * for all threads.
 *
 * The module is compiled with explicit checks of bounds, so no access leaves the memory. Here the memory is reserved whole and made
 * accessible as it grows: it never moves, and Java can look into it through one direct buffer.
 */
#define _GNU_SOURCE
#include "wasm-runtime.h"

#include <stdarg.h>
#include <sys/mman.h>

#define PAGE_BYTES 65536u
#define RESERVED_BYTES 0x80000000u
#define FAILED ((uint32_t)-1)

/* A type as text: a digit for each parameter, then, where there is a result, '>' and its digit. */
#define TYPES_MAX 256
#define TYPE_CHARS 32

static char types[TYPES_MAX][TYPE_CHARS];
static uint32_t type_count;

bool wasm_rt_is_initialized(void) {
  return true;
}

void wasm_rt_trap(wasm_rt_trap_t code) {
  switch (code) {
    case WASM_RT_TRAP_OOB:
      trap("memory or table access out of bounds");
    case WASM_RT_TRAP_INT_OVERFLOW:
      trap("integer overflow");
    case WASM_RT_TRAP_DIV_BY_ZERO:
      trap("integer divided by zero");
    case WASM_RT_TRAP_INVALID_CONVERSION:
      trap("NaN converted to an integer");
    case WASM_RT_TRAP_CALL_INDIRECT:
      trap("call of no function, or of one of another type");
    default:
      trap("unreachable code was reached");
  }
}

/* Called while the library is loaded, by one thread; the types do not change after that. */
uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...) {
  char type[TYPE_CHARS] = {0};
  if (params + results + 2 > TYPE_CHARS || type_count == TYPES_MAX) {
    abort();
  }
  uint32_t at = 0;
  va_list each;
  va_start(each, results);
  for (uint32_t i = 0; i < params + results; i++) {
    if (i == params) {
      type[at++] = '>';
    }
    type[at++] = (char)('0' + va_arg(each, wasm_rt_type_t));
  }
  va_end(each);
  for (uint32_t i = 0; i < type_count; i++) {
    if (strcmp(types[i], type) == 0) {
      return i + 1;
    }
  }
  strcpy(types[type_count], type);
  return ++type_count;
}

uint32_t registered_types(void) {
  return type_count;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t pages, uint32_t max_pages) {
  void *data = mmap(NULL, RESERVED_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (data == MAP_FAILED) {
    trap("no address space for the memory");
  }
  uint32_t reserved_pages = RESERVED_BYTES / PAGE_BYTES;
  *memory = (wasm_rt_memory_t){.data = data, .max_pages = max_pages < reserved_pages ? max_pages : reserved_pages};
  if (wasm_rt_grow_memory(memory, pages) == FAILED) {
    trap("no memory");
  }
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t pages) {
  uint32_t before = memory->pages;
  if (pages > memory->max_pages - before) {
    return FAILED;
  }
  if (mprotect(memory->data + memory->size, (size_t)pages * PAGE_BYTES, PROT_READ | PROT_WRITE) != 0) {
    return FAILED;
  }
  memory->pages += pages;
  memory->size += pages * PAGE_BYTES;
  return before;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory) {
  if (memory->data != NULL) {
    munmap(memory->data, RESERVED_BYTES);
  }
}

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t size, uint32_t max_size) {
  *table = (wasm_rt_funcref_table_t){.max_size = max_size};
  if (wasm_rt_grow_funcref_table(table, size, wasm_rt_funcref_null_value) == FAILED) {
    trap("no memory for the table of functions");
  }
}

uint32_t wasm_rt_grow_funcref_table(wasm_rt_funcref_table_t *table, uint32_t delta, wasm_rt_funcref_t value) {
  uint32_t before = table->size;
  if (delta > table->max_size - before) {
    return FAILED;
  }
  wasm_rt_funcref_t *data = realloc(table->data, ((size_t)before + delta) * sizeof *data);
  if (data == NULL) {
    return FAILED;
  }
  for (uint32_t i = before; i < before + delta; i++) {
    data[i] = value;
  }
  table->data = data;
  table->size = before + delta;
  return before;
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table) {
  free(table->data);
}

/*
 * sqlsync.simulation.NativeSqlite over the module of sql.js, as C that wasm2c made of it (sqlite.h, which the build makes).
 *
 * Addresses are offsets in the module's memory, 32 bits wide, as in a browser: the structs that core reads and writes there are those
 * of 32-bit WebAssembly. Java gets the memory as a direct buffer. Functions of ours are entries of the module's table whose "instance"
 * is a Function instead of a module.
 *
 * A trap (an access out of bounds, a call of no function, an import that is not here, an exception of a function of ours) jumps back
 * to the innermost call from Java, which throws SqliteTrapException; only C lies between. Where that call was made by a function of
 * ours, the exception leaves it and traps the call around it, and so on to the outermost. Every later call of the instance fails, too.
 * The stack of C is not checked: SQLite bounds its recursion, and a JVM that meets the end of it dies.
 *
 * An instance belongs to one thread at a time. Instances share nothing that changes after JNI_OnLoad.
 */
#include <jni.h>
#include <setjmp.h>
#include <time.h>

#include "sqlite.h"
#include "wasm-runtime.h"

/* SQLite asks for more memory up to here; an int of Java can say how large it is. */
#define HEAP_BYTES_MAX 0x7FFF0000u

/* The module calls its imports with a pointer to what it was instantiated with, which is this. */
typedef struct Z_env_instance_t {
  Z_sqlite_instance_t module;
  u32 last_function; /* the last entry of the table that is in use */
  const char *trap;  /* why it stopped, or NULL */
} Instance;

/* A call from Java that has not returned. */
typedef struct Call {
  jmp_buf back;
  JNIEnv *env;
  Instance *instance;
  struct Call *outer;
} Call;

/* A function of ours. */
typedef struct {
  jobject object;
  jmethodID method;
} Function;

static __thread Call *innermost;

static jclass trap_class;
static jmethodID trap_constructor;

void trap(const char *why) {
  innermost->instance->trap = why;
  _longjmp(innermost->back, 1);
}

static void throw_trap(JNIEnv *env, const Instance *instance) {
  jthrowable cause = (*env)->ExceptionOccurred(env);
  (*env)->ExceptionClear(env);
  jstring message = (*env)->NewStringUTF(env, instance == NULL ? "closed" : instance->trap);
  if (message != NULL) {
    jthrowable thrown = (*env)->NewObject(env, trap_class, trap_constructor, message, cause);
    if (thrown != NULL) {
      (*env)->Throw(env, thrown);
    }
  }
}

/* What SQLite wants of its environment. The build makes functions that trap of all other imports. */

static u32 *word(Instance *instance, u32 address) {
  wasm_rt_memory_t *memory = &instance->module.w2c_memory;
  if ((u64)address + 4 > memory->size) {
    wasm_rt_trap(WASM_RT_TRAP_OOB);
  }
  return (u32 *)(memory->data + address);
}

u32 Z_envZ_emscripten_get_heap_max(Instance *instance) {
  return HEAP_BYTES_MAX;
}

u32 Z_envZ_emscripten_resize_heap(Instance *instance, u32 bytes) {
  wasm_rt_memory_t *memory = &instance->module.w2c_memory;
  u32 wanted = (u32)(((u64)bytes + 65535) >> 16);
  u32 target = memory->pages + memory->pages / 5;
  if (target < wanted) {
    target = wanted;
  }
  return target <= HEAP_BYTES_MAX >> 16 && wasm_rt_grow_memory(memory, target - memory->pages) != (u32)-1;
}

u32 Z_wasi_snapshot_preview1Z_environ_sizes_get(struct Z_wasi_snapshot_preview1_instance_t *wasi, u32 count, u32 bytes) {
  *word((Instance *)wasi, count) = 0;
  *word((Instance *)wasi, bytes) = 0;
  return 0;
}

u32 Z_wasi_snapshot_preview1Z_environ_get(struct Z_wasi_snapshot_preview1_instance_t *wasi, u32 list, u32 texts) {
  return 0;
}

/* The time zone is UTC. */
void Z_envZ__tzset_js(Instance *instance, u32 offset, u32 daylight, u32 standard_name, u32 daylight_name) {
  *word(instance, offset) = 0;
  *word(instance, daylight) = 0;
  memcpy(word(instance, standard_name), "UTC", 4);
  memcpy(word(instance, daylight_name), "UTC", 4);
}

u32 Z_envZ__localtime_js(Instance *instance, u64 seconds, u32 out) {
  time_t time = (time_t)seconds;
  struct tm utc;
  gmtime_r(&time, &utc);
  int fields[] = {utc.tm_sec,  utc.tm_min,  utc.tm_hour, utc.tm_mday, utc.tm_mon,
                  utc.tm_year, utc.tm_wday, utc.tm_yday, 0,           0};
  for (u32 i = 0; i < 10; i++) {
    *word(instance, out + 4 * i) = (u32)fields[i];
  }
  return 0;
}

/* Calls of functions of ours, one C function for each shape of WasmFunctions. */

static u32 call_java(const Function *function, const jvalue *arguments) {
  JNIEnv *env = innermost->env;
  jint result = (*env)->CallIntMethodA(env, function->object, function->method, arguments);
  if ((*env)->ExceptionCheck(env)) {
    trap("a function that SQLite called threw an exception");
  }
  return (u32)result;
}

static u32 call_one(const Function *function, u32 a) {
  return call_java(function, (jvalue[]){{.i = (jint)a}});
}

static u32 call_two(const Function *function, u32 a, u32 b) {
  return call_java(function, (jvalue[]){{.i = (jint)a}, {.i = (jint)b}});
}

static u32 call_three(const Function *function, u32 a, u32 b, u32 c) {
  return call_java(function, (jvalue[]){{.i = (jint)a}, {.i = (jint)b}, {.i = (jint)c}});
}

static u32 call_four(const Function *function, u32 a, u32 b, u32 c, u32 d) {
  return call_java(function, (jvalue[]){{.i = (jint)a}, {.i = (jint)b}, {.i = (jint)c}, {.i = (jint)d}});
}

static u32 call_five(const Function *function, u32 a, u32 b, u32 c, u32 d, u32 e) {
  return call_java(function, (jvalue[]){{.i = (jint)a}, {.i = (jint)b}, {.i = (jint)c}, {.i = (jint)d}, {.i = (jint)e}});
}

static u32 call_resize(const Function *function, u32 file, u64 size) {
  return call_java(function, (jvalue[]){{.i = (jint)file}, {.d = (double)(s64)size}});
}

static u32 call_transfer(const Function *function, u32 file, u32 buffer, u32 count, u64 offset) {
  return call_java(
      function, (jvalue[]){{.i = (jint)file}, {.i = (jint)buffer}, {.i = (jint)count}, {.d = (double)(s64)offset}});
}

static void call_scalar(const Function *function, u32 context, u32 count, u32 values) {
  JNIEnv *env = innermost->env;
  jvalue arguments[] = {{.i = (jint)context}, {.i = (jint)count}, {.i = (jint)values}};
  (*env)->CallVoidMethodA(env, function->object, function->method, arguments);
  if ((*env)->ExceptionCheck(env)) {
    trap("a function of SQL threw an exception");
  }
}

/* Shapes of functions, in the order of NativeSqlite.Shape. */
typedef struct {
  const char *interface;
  const char *signature;
  wasm_rt_function_ptr_t function;
  u32 type;
  jmethodID method;
} Shape;

#define SHAPES 8
static Shape shapes[SHAPES] = {
    {"sqlsync/sqlite/WasmFunctions$One", "(I)I", (wasm_rt_function_ptr_t)call_one},
    {"sqlsync/sqlite/WasmFunctions$Two", "(II)I", (wasm_rt_function_ptr_t)call_two},
    {"sqlsync/sqlite/WasmFunctions$Three", "(III)I", (wasm_rt_function_ptr_t)call_three},
    {"sqlsync/sqlite/WasmFunctions$Four", "(IIII)I", (wasm_rt_function_ptr_t)call_four},
    {"sqlsync/sqlite/WasmFunctions$Five", "(IIIII)I", (wasm_rt_function_ptr_t)call_five},
    {"sqlsync/sqlite/WasmFunctions$Resize", "(ID)I", (wasm_rt_function_ptr_t)call_resize},
    {"sqlsync/sqlite/WasmFunctions$Transfer", "(IIID)I", (wasm_rt_function_ptr_t)call_transfer},
    {"sqlsync/sqlite/WasmFunctions$Scalar", "(III)V", (wasm_rt_function_ptr_t)call_scalar},
};

/* Types are what the module calls its functions by; one that it has not gets number 0. */
static void find_types(void) {
  u32 known = registered_types();
#define TYPE(index, ...)                                       \
  shapes[index].type = wasm_rt_register_func_type(__VA_ARGS__); \
  if (shapes[index].type > known) {                            \
    shapes[index].type = 0;                                    \
  }
  TYPE(0, 1, 1, WASM_RT_I32, WASM_RT_I32)
  TYPE(1, 2, 1, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32)
  TYPE(2, 3, 1, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32)
  TYPE(3, 4, 1, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32)
  TYPE(4, 5, 1, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32)
  TYPE(5, 2, 1, WASM_RT_I32, WASM_RT_I64, WASM_RT_I32)
  TYPE(6, 4, 1, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32, WASM_RT_I64, WASM_RT_I32)
  TYPE(7, 3, 0, WASM_RT_I32, WASM_RT_I32, WASM_RT_I32)
#undef TYPE
}

JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  JNIEnv *env;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_1_8) != JNI_OK) {
    return JNI_ERR;
  }
  jclass thrown = (*env)->FindClass(env, "sqlsync/sqlite/SqliteTrapException");
  if (thrown == NULL) {
    return JNI_ERR;
  }
  trap_class = (*env)->NewGlobalRef(env, thrown);
  trap_constructor = (*env)->GetMethodID(env, thrown, "<init>", "(Ljava/lang/String;Ljava/lang/Throwable;)V");
  for (int i = 0; i < SHAPES; i++) {
    jclass interface = (*env)->FindClass(env, shapes[i].interface);
    if (interface == NULL) {
      return JNI_ERR;
    }
    shapes[i].method = (*env)->GetMethodID(env, interface, "call", shapes[i].signature);
    if (shapes[i].method == NULL) {
      return JNI_ERR;
    }
  }
  Z_sqlite_init_module();
  find_types();
  return JNI_VERSION_1_8;
}

/* Calls from Java. Every method has the instance as its first argument. */

#define METHOD(type, name, ...) \
  JNIEXPORT type JNICALL Java_sqlsync_simulation_NativeSqlite_##name(JNIEnv *env, jobject object, jlong handle, ##__VA_ARGS__)
#define INSTANCE ((Instance *)(intptr_t)handle)
#define SQLITE (&INSTANCE->module)

/* The body of a method: the value of an expression that runs code of the module, or an exception. */
#define RETURN_OR_THROW(type, expression)                                         \
  Call call = {.env = env, .instance = INSTANCE, .outer = innermost};             \
  if (INSTANCE != NULL && INSTANCE->trap == NULL && _setjmp(call.back) == 0) {    \
    innermost = &call;                                                            \
    type result = (type)(expression);                                             \
    innermost = call.outer;                                                       \
    return result;                                                                \
  }                                                                               \
  innermost = call.outer;                                                         \
  throw_trap(env, INSTANCE);                                                      \
  return 0;

static int start(Instance *instance) {
  Z_sqlite_instance_t *sqlite = &instance->module;
  Z_sqlite_instantiate(sqlite, instance, (struct Z_wasi_snapshot_preview1_instance_t *)instance);
  wasm_rt_funcref_table_t *table = &sqlite->w2c___indirect_function_table;
  instance->last_function = table->size - 1;
  while (instance->last_function > 0 && table->data[instance->last_function].func == NULL) {
    instance->last_function--;
  }
  Z_sqliteZ_emscripten_stack_init(sqlite);
  Z_sqliteZ___set_stack_limits(
      sqlite, Z_sqliteZ_emscripten_stack_get_base(sqlite), Z_sqliteZ_emscripten_stack_get_end(sqlite));
  Z_sqliteZ___wasm_call_ctors(sqlite);
  return 0;
}

/* Room for an instance, or 0. */
JNIEXPORT jlong JNICALL Java_sqlsync_simulation_NativeSqlite_allocate(JNIEnv *env, jclass class) {
  return (jlong)(intptr_t)calloc(1, sizeof(Instance));
}

METHOD(jint, start) {
  RETURN_OR_THROW(jint, start(INSTANCE))
}

METHOD(void, release) {
  wasm_rt_funcref_table_t *table = &SQLITE->w2c___indirect_function_table;
  for (u32 i = 0; i < table->size; i++) {
    if (table->data[i].func != NULL && table->data[i].module_instance != SQLITE) {
      Function *function = table->data[i].module_instance;
      (*env)->DeleteGlobalRef(env, function->object);
      free(function);
    }
  }
  Z_sqlite_free(SQLITE);
  free(INSTANCE);
}

METHOD(jobject, memory) {
  return (*env)->NewDirectByteBuffer(env, SQLITE->w2c_memory.data, HEAP_BYTES_MAX);
}

METHOD(jint, memoryBytes) {
  return (jint)SQLITE->w2c_memory.size;
}

/* The index of the new entry, or 0 where the module has no functions of this shape or no room. */
METHOD(jint, add, jint shape, jobject function) {
  wasm_rt_funcref_table_t *table = &SQLITE->w2c___indirect_function_table;
  u32 index = INSTANCE->last_function + 1;
  if (shapes[shape].type == 0) {
    return 0;
  }
  if (index >= table->size && wasm_rt_grow_funcref_table(table, 1, wasm_rt_funcref_null_value) == (u32)-1) {
    return 0;
  }
  Function *entry = malloc(sizeof *entry);
  if (entry == NULL) {
    return 0;
  }
  *entry = (Function){.object = (*env)->NewGlobalRef(env, function), .method = shapes[shape].method};
  table->data[index] =
      (wasm_rt_funcref_t){.func_type = shapes[shape].type, .func = shapes[shape].function, .module_instance = entry};
  INSTANCE->last_function = index;
  return (jint)index;
}

/* SQLite's functions. Flags that are always the same are put in here: -1 is SQLITE_TRANSIENT, which has SQLite copy the bytes. */

#define ONE(name, function) \
  METHOD(jint, name, jint a) { RETURN_OR_THROW(jint, function(SQLITE, a)) }
#define TWO(name, function) \
  METHOD(jint, name, jint a, jint b) { RETURN_OR_THROW(jint, function(SQLITE, a, b)) }

ONE(malloc, Z_sqliteZ_malloc)
ONE(closeV2, Z_sqliteZ_sqlite3_close_v2)
ONE(errmsg, Z_sqliteZ_sqlite3_errmsg)
ONE(changes, Z_sqliteZ_sqlite3_changes)
ONE(step, Z_sqliteZ_sqlite3_step)
ONE(reset, Z_sqliteZ_sqlite3_reset)
ONE(finalizeStatement, Z_sqliteZ_sqlite3_finalize)
ONE(clearBindings, Z_sqliteZ_sqlite3_clear_bindings)
ONE(columnCount, Z_sqliteZ_sqlite3_column_count)
ONE(valueInt, Z_sqliteZ_sqlite3_value_int)
TWO(open, Z_sqliteZ_sqlite3_open)
TWO(columnName, Z_sqliteZ_sqlite3_column_name)
TWO(columnType, Z_sqliteZ_sqlite3_column_type)
TWO(columnBytes, Z_sqliteZ_sqlite3_column_bytes)
TWO(columnText, Z_sqliteZ_sqlite3_column_text)
TWO(columnBlob, Z_sqliteZ_sqlite3_column_blob)

METHOD(jint, free, jint address) {
  RETURN_OR_THROW(jint, (Z_sqliteZ_free(SQLITE, address), 0))
}

METHOD(jint, exec, jint connection, jint sql) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_exec(SQLITE, connection, sql, 0, 0, 0))
}

METHOD(jint, prepareV2, jint connection, jint sql, jint length, jint statement_out, jint tail_out) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_prepare_v2(SQLITE, connection, sql, length, statement_out, tail_out))
}

METHOD(jint, bindInt, jint statement, jint index, jint value) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_bind_int(SQLITE, statement, index, value))
}

METHOD(jint, bindDouble, jint statement, jint index, jdouble value) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_bind_double(SQLITE, statement, index, value))
}

METHOD(jint, bindText, jint statement, jint index, jint text, jint length) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_bind_text(SQLITE, statement, index, text, length, -1))
}

METHOD(jint, bindBlob, jint statement, jint index, jint blob, jint length) {
  RETURN_OR_THROW(jint, Z_sqliteZ_sqlite3_bind_blob(SQLITE, statement, index, blob, length, -1))
}

METHOD(jdouble, columnDouble, jint statement, jint column) {
  RETURN_OR_THROW(jdouble, Z_sqliteZ_sqlite3_column_double(SQLITE, statement, column))
}

METHOD(jint, createFunctionV2, jint connection, jint name, jint arguments, jint encoding, jint scalar) {
  RETURN_OR_THROW(
      jint, Z_sqliteZ_sqlite3_create_function_v2(SQLITE, connection, name, arguments, encoding, 0, scalar, 0, 0, 0))
}

METHOD(jint, resultInt64, jint context, jlong value) {
  RETURN_OR_THROW(jint, (Z_sqliteZ_sqlite3_result_int64(SQLITE, context, value), 0))
}

METHOD(jint, resultBlob, jint context, jint blob, jint length) {
  RETURN_OR_THROW(jint, (Z_sqliteZ_sqlite3_result_blob(SQLITE, context, blob, length, -1), 0))
}

METHOD(jint, resultError, jint context, jint message, jint length) {
  RETURN_OR_THROW(jint, (Z_sqliteZ_sqlite3_result_error(SQLITE, context, message, length), 0))
}

#include "oracle/internal.h"

/*
 * Included before the marked text. The first half gives meaning to what mark.c put there; the second
 * half is a shim: text preprocessed for gcc uses types and builtins that clang lacks or declares
 * otherwise.
 *
 * task(T) and future(T) are T with a type attribute, once and twice: libclang keeps attributed types
 * through typedefs, members and expressions, but does not tell the attribute's argument. All that is
 * said to stand in <built-in>, because around an attribute from a macro of a file clang puts a layer
 * of sugar that libclang cannot look through: the mark of what an async function returns.
 *
 * gcc's <stdatomic.h> expands to the __atomic builtins on _Atomic objects, which clang refuses: only
 * their types matter here.
 */
const char oracle_prelude[] =
    "# 1 \"<built-in>\"\n"
    "#define a$ync __attribute__((preserve_most))\n"
    "#define w$k_async __attribute__((preserve_most))\n"
    "#define a$to __auto_type\n"
    "#define t$sk(...) __typeof__(__VA_ARGS__) [[clang::annotate_type(\"wok\")]]\n"
    "#define w$k_task(...) t$sk(__VA_ARGS__)\n"
    "#define f$ture(...) __typeof__(__VA_ARGS__) [[clang::annotate_type(\"wok\")]] "
    "[[clang::annotate_type(\"wok\")]]\n"
    "#define w$k_future(...) f$ture(__VA_ARGS__)\n"
    "#define W$K_NOT_SEND __attribute__((annotate(\"" ORACLE_NOT_SEND "\")))\n"
    "#define W$K_NOT_SYNC __attribute__((annotate(\"" ORACLE_NOT_SYNC "\")))\n"
    "#define W$K_SEND __attribute__((annotate(\"" ORACLE_SEND "\")))\n"
    "#define W$K_NO_AWAIT __attribute__((annotate(\"" ORACLE_NO_AWAIT "\")))\n"
    "typedef struct " ORACLE_UNIT " { char unit; } v$id;\n"
    "#define a$blk(...) ({ __VA_ARGS__; (v$id){0}; })\n"
    "#if __STDC_VERSION__ >= 202311L\n"
    "int w$k_try_block_on(...);\n"
    "void w$k_detach(...);\n"
    "int w$k_cancel(...);\n"
    "int w$k_join(...);\n"
    "#else\n"
    "int w$k_try_block_on();\n"
    "void w$k_detach();\n"
    "int w$k_cancel();\n"
    "int w$k_join();\n"
    "#endif\n"
    "#define _Float128 __float128\n"
    "typedef float _Float32;\n"
    "typedef double _Float64;\n"
    "typedef double _Float32x;\n"
    "typedef long double _Float64x;\n"
    "#define W$K_VALUE(p) (*(__typeof__((void)0, *(p)) *)0)\n"
    "#define __atomic_load(p, r, o) ((void)(p), (void)(r), (void)(o))\n"
    "#define __atomic_load_n(p, o) ((void)(o), W$K_VALUE(p))\n"
    "#define __atomic_store(p, v, o) ((void)(p), (void)(v), (void)(o))\n"
    "#define __atomic_store_n(p, v, o) ((void)(p), (void)(v), (void)(o))\n"
    "#define __atomic_exchange(p, v, r, o) ((void)(p), (void)(v), (void)(r), (void)(o))\n"
    "#define __atomic_exchange_n(p, v, o) ((void)(v), (void)(o), W$K_VALUE(p))\n"
    "#define __atomic_compare_exchange(p, e, d, w, s, f) "
    "((void)(p), (void)(e), (void)(d), (void)(w), (void)(s), (void)(f), (_Bool)0)\n"
    "#define __atomic_compare_exchange_n(p, e, d, w, s, f) "
    "((void)(p), (void)(e), (void)(d), (void)(w), (void)(s), (void)(f), (_Bool)0)\n"
    "#define W$K_FETCH(p, v, o) ((void)(v), (void)(o), W$K_VALUE(p))\n"
    "#define __atomic_fetch_add(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_fetch_sub(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_fetch_or(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_fetch_xor(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_fetch_and(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_fetch_nand(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_add_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_sub_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_or_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_xor_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_and_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_nand_fetch(p, v, o) W$K_FETCH(p, v, o)\n"
    "#define __atomic_test_and_set(p, o) ((void)(p), (void)(o), (_Bool)0)\n"
    "#define __atomic_clear(p, o) ((void)(p), (void)(o))\n"
    "#define __atomic_is_lock_free(s, p) ((void)(s), (void)(p), (_Bool)1)\n";

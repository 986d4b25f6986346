/*
 * Goal: the oracle's answers are those of a C compiler: the type of each expression and name, as
 * source that declares it again; which functions are async, through whatever they are reached.
 * Method: short texts, asked at the offset of what is meant.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

static const char declarations[] =
    "typedef struct { int x; } plain_t;\n"
    "typedef task(int) job;\n"
    "typedef async int handler(int *);\n"
    "enum colour { RED };\n"
    "struct s { int a, m[3][2]; const char *name; async int (*run)(struct s *, long); job jobs[2];\n"
    "           future(long) boxed; };\n"
    "struct WOK_NOT_SEND rc { int count; };\n"
    "async int cook(int minutes);\n"
    "async void tick(void);\n";

static void open_body(struct front *front, const char *parameters, const char *body) {
    struct arena arena = {0};
    front_open_string(front, FRONT_ORACLE,
                      arena_format(&arena, "%sasync int f(%s) {\n%s\n}\n", declarations,
                                   parameters, body));
    arena_finish(&arena);
    assert_string_equal(front->messages, "");
}

static const struct oracle_type *type_of(const struct front *front, const char *expression) {
    uint32_t begin = front_find(front, expression, 0);
    const struct oracle_type *type = oracle_expression_type(
        front->oracle, begin, begin + (uint32_t)strlen(expression));
    assert_non_null(type);
    return type;
}

static const struct oracle_type *declared(const struct front *front, const char *name) {
    const struct oracle_type *type =
        oracle_declared_type(front->oracle, front_find(front, name, 0));
    assert_non_null(type);
    return type;
}

static void declared_types_are_said_again_as_source(void **state) {
    (void)state;
    static const struct {
        const char *declaration, *name, *spelling;
        enum oracle_type_class class;
    } cases[] = {
        {"const int va1 = 1;", "va1", "int", ORACLE_SCALAR},
        {"const char *const va2 = 0;", "va2", "const char *", ORACLE_SCALAR},
        {"int va3[3][2];", "va3", "int [3][2]", ORACLE_ARRAY},
        {"int (*va4)(int, const char *, ...) = 0;", "va4", "int (*)(int, const char *, ...)",
         ORACLE_SCALAR},
        {"int (*va5)[3] = 0;", "va5", "int (*)[3]", ORACLE_SCALAR},
        {"void (*(*va6)(int))(char) = 0;", "va6", "void (*(*)(int))(char)", ORACLE_SCALAR},
        {"plain_t va7;", "va7", "plain_t", ORACLE_RECORD},
        {"struct s *va8[2];", "va8", "struct s *[2]", ORACLE_ARRAY},
        {"enum colour va9 = RED;", "va9", "enum colour", ORACLE_SCALAR},
        {"enum { A, B } va10 = A;", "va10", "unsigned int", ORACLE_SCALAR},
        {"_Atomic int va11;", "va11", "_Atomic(int)", ORACLE_SCALAR},
        {"__auto_type va12 = 1ull;", "va12", "unsigned long long", ORACLE_SCALAR},
        {"auto va13 = (const short *)0;", "va13", "const short *", ORACLE_SCALAR},
        {"__typeof__(minutes) va14[2];", "va14", "int [2]", ORACLE_ARRAY},
        {"typedef long local; local va15;", "va15", "long", ORACLE_SCALAR},
        {"handler *va16 = 0;", "va16", "int (*)(int *)", ORACLE_SCALAR},
        {"job *va17 = 0;", "va17", "wok_task_handle *", ORACLE_SCALAR},
        {"const volatile plain_t *va18 = 0;", "va18", "const volatile plain_t *", ORACLE_SCALAR},
        {"_Complex double va19;", "va19", "_Complex double", ORACLE_SCALAR},
        {"__int128 va20;", "va20", "__int128", ORACLE_SCALAR},
        {"char *va21 __attribute__((aligned(32)));", "va21", "char *", ORACLE_SCALAR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct front front;
        open_body(&front, "int minutes", cases[i].declaration);
        const struct oracle_type *type = declared(&front, cases[i].name);
        assert_non_null(type->spelling);
        assert_string_equal(type->spelling, cases[i].spelling);
        assert_int_equal(type->class, cases[i].class);
        front_close(&front);
    }
}

static void what_cannot_be_said_has_no_spelling(void **state) {
    (void)state;
    struct front front;
    open_body(&front, "int n", "struct { int x; } unnamed; int vla[n]; (void)vla;");
    assert_null(declared(&front, "unnamed")->spelling);
    assert_null(declared(&front, "vla")->spelling);
    assert_true(declared(&front, "vla[n]")->is_vla);
    assert_false(declared(&front, "unnamed")->is_vla);
    front_close(&front);
}

static void parameters_are_adjusted(void **state) {
    (void)state;
    struct front front;
    open_body(&front, "int first[4], int grid[][3], int callback(int), const plain_t by_value",
              "(void)(first); (void)(grid + 1); return first[0];");
    assert_string_equal(declared(&front, "first")->spelling, "int *");
    assert_string_equal(declared(&front, "grid")->spelling, "int (*)[3]");
    assert_string_equal(declared(&front, "callback")->spelling, "int (*)(int)");
    assert_string_equal(declared(&front, "by_value")->spelling, "plain_t");
    assert_string_equal(type_of(&front, "(first)")->spelling, "int *");
    assert_string_equal(type_of(&front, "grid + 1")->spelling, "int (*)[3]");
    const struct oracle_type *const *parameters;
    size_t count;
    const struct oracle_type *result = oracle_function_type(
        front.oracle, front_find(&front, "f(int first", 0), &parameters, &count);
    assert_string_equal(result->spelling, "int");
    assert_int_equal(count, 4);
    assert_string_equal(parameters[1]->spelling, "int (*)[3]");
    front_close(&front);
}

static void handles_are_known_through_typedefs_fields_and_pointers(void **state) {
    (void)state;
    struct front front;
    open_body(&front, "struct s *self, job given",
              "job mine = spawn(cook(1)); task(void) none = spawn(tick()); job *at = &mine;\n"
              "await self->jobs[1]; await given; await *at; await (mine); await none;\n"
              "int sum = await mine + 1; await self->boxed;");
    assert_int_equal(type_of(&front, "self->jobs[1]")->future, ORACLE_TASK);
    assert_string_equal(type_of(&front, "self->jobs[1]")->spelling, "int");
    assert_int_equal(declared(&front, "given")->future, ORACLE_TASK);
    assert_int_equal(declared(&front, "mine")->future, ORACLE_TASK);
    assert_int_equal(type_of(&front, "(mine)")->future, ORACLE_TASK);
    assert_int_equal(declared(&front, "none")->class, ORACLE_VOID);
    assert_int_equal(declared(&front, "none")->future, ORACLE_TASK);
    assert_int_equal(type_of(&front, "self->boxed")->future, ORACLE_BOXED);
    assert_int_equal(type_of(&front, "await self->jobs[1]")->future, ORACLE_PLAIN);
    assert_int_equal(type_of(&front, "await mine + 1")->future, ORACLE_PLAIN);
    assert_int_equal(type_of(&front, "spawn(cook(1))")->future, ORACLE_PLAIN);
    front_close(&front);
}

static void async_callees_are_known_through_pointers(void **state) {
    (void)state;
    struct front front;
    open_body(&front, "struct s *self, handler *h, int x",
              "await cook(1); await self->run(self, 2); await h(&x); await (*h)(&x);\n"
              "await (x ? h : 0)(&x); await tick(); __builtin_abort();");
    static const char *const callees[] = {"self->run", "h(&x)", "(*h)", "(x ? h : 0)"};
    static const uint32_t lengths[] = {9, 1, 4, 11};
    const struct oracle_type *const *parameters;
    size_t count;
    for (size_t i = 0; i < 4; i++) {
        uint32_t begin = front_find(&front, callees[i], 0);
        const struct oracle_type *result = oracle_async_callee(
            front.oracle, begin, begin + lengths[i], &parameters, &count);
        assert_non_null(result);
        assert_string_equal(result->spelling, "int");
        assert_string_equal(parameters[0]->spelling, i == 0 ? "struct s *" : "int *");
    }
    uint32_t tick = front_find(&front, "tick", 1);
    assert_int_equal(oracle_async_callee(front.oracle, tick, tick + 4, &parameters, &count)->class,
                     ORACLE_VOID);
    uint32_t plain = front_find(&front, "__builtin_abort", 0);
    assert_null(oracle_async_callee(front.oracle, plain, plain + 15, &parameters, &count));
    front_close(&front);
}

static void void_results_behave_as_in_c(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_ORACLE,
                      "void plain(int);\n"
                      "async void f(int x) {\n"
                      "    if (x) return plain(x);\n"
                      "    x ? await f(1) : (void)0;\n"
                      "    return await f(x - 1);\n"
                      "}\n"
                      "void async g(void) { return plain(2); }\n"
                      "async void *h(void) { return (void *)0; }\n");
    assert_string_equal(front.messages, "");
    assert_int_equal(type_of(&front, "plain(x)")->class, ORACLE_VOID);
    assert_int_equal(type_of(&front, "await f(x - 1)")->class, ORACLE_VOID);
    assert_int_equal(type_of(&front, "x ? await f(1) : (void)0")->class, ORACLE_VOID);
    assert_string_equal(type_of(&front, "(void *)0")->spelling, "void *");
    front_close(&front);
}

static void marked_structs_are_not_send(void **state) {
    (void)state;
    struct front front;
    open_body(&front, "struct rc *counted, struct s *other", "return counted->count;");
    assert_true(type_of(&front, "counted->count")->class == ORACLE_SCALAR);
    assert_false(declared(&front, "other")->is_not_send);
    front_close(&front);
    open_body(&front, "void", "struct rc one; struct s two;");
    assert_true(declared(&front, "one")->is_not_send);
    assert_false(declared(&front, "two")->is_not_send);
    front_close(&front);
}

static void types_are_known_from_their_declaration_on(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_ORACLE,
                      "async int a(void) { return 1; }\ntypedef int late;\nlate b;\n");
    uint32_t before = front_find(&front, "return", 0), after = front_find(&front, "late b", 0);
    assert_false(oracle_is_typedef(front.oracle, "late", 4, before));
    assert_true(oracle_is_typedef(front.oracle, "late", 4, after));
    assert_false(oracle_is_typedef(front.oracle, "lat", 3, after));
    assert_false(oracle_is_typedef(front.oracle, "later", 5, after));
    front_close(&front);
}

static void expect_message(const char *text, const char *code, const char *message) {
    struct front front;
    front_open_string(&front, FRONT_ORACLE, text);
    assert_non_null(strstr(front.messages, code));
    assert_non_null(strstr(front.messages, message));
    assert_null(strchr(front.messages, '$'));
    front_close(&front);
}

static void errors_of_c_are_said_in_the_users_words(void **state) {
    (void)state;
    expect_message("async int f(void) { return nowhere; }", "E0002", "undeclared");
    expect_message("async int f(int x) { int race = x; return 1; }", "E0002", "word of async C");
    expect_message("async int f(int); int g(int); async int h(void) {\n"
                   "int (*p)(int) = f; return p != 0; }",
                   "E0108", "async int (int)");
    expect_message("async int f(int); int g(int); async int h(void) {\n"
                   "async int (*p)(int) = g; return p != 0; }",
                   "E0108", "int (int)");
    expect_message("async void f(int); async int h(void) { int x = f(1); return x; }", "E0002",
                   "void");
}

static void errors_outside_async_code_are_left_to_the_compiler(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_ORACLE,
                      "int broken(void) { return nowhere; }\n"
                      "int silent(void) { undeclared(1); return; }\n"
                      "async int f(void) { return implicit(1); }\n");
    assert_string_equal(front.messages, "");
    front_close(&front);
}

static void endless_nesting_is_refused(void **state) {
    (void)state;
    static const char *const openers[] = {"- ", "a = ", "a ? ", "if (a) ", "for (;;) ", "do ",
                                          "(int)", "sizeof ", "l: ", "if (a) ; else ", "("};
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        static char text[400000];
        strcpy(text, "async int f(int a) { ");
        size_t length = strlen(text), piece = strlen(openers[i]);
        for (int n = 0; n < 20000; n++, length += piece)
            memcpy(text + length, openers[i], piece + 1);
        struct front front;
        front_open(&front, FRONT_ORACLE, text, length);
        assert_true(front.diagnostics.error_count > 0);
        front_close(&front);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(declared_types_are_said_again_as_source),
        cmocka_unit_test(what_cannot_be_said_has_no_spelling),
        cmocka_unit_test(parameters_are_adjusted),
        cmocka_unit_test(handles_are_known_through_typedefs_fields_and_pointers),
        cmocka_unit_test(async_callees_are_known_through_pointers),
        cmocka_unit_test(void_results_behave_as_in_c),
        cmocka_unit_test(marked_structs_are_not_send),
        cmocka_unit_test(types_are_known_from_their_declaration_on),
        cmocka_unit_test(errors_of_c_are_said_in_the_users_words),
        cmocka_unit_test(errors_outside_async_code_are_left_to_the_compiler),
        cmocka_unit_test(endless_nesting_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

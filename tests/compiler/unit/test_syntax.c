/*
 * Goal: every construct of C and GNU C becomes the tree that syntax/tree.h promises.
 * Method: put a statement into a function, and compare the tree as nested lists. Names that end in
 * _t are types here; libclang takes no part.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"

static void expect_tree(const char *body, const char *tree) {
    struct front front;
    char *text;
    struct arena arena = {0};
    text = arena_format(&arena, "async int f(int a, int b) { %s }", body);
    front_open_string(&front, FRONT_SYNTAX, text);
    assert_string_equal(front.messages, "");
    assert_string_equal(front_body(&front, "f"), tree);
    front_close(&front);
    arena_finish(&arena);
}

static void expect_error(const char *text, const char *code, const char *message) {
    struct front front;
    front_open_string(&front, FRONT_SYNTAX, text);
    assert_int_equal(front.diagnostics.error_count, 1);
    assert_non_null(strstr(front.messages, code));
    assert_non_null(strstr(front.messages, message));
    assert_int_equal(front.syntax->functions.count, 0);
    front_close(&front);
}

static void operators_bind_as_in_c(void **state) {
    (void)state;
    expect_tree("a = b = a + b * 2 - 1;",
                "(expression (assign = a (assign = b (binary - (binary + a (binary * b 2)) 1))))");
    expect_tree("a || b && a | b ^ a & b == a < b << 1;",
                "(expression (logical || a (logical && b (binary | a (binary ^ b (binary & a "
                "(binary == b (binary < a (binary << b 1)))))))))");
    expect_tree("a ? b : a ? 1 : 2, a ?: b;",
                "(expression (comma , (conditional ? a b (conditional ? a 1 2)) "
                "(conditional-gnu ? a b)))");
    expect_tree("-a++ + !*&b;",
                "(expression (binary + (unary - (postfix ++ a)) (unary ! (unary * (unary & b)))))");
}

static void await_binds_like_a_prefix_operator(void **state) {
    (void)state;
    expect_tree("await g(1).x + b;",
                "(expression (binary + (await (member . x (call g 1))) b))");
    expect_tree("-await a[b], await (int)b;",
                "(expression (comma , (unary - (await (index a b))) (await (cast (type-name "
                "(specifiers) -) b))))");
}

static void words_have_nodes_of_their_own(void **state) {
    (void)state;
    expect_tree("spawn(g(1)); box(a); cold(a);",
                "(expression (spawn (call g 1))) (expression (box a)) (expression (cold a))");
    expect_tree("join(a = await b, await a);",
                "(expression (join (assign = a (await b)) (await a)))");
    expect_tree("wok_block_on(a); wok_try_block_on(a, &b); wok_detach(a); wok_cancel(a);"
                "wok_join(a, &b);",
                "(expression (block-on a)) (expression (try-block-on a (unary & b))) "
                "(expression (detach a)) (expression (cancel a)) "
                "(expression (task-join a (unary & b)))");
    expect_tree("race { when (a = await b) a; when (await a) { } }",
                "(race (when (assign = a (await b)) (expression a)) (when (await a) (block)))");
    expect_tree("async ({ a; }); async_move ({ b; });",
                "(expression (async-block (statement-expression (block (expression a))))) "
                "(expression (async-block (statement-expression (block (expression b)))))");
    expect_tree("defer a++; defer { b; }",
                "(defer (expression (postfix ++ a))) (defer (block (expression b)))");
    expect_tree("task(int) t; future(void) u; auto x = a;",
                "(declaration (specifiers (task-type (type-name (specifiers) -))) "
                "(init-declarator t (declarator t) -)) "
                "(declaration (specifiers (task-type (type-name (specifiers) -))) "
                "(init-declarator u (declarator u) -)) "
                "(declaration (specifiers) (init-declarator = x (declarator x) a))");
}

static void parentheses_hold_expressions_types_or_statements(void **state) {
    (void)state;
    expect_tree("(a); (my_t)a; (my_t){1}; ({ a; });",
                "(expression (paren a)) "
                "(expression (cast (type-name (specifiers) -) a)) "
                "(expression (compound-literal (type-name (specifiers) -) (initialiser-list 1))) "
                "(expression (statement-expression (block (expression a))))");
    expect_tree("sizeof(my_t){1}.x; sizeof(my_t); sizeof a; _Alignof(int);",
                "(expression (unevaluated (member . x (compound-literal (type-name (specifiers) -) "
                "(initialiser-list 1))))) "
                "(expression (unevaluated (type-name (specifiers) -))) "
                "(expression (unevaluated a)) (expression (unevaluated (type-name (specifiers) -)))");
}

static void a_local_name_hides_a_type(void **state) {
    (void)state;
    expect_tree("my_t * b;", "(declaration (specifiers) (init-declarator b (declarator b) -))");
    expect_tree("{ int my_t = 1; my_t * b; } my_t * b;",
                "(block (declaration (specifiers) (init-declarator = my_t (declarator my_t) 1)) "
                "(expression (binary * my_t b))) "
                "(declaration (specifiers) (init-declarator b (declarator b) -))");
    expect_tree("typedef int mine; mine x; (mine)a;",
                "(declaration (specifiers) (init-declarator mine (declarator mine) -)) "
                "(declaration (specifiers) (init-declarator x (declarator x) -)) "
                "(expression (cast (type-name (specifiers) -) a))");
    expect_tree("enum { one_t = 1 } e; one_t * b;",
                "(declaration (specifiers (tag (enumerator one_t 1))) "
                "(init-declarator e (declarator e) -)) (expression (binary * one_t b))");
}

static void builtins_take_types(void **state) {
    (void)state;
    expect_tree("__builtin_offsetof(my_t, x[a].y);",
                "(expression (unevaluated (type-name (specifiers) -) a))");
    expect_tree("__builtin_va_arg(a, int *); __builtin_choose_expr(1, a, b);",
                "(expression (va-arg a (type-name (specifiers) (declarator)))) "
                "(expression (choose 1 a b))");
    expect_tree("_Generic(a, int: 1, default: 2);",
                "(expression (generic a (type-name (specifiers) -) 1 - 2))");
}

static void declarators_nest_to_any_depth(void **state) {
    (void)state;
    expect_tree("int *p, (*q)[3], *(*r(int))(my_t, ...);",
                "(declaration (specifiers) (init-declarator p (declarator p) -) "
                "(init-declarator q (declarator q (declarator q) (array 3)) -) "
                "(init-declarator r (declarator r (declarator r (parameters (parameter "
                "(specifiers) -))) (parameters (parameter (specifiers) -))) -))");
    expect_tree("async int (*h)(struct s *);",
                "(declaration (specifiers) (init-declarator h (declarator h (declarator h) "
                "(parameters (parameter (specifiers (tag s)) (declarator)))) -))");
    expect_tree("__attribute__((cleanup(give))) char *c asm(\"x\") __attribute__((unused)) = a;",
                "(declaration (specifiers (attribute give)) (init-declarator = c (declarator c "
                "(attribute) (attribute)) a))");
}

static void structs_hold_members_and_bit_fields(void **state) {
    (void)state;
    expect_tree("struct s { int x : 3, : 2; union { int y; }; };",
                "(declaration (specifiers (tag s (declaration (specifiers) (init-declarator : x "
                "(declarator x) 3) (init-declarator : (declarator) 2)) (declaration (specifiers "
                "(tag (declaration (specifiers) (init-declarator y (declarator y) -))))))))");
}

static void initialisers_have_designators(void **state) {
    (void)state;
    expect_tree("my_t m = {.x = 1, [a] = 2, [0 ... 3].y = {4}, z: 5, 6};",
                "(declaration (specifiers) (init-declarator = m (declarator m) (initialiser-list "
                "(designated 1) (designated a 2) (designated 0 3 (initialiser-list 4)) "
                "(designated 5) 6)))");
}

static void statements_have_all_their_parts(void **state) {
    (void)state;
    expect_tree("if (a) ; else b; while (a) b; do a; while (b);",
                "(if a (empty) (expression b)) (while a (expression b)) (do (expression a) b)");
    expect_tree("for (int i = 0; i < a; i++) ; for (;;) break; for (a; b;) continue;",
                "(for (declaration (specifiers) (init-declarator = i (declarator i) 0)) "
                "(binary < i a) (postfix ++ i) (empty)) (for - - - (break)) "
                "(for a b - (continue))");
    expect_tree("switch (a) { case 1: case 2 ... 4: b; default: ; }",
                "(switch a (block (case 1 - (case 2 4 (expression b))) (default (empty))))");
    expect_tree("here: goto here; goto *&&here; last: ",
                "(label here (goto here)) (goto-computed (label-address here)) "
                "(label last -)");
    expect_tree("__label__ x, y; return; return a;",
                "(local-label) (return -) (return a)");
    expect_tree("asm volatile (\"nop\" : \"=r\"(a), [x] \"+m\"(b) : \"r\"(1) : \"memory\"); ",
                "(asm a b 1)");
    expect_tree("_Static_assert(1, \"x\" \"y\"); [[fallthrough]]; __attribute__((fallthrough));",
                "(static-assert 1) (empty) (empty)");
    expect_tree("l: int x = 1; [[maybe_unused]] int y;",
                "(label l (declaration (specifiers) (init-declarator = x (declarator x) 1))) "
                "(declaration (specifiers (attribute)) (init-declarator y (declarator y) -))");
}

static void prototypes_say_which_future_they_are(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_SYNTAX,
                      "wok_async void wait(int ms) WOK_FUTURE(struct wait, wait_init,\n"
                      "    wait_poll, wait_cancel, ((void *)0));\n"
                      "static async inline int g(void) { return 1; }\n"
                      "struct s { task(int) t; };\n"
                      "int plain(int x);\n"
                      "async int h();\n");
    assert_string_equal(front.messages, "");
    assert_int_equal(front.syntax->functions.count, 3);
    const struct syntax_function *wait = front.syntax->functions.items[0];
    assert_string_equal(wait->name, "wait");
    assert_true(wait->is_async && !wait->is_definition && wait->has_prototype);
    assert_string_equal(wait->future_struct, "struct wait");
    assert_string_equal(wait->future_cancel, "wait_cancel");
    assert_string_equal(wait->future_drop, "((void *)0)");
    assert_true(token_is(front.tokens, wait->annotation_first, "WOK_FUTURE"));
    assert_true(token_is(front.tokens, wait->annotation_end, ";"));
    const struct syntax_function *g = front.syntax->functions.items[1];
    assert_true(g->is_async && g->is_definition && g->is_static && g->is_inline);
    assert_null(g->future_struct);
    assert_false(front.syntax->functions.items[2]->has_prototype);
    assert_int_equal(front.syntax->declarations.count, 1);
    front_close(&front);
}

static void only_what_holds_words_is_parsed(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_ORACLE, "struct s { int a; };\n"
                                            "struct s f(int a) { return (struct s){a}; }\n"
                                            "int old(a, b) int a; char *b; { return a; }\n"
                                            "async int last(void) { return 1; }\n"
                                            "int uses(void) { return ((void)last, 2); }\n");
    assert_string_equal(front.messages, "");
    assert_int_equal(front.syntax->functions.count, 2);
    assert_string_equal(front.syntax->functions.items[0]->name, "last");
    assert_string_equal(front.syntax->functions.items[1]->name, "uses");
    front_close(&front);
}

static void wrong_syntax_is_an_error_with_its_code(void **state) {
    (void)state;
    expect_error("async int f(void) { int g(void) { return 1; } return 1; }", "E0305", "function");
    expect_error("async int f(void) { when (1) ; }", "E0204", "only in a race");
    expect_error("async int f(void) { race f(); }", "E0204", "block of `when` arms");
    expect_error("async int f(void) { race { f(); } }", "E0204", "only `when");
    expect_error("async int f(void) { return async f(); }", "E0006", "begins a block");
    expect_error("async int f(a) int a; { return a; }", "E0900", "K&R");
    expect_error("async int f(void) { return wok_join(1); }", "E0001", "takes 2 arguments");
    expect_error("async int f(void) { return (1; }", "E0001", "expected `)`");
    expect_error("async int f(void) WOK_FUTURE(struct a, b, c);", "E0001", "five arguments");
    expect_error("static int spawn(int a) { return a; }", "E0001", "is a word of async C");
    expect_error("async int f(void), g(void);", "E0900", "one async function");
}

static void nesting_is_bounded(void **state) {
    (void)state;
    static const char *const openers[] = {"(", "{", "- ", "a = ", "a ? ", "f(", "a[", "if (a) ",
                                          "do ", "l: ", "(int)", "({ ", "sizeof ", "await ",
                                          "struct { ", "int (", "task(", "typeof("};
    for (size_t i = 0; i < sizeof openers / sizeof *openers; i++) {
        char text[100000] = "async int f(int a) { ";
        size_t length = strlen(text), piece = strlen(openers[i]);
        for (int n = 0; n < 10000 && length + piece < sizeof text; n++, length += piece)
            memcpy(text + length, openers[i], piece + 1);
        struct front front;
        front_open(&front, FRONT_SYNTAX, text, length);
        assert_int_equal(front.syntax->functions.count, 0);
        front_close(&front);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators_bind_as_in_c),
        cmocka_unit_test(await_binds_like_a_prefix_operator),
        cmocka_unit_test(words_have_nodes_of_their_own),
        cmocka_unit_test(parentheses_hold_expressions_types_or_statements),
        cmocka_unit_test(a_local_name_hides_a_type),
        cmocka_unit_test(builtins_take_types),
        cmocka_unit_test(declarators_nest_to_any_depth),
        cmocka_unit_test(structs_hold_members_and_bit_fields),
        cmocka_unit_test(initialisers_have_designators),
        cmocka_unit_test(statements_have_all_their_parts),
        cmocka_unit_test(prototypes_say_which_future_they_are),
        cmocka_unit_test(only_what_holds_words_is_parsed),
        cmocka_unit_test(wrong_syntax_is_an_error_with_its_code),
        cmocka_unit_test(nesting_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

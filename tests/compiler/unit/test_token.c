/*
 * Goal: a name is a word of async C exactly where the tool view's macros would replace it.
 * Method: lex short texts and list the words that were found, in order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "front.h"
#include "text/buffer.h"

static void expect_words(const char *text, const char *words) {
    struct front front;
    front_open_string(&front, FRONT_TOKENS, text);
    struct buffer found;
    buffer_init(&found, &front.arena);
    for (uint32_t i = 0; i < front.tokens->count; i++)
        if (front.tokens->items[i].kind == TOKEN_WORD)
            buffer_printf(&found, "%s%s", found.length ? " " : "", token_string(front.tokens, i));
    assert_string_equal(found.data, words);
    front_close(&front);
}

static void function_like_words_need_a_parenthesis(void **state) {
    (void)state;
    expect_words("task(int) t; int task; spawn (f()); spawn; join\n(a); box = 1; when;",
                 "task spawn join");
    expect_words("async await race defer async_move", "async await race defer async_move");
}

static void members_and_tags_are_names(void **state) {
    (void)state;
    expect_words("a.join(1); p->spawn(2); struct task (*f); union race r; enum defer d; goto race;",
                 "");
    expect_words("struct WOK_NOT_SEND rc { int x; };", "WOK_NOT_SEND");
}

static void prefixed_spellings_are_words_too(void **state) {
    (void)state;
    expect_words("wok_async wok_join_all(a) wok_join(t, &r) wok_cancel(t) wok_cancel wok_join",
                 "wok_async wok_join_all wok_join wok_cancel");
    expect_words("#pragma wok words prefixed\nasync await wok_await spawn(x)", "wok_await");
}

static void system_headers_have_only_prefixed_words(void **state) {
    (void)state;
    expect_words("# 1 \"/usr/include/x.h\" 1 3\nint join(int); int async; wok_async void f(void);\n"
                 "# 2 \"a.c\" 2\nasync int g(void);",
                 "wok_async async");
}

static void auto_is_a_word_where_a_type_is_inferred(void **state) {
    (void)state;
    expect_words("auto x = 1; auto int y = 2; __auto_type z = 3; auto w; const auto v = 4;",
                 "auto __auto_type auto");
}

static void text_without_the_pragma_has_no_words(void **state) {
    (void)state;
    struct arena arena = {0};
    static const char text[] = "async await spawn(1) @ 'x";
    struct diagnostics diagnostics = {0};
    struct source *source = source_create(&arena, text, sizeof text - 1, "a.c");
    diagnostics.source = source;
    struct tokens *tokens = tokens_read(source, &diagnostics);
    assert_false(tokens->has_words);
    assert_int_equal(diagnostics.error_count, 0);
    arena_finish(&arena);
}

static void expect_tokens(const char *text, const char *spaced) {
    struct front front;
    front_open_string(&front, FRONT_TOKENS, text);
    struct buffer found;
    buffer_init(&found, &front.arena);
    for (uint32_t i = 1; i < front.tokens->count; i++)
        buffer_printf(&found, "%s%s", i > 1 ? " " : "", token_string(front.tokens, i));
    assert_string_equal(found.data, spaced);
    front_close(&front);
}

static void tokens_are_as_long_as_they_can_be(void **state) {
    (void)state;
    expect_tokens("a+++b", "a ++ + b");
    expect_tokens("x<<=1>>=a...", "x <<= 1 >>= a ...");
    expect_tokens("1.5e-3+0x1p+4 1'000 .5", "1.5e-3 + 0x1p+4 1'000 .5");
    expect_tokens("L\"a\\\"b\" u8\"c\" 'd' U'\\''", "L\"a\\\"b\" u8\"c\" 'd' U'\\''");
    expect_tokens("a/* b */c// d\ne", "a c e");
}

static void a_stray_character_is_an_error_and_is_skipped(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_TOKENS, "async int a @ b;");
    assert_int_equal(front.diagnostics.error_count, 1);
    assert_non_null(strstr(front.messages, "begins no token"));
    front_close(&front);
}

static void digraphs_are_the_same_punctuators(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_TOKENS, "<: :> <% %>");
    assert_true(token_is(front.tokens, 1, "["));
    assert_true(token_is(front.tokens, 2, "]"));
    assert_true(token_is(front.tokens, 3, "{"));
    assert_true(token_is(front.tokens, 4, "}"));
    front_close(&front);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(function_like_words_need_a_parenthesis),
        cmocka_unit_test(members_and_tags_are_names),
        cmocka_unit_test(prefixed_spellings_are_words_too),
        cmocka_unit_test(system_headers_have_only_prefixed_words),
        cmocka_unit_test(auto_is_a_word_where_a_type_is_inferred),
        cmocka_unit_test(text_without_the_pragma_has_no_words),
        cmocka_unit_test(tokens_are_as_long_as_they_can_be),
        cmocka_unit_test(a_stray_character_is_an_error_and_is_skipped),
        cmocka_unit_test(digraphs_are_the_same_punctuators),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Goal: what the stages share works at its edges: memory, strings, places, diagnostics.
 * Method: call it directly; diagnostics are captured and compared with what a person should read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "front.h"
#include "text/buffer.h"

static void an_array_keeps_its_items_when_it_grows(void **state) {
    (void)state;
    struct arena arena = {0};
    ARRAY(int) numbers = {0};
    for (int i = 0; i < 100000; i++)
        array_push(&arena, &numbers, i);
    for (int i = 0; i < 100000; i++)
        assert_int_equal(numbers.items[i], i);
    arena_finish(&arena);
}

static void arena_memory_is_zero_and_aligned(void **state) {
    (void)state;
    struct arena arena = {0};
    for (size_t size = 0; size < 300000; size = size * 2 + 1) {
        unsigned char *memory = arena_allocate(&arena, size);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(memory[i], 0);
        memset(memory, 0xff, size);
    }
    arena_finish(&arena);
}

static void a_quoted_string_is_a_literal_of_c(void **state) {
    (void)state;
    struct arena arena = {0};
    struct buffer buffer;
    buffer_init(&buffer, &arena);
    buffer_put_quoted(&buffer, "a\"b\\c\nd\001" "2\x7f");
    assert_string_equal(buffer.data, "\"a\\\"b\\\\c\\nd\\0012\\177\"");
    arena_finish(&arena);
}

static void places_follow_line_markers(void **state) {
    (void)state;
    static const char text[] = "first\n"
                               "# 10 \"a \\\"b\\\".h\" 1 3\n"
                               "x\n"
                               "  y\n"
                               "#line 7 \"c.c\"\n"
                               "z\n";
    struct arena arena = {0};
    struct source *source = source_create(&arena, text, sizeof text - 1, "main.c");
    struct place first = source_place(source, 2);
    assert_string_equal(first.file, "main.c");
    assert_int_equal(first.line, 1);
    struct place y = source_place(source, (uint32_t)(strchr(text, 'y') - text));
    assert_string_equal(y.file, "a \"b\".h");
    assert_int_equal(y.line, 11);
    assert_int_equal(y.column, 3);
    assert_true(y.system_header);
    struct place z = source_place(source, (uint32_t)(strchr(text, 'z') - text));
    assert_string_equal(z.file, "c.c");
    assert_int_equal(z.line, 7);
    assert_false(z.system_header);
    arena_finish(&arena);
}

/* The text has had its tabs and a macro replaced; the caret must stand in the line on disk. */
static void a_diagnostic_shows_the_users_own_line(void **state) {
    (void)state;
    char name[] = "/tmp/wokcc-test-XXXXXX";
    int descriptor = mkstemp(name);
    assert_true(descriptor >= 0);
    static const char user[] = "one\n\tx = ZERO + bad( 1 );\n";
    assert_int_equal(write(descriptor, user, sizeof user - 1), sizeof user - 1);
    close(descriptor);
    char text[200], messages[1000];
    snprintf(text, sizeof text, "# 2 \"%s\"\n        x = 0 + bad(1);\n", name);
    struct arena arena = {0};
    struct diagnostics diagnostics = {
        .source = source_create(&arena, text, strlen(text), "main.c")};
    uint32_t begin = (uint32_t)(strstr(text, "bad") - text);
    FILE *file = tmpfile();
    int saved = dup(STDERR_FILENO);
    dup2(fileno(file), STDERR_FILENO);
    diagnose_error(&diagnostics, DIAGNOSE_SYNTAX, begin, begin + 6, "no %s", "good");
    diagnose_help(&diagnostics, "try `%s`", "fine");
    dup2(saved, STDERR_FILENO);
    close(saved);
    rewind(file);
    messages[fread(messages, 1, sizeof messages - 1, file)] = '\0';
    fclose(file);
    unlink(name);
    char expected[1000];
    snprintf(expected, sizeof expected,
             "%s:2:13: error[E0001]: no good\n"
             "    2 | \tx = ZERO + bad( 1 );\n"
             "      | \t           ^~~~~~~~\n"
             "   = help: try `fine`\n",
             name);
    assert_string_equal(messages, expected);
    assert_int_equal(diagnostics.error_count, 1);
    arena_finish(&arena);
}

static void without_the_file_the_preprocessed_line_is_shown(void **state) {
    (void)state;
    struct front front;
    front_open_string(&front, FRONT_SYNTAX, "async int f(void) {\n    return 1 +;\n}\n");
    assert_string_equal(front.messages,
                        "no-such-file.c:3:15: error[E0001]: expected an expression before `;`\n"
                        "    3 |     return 1 +;\n"
                        "      |               ^\n");
    front_close(&front);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_array_keeps_its_items_when_it_grows),
        cmocka_unit_test(arena_memory_is_zero_and_aligned),
        cmocka_unit_test(a_quoted_string_is_a_literal_of_c),
        cmocka_unit_test(places_follow_line_markers),
        cmocka_unit_test(a_diagnostic_shows_the_users_own_line),
        cmocka_unit_test(without_the_file_the_preprocessed_line_is_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

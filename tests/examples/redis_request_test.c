/*
 * Goal: requests are taken apart the same way however they arrive, and what is no request is refused.
 *
 * Method: each request whole, then byte by byte, in memory that moves between the bytes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "request.h"

static int64_t parse_in_pieces(struct request *request, const char *text, size_t size,
                               char **kept) {
    const char *complaint;
    for (size_t i = 1; i <= size; i++) {
        char *moved = malloc(i); /* another place each time, and no byte too many */
        memcpy(moved, text, i);
        int64_t used = request_parse(request, moved, i, &complaint);
        if (used != 0) {
            *kept = moved;
            return used;
        }
        free(moved);
    }
    *kept = NULL;
    return 0;
}

static void expect(const char *text, size_t size, const char *const *words, size_t count) {
    struct request request = {0};
    const char *complaint;
    char *copy = malloc(size), *kept;
    memcpy(copy, text, size);
    for (int pieces = 0; pieces < 2; pieces++) {
        int64_t used = pieces ? parse_in_pieces(&request, text, size, &kept)
                              : request_parse(&request, copy, size, &complaint);
        assert_int_equal(used, size);
        assert_int_equal(request.count, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(request.words[i].size, strlen(words[i]));
            assert_memory_equal(request.words[i].data, words[i], strlen(words[i]));
        }
    }
    free(copy);
    free(kept);
    request_free(&request);
}

#define EXPECT(text, ...)                                                                          \
    expect(text, sizeof(text) - 1, (const char *const[]){__VA_ARGS__},                             \
           sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void requests_are_arrays_or_lines(void **state) {
    (void)state;
    EXPECT("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", "GET", "k");
    EXPECT("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n", "SET", "k", "");
    EXPECT("*1\r\n$4\r\n\r\n\r\n\r\n", "\r\n\r\n");
    EXPECT("PING\r\n", "PING");
    EXPECT("  SET  k   v\t \n", "SET", "k", "v");
}

static void nothing_is_asked_by_an_empty_line(void **state) {
    struct request request = {0};
    const char *complaint;
    char empty[] = "\r\n", none[] = "*0\r\n", minus[] = "*-1\r\n";
    (void)state;
    assert_int_equal(request_parse(&request, empty, 2, &complaint), 2);
    assert_int_equal(request.count, 0);
    assert_int_equal(request_parse(&request, none, 4, &complaint), 4);
    assert_int_equal(request.count, 0);
    assert_int_equal(request_parse(&request, minus, 5, &complaint), 5);
    request_free(&request);
}

static void refuse(const char *text) {
    struct request request = {0};
    const char *complaint = NULL;
    char *kept;
    int64_t used = parse_in_pieces(&request, text, strlen(text), &kept);
    (void)complaint;
    assert_true(used < 0);
    free(kept);
    request_free(&request);
}

static void what_is_no_request_is_refused(void **state) {
    (void)state;
    refuse("*x\r\n");
    refuse("*1048577\r\n");
    refuse("*99999999999999999999\r\n");
    refuse("*1\r\n:3\r\n");
    refuse("*1\r\n$x\r\n");
    refuse("*1\r\n$67108865\r\n");
    refuse("*1\r\n$3\r\nGETxx");
    refuse("*1\r\n$\r\n");
}

static void a_line_without_end_is_refused(void **state) {
    struct request request = {0};
    const char *complaint = NULL;
    char *text = malloc(REQUEST_LINE_SIZE_MAX);
    (void)state;
    memset(text, 'x', REQUEST_LINE_SIZE_MAX);
    assert_int_equal(request_parse(&request, text, REQUEST_LINE_SIZE_MAX - 1, &complaint), 0);
    assert_true(request_parse(&request, text, REQUEST_LINE_SIZE_MAX, &complaint) < 0);
    assert_non_null(complaint);
    free(text);
    request_free(&request);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_arrays_or_lines),
        cmocka_unit_test(nothing_is_asked_by_an_empty_line),
        cmocka_unit_test(what_is_no_request_is_refused),
        cmocka_unit_test(a_line_without_end_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

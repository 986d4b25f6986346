/*
 * Goal: no target names anything outside the folder, and ranges are what RFC 9110 says.
 * Method: targets and the paths, or the refusals, that must come of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "path.h"

static char path[PATH_SIZE_MAX];

static int decode(const char *target) {
    return path_from_target((struct text){target, strlen(target)}, path);
}

static void targets_become_relative_paths(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"/", ""},
        {"/a", "a"},
        {"/a/", "a/"},
        {"//a///b", "a/b"},
        {"/./a/./b", "a/b"},
        {"/a?x=/../y", "a"},
        {"/a#x", "a"},
        {"/%61%20b", "a b"},
        {"/%2e/a", "a"},
        {"/...", "..."},
        {"/a..b/.c", "a..b/.c"},
        {"/%252e%252e/x", "%2e%2e/x"},
        {"http://host/x/y", "x/y"},
        {"HTTP://host:80", ""},
        {"/\xc3\xa9", "\xc3\xa9"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(decode(cases[i][0]), 0);
        assert_string_equal(path, cases[i][1]);
    }
}

static void ways_out_and_bad_escapes_are_refused(void **state) {
    (void)state;
    static const char *const cases[] = {
        "/..",    "/../etc/passwd", "/a/../../b", "/%2e%2e/x", "/%2E./x",  "/.%2e",
        "/a%2fb", "/..%2f..%2fx",   "/a%00",      "/a%0a",     "/%7f",     "/%",
        "/%4",    "/%zz",           "*",          "a/b",       "ftp://x/", "",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(decode(cases[i]), -400);
}

static void long_paths_are_refused_at_the_limit(void **state) {
    (void)state;
    char target[2 * PATH_SIZE_MAX];
    for (size_t size = 1; size < sizeof target - 1; size++) {
        memset(target, 'a', size);
        target[0] = '/';
        target[size] = '\0';
        int status = decode(target);
        assert_int_equal(status, size < PATH_SIZE_MAX ? 0 : -414);
        if (status == 0)
            assert_int_equal(strlen(path), size - 1);
    }
    for (size_t size = 1; size < sizeof target - 1; size++) {
        for (size_t i = 0; i < size; i++)
            target[i] = i % 2 ? 'a' : '/';
        target[size] = '\0';
        if (decode(target) == 0)
            assert_true(strlen(path) < PATH_SIZE_MAX);
    }
}

static void locations_are_escaped(void **state) {
    (void)state;
    char location[32];
    assert_int_equal(path_to_location("a b/\xc3\xa9/", location, sizeof location), 0);
    assert_string_equal(location, "/a%20b/%C3%A9/");
    assert_int_equal(path_to_location("a\r\nb", location, sizeof location), 0);
    assert_string_equal(location, "/a%0D%0Ab");
    assert_int_equal(path_to_location("a very long name", location, 16), -414);
}

static void assert_part(const char *range, uint64_t size, uint64_t first, uint64_t length) {
    uint64_t found_first, found_length;
    assert_int_equal(
        range_parse((struct text){range, strlen(range)}, size, &found_first, &found_length),
        RANGE_PART);
    assert_int_equal(found_first, first);
    assert_int_equal(found_length, length);
}

static void single_ranges_are_parts(void **state) {
    (void)state;
    assert_part("bytes=0-0", 100, 0, 1);
    assert_part("bytes=10-19", 100, 10, 10);
    assert_part("bytes=10-", 100, 10, 90);
    assert_part("bytes=90-1000", 100, 90, 10);
    assert_part("bytes=-30", 100, 70, 30);
    assert_part("bytes=-300", 100, 0, 100);
    assert_part("bytes=99-99", 100, 99, 1);
}

static void other_ranges_are_told_apart(void **state) {
    (void)state;
    static const struct {
        const char *range;
        uint64_t size;
        enum range_kind kind;
    } cases[] = {
        {"bytes=100-", 100, RANGE_UNSATISFIABLE},
        {"bytes=100-200", 100, RANGE_UNSATISFIABLE},
        {"bytes=-0", 100, RANGE_UNSATISFIABLE},
        {"bytes=0-", 0, RANGE_UNSATISFIABLE},
        {"bytes=-1", 0, RANGE_UNSATISFIABLE},
        {"bytes=0-1,3-4", 100, RANGE_NONE},
        {"bytes=5-4", 100, RANGE_NONE},
        {"bytes=", 100, RANGE_NONE},
        {"bytes=-", 100, RANGE_NONE},
        {"bytes=a-b", 100, RANGE_NONE},
        {"bytes=1", 100, RANGE_NONE},
        {"items=0-1", 100, RANGE_NONE},
        {"bytes=0-1x", 100, RANGE_NONE},
        {"bytes=9999999999999999999-", 100, RANGE_NONE},
        {"bytes=--1", 100, RANGE_NONE},
        {"bytes", 100, RANGE_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t first, length;
        struct text range = {cases[i].range, strlen(cases[i].range)};
        assert_int_equal(range_parse(range, cases[i].size, &first, &length), cases[i].kind);
    }
    uint64_t first, length;
    assert_int_equal(range_parse((struct text){NULL, 0}, 100, &first, &length), RANGE_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_become_relative_paths),
        cmocka_unit_test(ways_out_and_bad_escapes_are_refused),
        cmocka_unit_test(long_paths_are_refused_at_the_limit),
        cmocka_unit_test(locations_are_escaped),
        cmocka_unit_test(single_ranges_are_parts),
        cmocka_unit_test(other_ranges_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

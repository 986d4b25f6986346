/*
 * Goal: request heads are read as RFC 9112 says, and whatever two readers could read differently is
 * refused.
 * Method: whole heads and what must come of them; every head is also fed byte by byte, because a
 * stranger may send it so.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "request.h"

static struct request request;

/* Parse all of `head`; every shorter prefix must be incomplete or refused with the same status. */
static int parse(const char *head) {
    size_t size = strlen(head);
    int status = request_parse(head, size, &request);
    for (size_t part = 0; part < size; part++) {
        struct request unused;
        int early = request_parse(head, part, &unused);
        assert_true(early == 0 || early == status || (status > 0 && part >= request.head_size));
    }
    return status;
}

static void assert_text(struct text text, const char *expected) {
    assert_non_null(text.data);
    assert_int_equal(text.size, strlen(expected));
    assert_memory_equal(text.data, expected, text.size);
}

static void a_plain_get_is_read(void **state) {
    (void)state;
    assert_int_equal(parse("GET /a?b HTTP/1.1\r\nHost: x\r\n\r\n"), 1);
    assert_int_equal(request.method, REQUEST_GET);
    assert_text(request.target, "/a?b");
    assert_true(request.keep_alive);
    assert_int_equal(request.minor_version, 1);
    assert_int_equal(request.content_length, 0);
    assert_null(request.range.data);
}

static void header_names_have_no_case_and_values_no_outer_blanks(void **state) {
    (void)state;
    assert_int_equal(parse("HEAD / HTTP/1.1\r\nhOsT:x\r\nRANGE: \t bytes=0-1 \t\r\n\r\n"), 1);
    assert_int_equal(request.method, REQUEST_HEAD);
    assert_text(request.range, "bytes=0-1");
}

static void methods_have_case_and_unknown_ones_are_told_apart(void **state) {
    (void)state;
    assert_int_equal(parse("get / HTTP/1.1\r\nHost: x\r\n\r\n"), 1);
    assert_int_equal(request.method, REQUEST_OTHER);
    assert_int_equal(parse("PROPFIND / HTTP/1.1\r\nHost: x\r\n\r\n"), 1);
    assert_int_equal(request.method, REQUEST_OTHER);
}

static void the_size_ends_at_the_empty_line(void **state) {
    (void)state;
    const char *two = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\n\r\n";
    assert_int_equal(parse(two), 1);
    assert_text(request.target, "/1");
    size_t first = request.head_size;
    assert_int_equal(request_parse(two + first, strlen(two) - first, &request), 1);
    assert_text(request.target, "/2");
}

static void empty_lines_before_a_request_are_skipped(void **state) {
    (void)state;
    assert_int_equal(parse("\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"), 1);
    assert_text(request.target, "/");
}

static void keep_alive_follows_version_and_connection(void **state) {
    (void)state;
    assert_int_equal(parse("GET / HTTP/1.0\r\n\r\n"), 1);
    assert_false(request.keep_alive);
    assert_int_equal(parse("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"), 1);
    assert_true(request.keep_alive);
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, CLOSE\r\n\r\n"), 1);
    assert_false(request.keep_alive);
}

static void a_length_is_a_plain_number_given_once(void **state) {
    (void)state;
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n"), 1);
    assert_int_equal(request.content_length, 12);
    static const char *const bad[] = {
        "+1", "-1", "0x10", "1 2", "1,1", "", "1e3", "9999999999999999999", "18446744073709551617"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char head[128];
        strcpy(head, "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: ");
        strcat(strcat(head, bad[i]), "\r\n\r\n");
        assert_int_equal(parse(head), -400);
    }
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n"
                           "Content-Length: 1\r\n\r\n"),
                     -400);
}

static void length_beside_transfer_coding_is_refused(void **state) {
    (void)state;
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n"),
                     -400);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                           "Content-Length: 3\r\n\r\n"),
                     -400);
    assert_int_equal(parse("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), -400);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                           "Transfer-Encoding: chunked\r\n\r\n"),
                     -400);
}

static void bodies_of_unknown_length_are_not_taken(void **state) {
    (void)state;
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
                     -411);
    assert_int_equal(parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n"), -501);
}

static void exactly_one_host_is_wanted(void **state) {
    (void)state;
    assert_int_equal(parse("GET / HTTP/1.1\r\n\r\n"), -400);
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), -400);
    assert_int_equal(parse("GET / HTTP/1.0\r\n\r\n"), 1);
}

static void versions_other_than_1_are_told_so(void **state) {
    (void)state;
    assert_int_equal(parse("GET / HTTP/2.0\r\nHost: x\r\n\r\n"), -505);
    assert_int_equal(parse("GET / HTTP/0.9\r\n\r\n"), -505);
    static const char *const bad[] = {"HTTP/1", "HTTP/1.10", "http/1.1", "HTTP/a.b", "HTTP/1.1 "};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char head[64] = "GET / ";
        strcat(strcat(head, bad[i]), "\r\nHost: x\r\n\r\n");
        assert_int_equal(parse(head), -400);
    }
}

static void malformed_lines_are_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "GET /\r\n\r\n",
        "GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
        " GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n",
        "G(T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\nHost: x\n\n",
        "GET / HTTP/1.1\r\nHost: x\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\n",
        "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n\tfolded: y\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\n: empty\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n",
        "GET /\x7f HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\nHo\x80st: x\r\n\r\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(parse(bad[i]), -400);
}

static void a_nul_is_refused(void **state) {
    (void)state;
    static const char head[] = "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n";
    static const char value[] = "GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n";
    assert_int_equal(request_parse(head, sizeof head - 1, &request), -400);
    assert_int_equal(request_parse(value, sizeof value - 1, &request), -400);
}

static void expectations_other_than_continue_fail(void **state) {
    (void)state;
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\n\r\n"), 1);
    assert_true(request.expects_continue);
    assert_int_equal(parse("GET / HTTP/1.1\r\nHost: x\r\nExpect: tea\r\n\r\n"), -417);
}

static void a_hundred_headers_are_enough(void **state) {
    (void)state;
    static char head[2048] = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 99; i++)
        strcat(head, "A: b\r\n");
    size_t size = strlen(head);
    strcat(head, "\r\n");
    assert_int_equal(parse(head), 1);
    strcpy(head + size, "A: b\r\n\r\n");
    assert_int_equal(parse(head), -431);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_get_is_read),
        cmocka_unit_test(header_names_have_no_case_and_values_no_outer_blanks),
        cmocka_unit_test(methods_have_case_and_unknown_ones_are_told_apart),
        cmocka_unit_test(the_size_ends_at_the_empty_line),
        cmocka_unit_test(empty_lines_before_a_request_are_skipped),
        cmocka_unit_test(keep_alive_follows_version_and_connection),
        cmocka_unit_test(a_length_is_a_plain_number_given_once),
        cmocka_unit_test(length_beside_transfer_coding_is_refused),
        cmocka_unit_test(bodies_of_unknown_length_are_not_taken),
        cmocka_unit_test(exactly_one_host_is_wanted),
        cmocka_unit_test(versions_other_than_1_are_told_so),
        cmocka_unit_test(malformed_lines_are_refused),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(expectations_other_than_continue_fail),
        cmocka_unit_test(a_hundred_headers_are_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

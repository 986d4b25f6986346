/*
 * The parts of the load that compute: the histogram and the response parser.
 *
 * Goal: percentiles are never off by more than their bucket, and an answer means the same however the
 * network cuts it up.
 * Method: known sets of durations; each text fed whole, then in two pieces at every place.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "histogram.h"
#include "response.h"

static void percentiles_of_one_to_a_thousand_are_what_they_should_be(void **state) {
    struct histogram *histogram = calloc(1, sizeof *histogram);
    (void)state;
    assert_non_null(histogram);
    for (uint64_t microseconds = 1; microseconds <= 1000; microseconds++)
        histogram_add(histogram, microseconds * 1000);
    assert_in_range(histogram_percentile_ns(histogram, 0.5), 500000, 508000);
    assert_in_range(histogram_percentile_ns(histogram, 0.99), 990000, 1000000);
    assert_int_equal(histogram_percentile_ns(histogram, 1.0), 1000000);
    free(histogram);
}

static void a_percentile_is_never_below_the_duration_and_at_most_1_6_percent_above(void **state) {
    (void)state;
    for (uint64_t duration = 1; duration < UINT64_MAX / 3; duration = duration * 3 + 1) {
        struct histogram *histogram = calloc(1, sizeof *histogram);
        assert_non_null(histogram);
        histogram_add(histogram, duration);
        histogram_add(histogram, UINT64_MAX);
        uint64_t found = histogram_percentile_ns(histogram, 0.5);
        assert_true(found >= duration);
        assert_true((double)(found - duration) <= 0.016 * (double)duration);
        free(histogram);
    }
}

static void an_empty_histogram_has_zero_percentiles(void **state) {
    static struct histogram histogram;
    (void)state;
    assert_int_equal(histogram_percentile_ns(&histogram, 0.5), 0);
}

struct answer {
    const char *text;
    int status;
    bool closes;
    size_t rest; /* bytes at the end that belong to the next answer */
    ssize_t error;
};

static const struct answer answers[] = {
    {.text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .status = 200},
    {.text = "HTTP/1.1 200 OK\r\ncontent-LENGTH:5\r\nX: y\r\n\r\nhelloHTTP",
     .status = 200,
     .rest = 4},
    {.text = "HTTP/1.0 404 Not Found\nContent-Length: 0\nConnection: Close\n\n",
     .status = 404,
     .closes = true},
    {.text = "HTTP/1.1 204 No Content\r\n\r\n", .status = 204},
    {.text = "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", .status = 304},
    {.text = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx",
     .status = 200},
    {.text = "HTTP/1.1 200 OK\r\nX-Content-Length: 7\r\n\r\n", .error = -EOPNOTSUPP},
    {.text = "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .error = -EBADMSG},
    {.text = "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", .error = -EBADMSG},
    {.text = "HTTP/2 200\r\n\r\n", .error = -EBADMSG},
    {.text = "HTTP/1.1 999 What\r\n\r\n", .error = -EBADMSG},
};

/* Feeds [0, cut) and then the rest; returns all that was taken, or the error. */
static ssize_t feed_in_two(struct response *response, const char *text, size_t cut) {
    ssize_t first, second;
    response_begin(response);
    first = response_feed(response, text, cut);
    if (first < (ssize_t)cut)
        return first;
    second = response_feed(response, text + cut, strlen(text) - cut);
    return second < 0 ? second : first + second;
}

static void an_answer_means_the_same_however_it_is_cut(void **state) {
    (void)state;
    for (size_t index = 0; index < sizeof answers / sizeof *answers; index++) {
        const struct answer *answer = &answers[index];
        for (size_t cut = 0; cut <= strlen(answer->text); cut++) {
            struct response response;
            ssize_t taken = feed_in_two(&response, answer->text, cut);
            if (answer->error) {
                assert_int_equal(taken, answer->error);
                continue;
            }
            assert_int_equal(taken, strlen(answer->text) - answer->rest);
            assert_int_equal(response.stage, RESPONSE_COMPLETE);
            assert_int_equal(response.status, answer->status);
            assert_int_equal(response.closes, answer->closes);
        }
    }
}

static void a_long_header_is_skipped_and_the_next_one_is_read(void **state) {
    char text[2000] = "HTTP/1.1 200 OK\r\nX-Long: ";
    struct response response;
    (void)state;
    memset(text + strlen(text), 'x', 1000);
    strcat(text, "\r\nContent-Length: 3\r\n\r\nabc");
    response_begin(&response);
    assert_int_equal(response_feed(&response, text, strlen(text)), strlen(text));
    assert_int_equal(response.stage, RESPONSE_COMPLETE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(percentiles_of_one_to_a_thousand_are_what_they_should_be),
        cmocka_unit_test(a_percentile_is_never_below_the_duration_and_at_most_1_6_percent_above),
        cmocka_unit_test(an_empty_histogram_has_zero_percentiles),
        cmocka_unit_test(an_answer_means_the_same_however_it_is_cut),
        cmocka_unit_test(a_long_header_is_skipped_and_the_next_one_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * expect.h: for test programs in async C (*_program.c), which are run with 1, 2 and 4 workers.
 */
#ifndef WOK_TEST_EXPECT_H
#define WOK_TEST_EXPECT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#define EXPECT_EQUAL(value, expected)                                                              \
    do {                                                                                           \
        long long value_ = (value), expected_ = (expected);                                        \
        if (value_ != expected_) {                                                                 \
            fprintf(stderr, "%s:%d: %s is %lld, not %s, %lld\n", __FILE__, __LINE__, #value,       \
                    value_, #expected, expected_);                                                 \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Whether tasks run in one order only. */
static inline int expect_one_worker(void) {
    const char *workers = getenv("WOK_WORKERS");
    return workers && !strcmp(workers, "1");
}

#endif

/* What support.c and driver.c share: the state of the run that is being observed. */
#ifndef FUZZ_LOG_H
#define FUZZ_LOG_H

#include <stdbool.h>
#include <stdint.h>

struct fuzz_state {
    uint64_t hash;             /* of the ordered log */
    unsigned long length;      /* of the ordered log */
    uint64_t tally;            /* of what has no order */
    unsigned long acquired;    /* how often something was acquired */
    unsigned long suspensions; /* so far */
    unsigned long calls;       /* of maybe() */
    unsigned long cancel_at;   /* the suspension that is the last one; 0 = run to the end */
    unsigned rounds;           /* of again() */
    int disorder;              /* releases that were not last in, first out; exact programs only */
    bool exact, ended;
    uint64_t schedule; /* state of a seeded schedule, 0: `always` says it */
    int always;        /* suspensions of each maybe() */
};
extern struct fuzz_state fuzz;

/* Begin a run: static data of the program as at the start, nothing logged. */
void fuzz_begin(const char *schedule, unsigned long cancel_at, bool exact);
/* The program is over: whoever waits for its suspension need not. */
void fuzz_ended(void);
/* The cancellation is over: a task of its own that stood at that suspension goes on. */
void fuzz_go_on(void);
/* What is still acquired, or was released too often. */
int fuzz_unbalanced(void);
bool fuzz_traced(void);

#endif

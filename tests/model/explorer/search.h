/*
 * search.h: which executions of a model are looked at.
 */
#ifndef WOK_MODEL_SEARCH_H
#define WOK_MODEL_SEARCH_H

#include "explorer.h"

enum search_mode {
    SEARCH_RANDOM,     /* random walks and PCT in turn */
    SEARCH_BOUNDED,    /* every execution with at most `bound` preemptions, depth first */
    SEARCH_EXHAUSTIVE, /* every execution up to the order of independent steps: sleep sets */
};

enum { TOKEN_MAX = 6400 };

struct search {
    enum search_mode mode;
    unsigned bound;
    uint64_t seed;
    uint64_t executions_max; /* 0: no limit */
    double seconds_max;
};

struct finding {
    uint64_t executions;
    double seconds;
    bool exhausted;
    bool failed;
    uint64_t outcomes; /* bit set */
    char message[400];
    char token[TOKEN_MAX];
};

void search_run(const struct model *model, const struct search *search, struct finding *finding);
/* Run the one execution that the token names, and print it. Answers whether it fails. */
bool search_replay(const struct model *model, const char *token);

#endif

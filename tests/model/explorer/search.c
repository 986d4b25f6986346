/*
 * search.c: an execution is a sequence of choices; a search decides which sequences are tried. The
 * sequence that fails, one character a choice, is the token that replays it.
 *
 * Depth first: the choices of the last execution form a stack. The next execution repeats them up
 * to the last one that has an answer left, and takes that.
 *
 * Sleep sets: after thread A's step was explored in some state, and B's is next, A's step need not be
 * explored behind B's if the two are independent: the state is the same. A sleeps until somebody's
 * step depends on its own. That loses nothing, but it does not go with a bound on preemptions, which
 * may have cut what the other order would have found: so the two are different searches.
 *
 * PCT: random priorities, and a few random moments at which the running thread's becomes the
 * lowest. Finds a bug that needs d such moments with a probability of about 1/(n k^(d-1)).
 */
#include "search.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine.h"

enum { CHANGES_MAX = 3 };

struct choice {
    uint8_t taken;
    uint32_t explored; /* threads whose step from here is done with */
    uint8_t threads[THREADS_MAX];
    uint64_t rest; /* answers to try yet */
};

enum style { UNIFORM, STICKY, LAZY, PRIORITIES, STYLES };

struct engine engine;

static struct {
    enum search_mode mode;
    unsigned bound;
    bool replaying; /* a token: what is beyond its end is 0 */
    struct choice path[CHOICES_MAX];
    unsigned depth, prefix;
    uint64_t random;
    enum style style;
    uint32_t changes[CHANGES_MAX];
    uint32_t longest; /* steps */
} state;

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static uint64_t next_random(void) {
    state.random ^= state.random << 13;
    state.random ^= state.random >> 7;
    state.random ^= state.random << 17;
    return state.random * 0x2545F4914F6CDD1Du >> 8;
}

void search_leave(void) {
    struct fiber unused;
    fiber_switch(&unused, &engine.root);
    abort(); /* an execution that was left goes on */
}

void model_fail(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(engine.message, sizeof engine.message, format, arguments);
    va_end(arguments);
    engine.failed = true;
    search_leave();
}

void model_outcome(unsigned outcome) {
    engine.outcome |= (uint64_t)1 << outcome;
}

unsigned model_choose(unsigned count) {
    return search_choose(CHOOSE_WORLD, count, UINT64_MAX);
}

static struct choice *next_choice(bool *is_new) {
    if (state.depth == CHOICES_MAX)
        model_fail("an execution with more than %d choices", CHOICES_MAX);
    *is_new = state.depth >= state.prefix;
    struct choice *choice = &state.path[state.depth++];
    if (*is_new)
        *choice = (struct choice){0};
    return choice;
}

static unsigned lowest(uint64_t bits) {
    return (unsigned)__builtin_ctzll(bits);
}

/* Loads mostly read the newest store, but in one style all are equal. */
static unsigned random_answer(enum choice_kind kind, unsigned count) {
    if (kind == CHOOSE_STORE && state.style != UNIFORM && next_random() % 3)
        return 0;
    return (unsigned)(next_random() % count);
}

unsigned search_choose(enum choice_kind kind, unsigned count, uint64_t allowed) {
    if (count == 1)
        return 0;
    if (count > OPTIONS_MAX)
        model_fail("a choice among %u", count);
    bool is_new;
    struct choice *choice = next_choice(&is_new);
    if (!is_new)
        return choice->taken < count ? choice->taken : 0;
    if (state.replaying)
        return 0;
    if (state.mode == SEARCH_RANDOM) {
        choice->taken = (uint8_t)random_answer(kind, count);
        return choice->taken;
    }
    allowed &= ((uint64_t)1 << count) - 1;
    choice->taken = (uint8_t)lowest(allowed);
    choice->rest = allowed & (allowed - 1);
    return choice->taken;
}

/* Random walks */

static unsigned by_priority(const unsigned *threads, unsigned count, bool same) {
    for (unsigned i = 0; same && i < CHANGES_MAX; i++)
        if (state.changes[i] == engine.steps)
            engine.threads[engine.me].priority = i;
    unsigned best = 0;
    for (unsigned i = 1; i < count; i++)
        if (engine.threads[threads[i]].priority > engine.threads[threads[best]].priority)
            best = i;
    return best;
}

static unsigned random_thread(const unsigned *threads, unsigned count, bool same) {
    static const unsigned stay[] = {[UNIFORM] = 1, [STICKY] = 4, [LAZY] = 12};
    for (unsigned i = 0; i < count; i++)
        if (engine.threads[threads[i]].priority == 0)
            engine.threads[threads[i]].priority = CHANGES_MAX + (unsigned)(next_random() % 1000);
    if (state.style == PRIORITIES)
        return by_priority(threads, count, same);
    if (same && next_random() % stay[state.style])
        return 0;
    return (unsigned)(next_random() % count);
}

static void random_begin(uint64_t execution) {
    state.style = (enum style)(execution % STYLES);
    for (unsigned i = 0; i < CHANGES_MAX; i++)
        state.changes[i] = (uint32_t)(next_random() % (state.longest + 1));
}

/* Threads */

static uint64_t allowed_threads(const unsigned *threads, unsigned count, bool same) {
    uint64_t all = ((uint64_t)1 << count) - 1;
    if (state.mode == SEARCH_BOUNDED)
        return same && engine.preemptions >= state.bound ? 1 : all;
    for (unsigned i = 0; i < count; i++)
        if (engine.sleeping >> threads[i] & 1)
            all &= ~((uint64_t)1 << i);
    return all;
}

unsigned search_choose_thread(const unsigned *threads, unsigned count, bool same) {
    bool sleeps = state.mode == SEARCH_EXHAUSTIVE && !state.replaying;
    if (sleeps && !allowed_threads(threads, count, same)) {
        engine.cut = true;
        search_leave();
    }
    if (count == 1)
        return 0;
    bool is_new;
    struct choice *choice = next_choice(&is_new);
    if (is_new && !state.replaying) {
        if (state.mode == SEARCH_RANDOM) {
            choice->taken = (uint8_t)random_thread(threads, count, same);
        } else {
            uint64_t allowed = allowed_threads(threads, count, same);
            choice->taken = (uint8_t)lowest(allowed);
            choice->rest = allowed & (allowed - 1);
        }
        for (unsigned i = 0; i < count; i++)
            choice->threads[i] = (uint8_t)threads[i];
    }
    if (sleeps)
        engine.sleeping |= choice->explored;
    return choice->taken < count ? choice->taken : 0;
}

/* Executions */

static void execute(const struct model *model, bool record) {
    engine.model = model;
    engine.location_count = 0;
    engine.fences = (struct view){0};
    engine.steps = engine.preemptions = engine.spurious = 0;
    engine.sleeping = 0;
    engine.failed = engine.cut = engine.asking = false;
    engine.outcome = 0;
    state.depth = 0;
    plain_begin();
    trace_begin(record);
    threads_begin();
    if (engine.steps > state.longest)
        state.longest = engine.steps;
}

/* To the next sequence of choices. False: that was the last. */
static bool backtrack(void) {
    while (state.depth > 0) {
        struct choice *choice = &state.path[state.depth - 1];
        if (choice->rest) {
            choice->explored |= 1u << choice->threads[choice->taken % THREADS_MAX];
            choice->taken = (uint8_t)lowest(choice->rest);
            choice->rest &= choice->rest - 1;
            state.prefix = state.depth;
            return true;
        }
        state.depth--;
    }
    return false;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void write_token(char *token) {
    unsigned length = state.depth;
    while (length > 0 && state.path[length - 1].taken == 0)
        length--;
    for (unsigned i = 0; i < length; i++)
        token[i] = digits[state.path[i].taken];
    token[length] = 0;
    if (length == 0)
        strcpy(token, "0");
}

void search_run(const struct model *model, const struct search *search, struct finding *finding) {
    *finding = (struct finding){0};
    state.mode = search->mode;
    state.bound = search->bound;
    state.replaying = false;
    state.prefix = 0;
    state.longest = 0;
    state.random = search->seed * 2 + 0x9E3779B97F4A7C15u;
    double start = now();
    bool more = true;
    for (uint64_t tried = 1; more; tried++) {
        random_begin(finding->executions);
        execute(model, /* record */ false);
        finding->executions += !engine.cut;
        finding->failed = engine.failed;
        if (!engine.cut)
            finding->outcomes |= engine.outcome;
        if (finding->failed)
            break;
        if (state.mode == SEARCH_RANDOM)
            state.prefix = 0;
        else if (!backtrack())
            finding->exhausted = true;
        more = !finding->exhausted && finding->executions != search->executions_max &&
               (tried % 64 || now() - start < search->seconds_max);
    }
    finding->seconds = now() - start;
    if (!finding->failed)
        return;
    snprintf(finding->message, sizeof finding->message, "%s", engine.message);
    write_token(finding->token);
}

static unsigned digit_value(char digit) {
    const char *place = strchr(digits, digit);
    return place && digit ? (unsigned)(place - digits) : 0;
}

bool search_replay(const struct model *model, const char *token) {
    state.mode = SEARCH_BOUNDED;
    state.replaying = true;
    state.prefix = 0;
    for (; token[state.prefix] && state.prefix < CHOICES_MAX; state.prefix++)
        state.path[state.prefix] =
            (struct choice){.taken = (uint8_t)digit_value(token[state.prefix])};
    execute(model, /* record */ true);
    trace_print();
    if (engine.failed)
        printf("  %s\n", engine.message);
    return engine.failed;
}

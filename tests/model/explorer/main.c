/*
 * main.c: the command. What it does with each model:
 *
 *   the slice      a few thousand random executions, then every execution within the model's bound
 *                  (or every one there is), as far as a second goes
 *   the campaign   --seconds S: bound 1, 2, 3 or exhaustively, then random until the time is over
 *   one search     --random N, --bound B, --exhaustive
 *   one execution  --replay TOKEN
 *
 *   the places     --places: addresses of the atomic operations that random executions come to
 *
 * --stop ends with the first model that fails; --exact takes patterns as whole names.
 *
 * A model that seeds a bug passes when the bug is found, and fails when it is not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "models/models.h"
#include "search.h"

struct plan {
    bool list, places, stop, exact, one_search;
    struct search search; /* of one_search */
    double seconds;       /* of the campaign; 0: the slice */
    uint64_t seed;
    const char *replay;
    const char *const *patterns;
    int pattern_count;
};

static const struct model *const *const families[] = {
    litmus_models,   task_models,  branch_models,  scheduler_models, reactor_models,
    timer_models,    sync_models,  channel_models, streams_models,   family_models,
    blocking_models, crowd_models, ending_models,
};

static const char *mode_name(const struct search *search) {
    static char text[32];
    if (search->mode == SEARCH_RANDOM)
        return "random";
    if (search->mode == SEARCH_EXHAUSTIVE)
        return "exhaustive";
    snprintf(text, sizeof text, "bound %u", search->bound);
    return text;
}

static void report(const struct model *model, const struct search *search,
                   const struct finding *finding, const char *verdict) {
    printf("%-40s %-11s %10llu executions %7.2f s  %s\n", model->name, mode_name(search),
           (unsigned long long)finding->executions, finding->seconds, verdict);
    fflush(stdout);
}

static void show_failure(const struct model *model, const struct finding *finding) {
    printf("\n%s: %s\n", model->name, finding->message);
    search_replay(model, finding->token);
    printf("  again: --replay %s %s\n\n", finding->token, model->name);
}

/* Answers whether the model is done with: it failed. */
static bool try_search(const struct model *model, const struct search *search,
                       struct finding *total) {
    struct finding finding;
    search_run(model, search, &finding);
    total->outcomes |= finding.outcomes;
    total->executions += finding.executions;
    total->seconds += finding.seconds;
    total->exhausted |= finding.exhausted && search->mode == SEARCH_EXHAUSTIVE;
    if (!finding.failed) {
        if (!model->must_fail)
            report(model, search, &finding, finding.exhausted ? "all" : "so far");
        return false;
    }
    total->failed = true;
    memcpy(total->message, finding.message, sizeof total->message);
    memcpy(total->token, finding.token, sizeof total->token);
    if (model->must_fail && strstr(finding.message, model->must_fail))
        report(model, search, &finding, "found");
    return true;
}

static bool judge(const struct model *model, const struct finding *total) {
    if (model->must_fail) {
        if (total->failed && strstr(total->message, model->must_fail))
            return true;
        printf("%s: FAILED: the bug that it seeds was not found (%s)\n", model->name,
               total->failed ? total->message : "nothing was");
        return false;
    }
    if (total->failed) {
        printf("%s: FAILED\n", model->name);
        show_failure(model, total);
        return false;
    }
    if (model->outcomes && (total->outcomes & ~model->outcomes ||
                            (total->exhausted && total->outcomes != model->outcomes))) {
        printf("%s: FAILED: outcomes %llx, expected %llx\n", model->name,
               (unsigned long long)total->outcomes, (unsigned long long)model->outcomes);
        return false;
    }
    return true;
}

static bool run_slice(const struct model *model, const struct plan *plan) {
    struct finding total = {0};
    struct search walk = {.mode = SEARCH_RANDOM,
                          .seed = plan->seed,
                          .executions_max = model->must_fail ? 200000 : 3000,
                          .seconds_max = model->must_fail ? 10 : 0.3};
    struct search deep = {.mode =
                              model->flags & MODEL_EXHAUSTIVE ? SEARCH_EXHAUSTIVE : SEARCH_BOUNDED,
                          .bound = model->bound ? model->bound : 2,
                          .seconds_max = model->flags & MODEL_EXHAUSTIVE ? 10 : 0.5};
    if (!try_search(model, &walk, &total))
        try_search(model, &deep, &total);
    return judge(model, &total);
}

static bool run_campaign(const struct model *model, const struct plan *plan) {
    struct finding total = {0};
    bool failed = false;
    for (unsigned bound = 1; bound <= 3 && !failed; bound++) {
        struct search deep = {
            .mode = SEARCH_BOUNDED, .bound = bound, .seconds_max = plan->seconds / 5};
        failed = try_search(model, &deep, &total);
    }
    struct search all = {.mode = SEARCH_EXHAUSTIVE, .seconds_max = plan->seconds / 5};
    failed = failed || try_search(model, &all, &total);
    struct search walk = {.mode = SEARCH_RANDOM, .seed = plan->seed, .executions_max = 10000000};
    walk.seconds_max = plan->seconds > total.seconds ? plan->seconds - total.seconds : 0;
    if (!failed && walk.seconds_max > 0)
        try_search(model, &walk, &total);
    return judge(model, &total);
}

/* A model that fails comes to what is before that. */
static void list_places(const struct model *model, const struct plan *plan) {
    struct search walk = {
        .mode = SEARCH_RANDOM, .seed = plan->seed, .executions_max = 2000, .seconds_max = 2};
    struct finding finding;
    trace_count_visits();
    search_run(model, &walk, &finding);
    trace_print_visits(model->name);
}

static bool run_one(const struct model *model, const struct plan *plan) {
    if (plan->replay)
        return !search_replay(model, plan->replay);
    if (plan->one_search) {
        struct finding total = {0};
        try_search(model, &plan->search, &total);
        return judge(model, &total);
    }
    return plan->seconds > 0 ? run_campaign(model, plan) : run_slice(model, plan);
}

static bool matches(const struct model *model, const struct plan *plan) {
    for (int i = 0; i < plan->pattern_count; i++)
        if (plan->exact ? !strcmp(model->name, plan->patterns[i])
                        : strstr(model->name, plan->patterns[i]) != NULL)
            return true;
    return plan->pattern_count == 0;
}

static int usage(void) {
    fputs("usage: model [--list | --places] [--stop] [--exact] [--seed N] [--limit SECONDS] "
          "[--seconds S | "
          "--random N | --bound B "
          "| --exhaustive | --replay TOKEN] [PATTERN...]\n",
          stderr);
    return 2;
}

static bool read_arguments(struct plan *plan, int count, char **arguments) {
    int at = 1;
    for (; at < count && strncmp(arguments[at], "--", 2) == 0; at++) {
        const char *option = arguments[at];
        if (strcmp(option, "--list") == 0) {
            plan->list = true;
        } else if (strcmp(option, "--places") == 0) {
            plan->places = true;
        } else if (strcmp(option, "--stop") == 0) {
            plan->stop = true;
        } else if (strcmp(option, "--exact") == 0) {
            plan->exact = true;
        } else if (strcmp(option, "--exhaustive") == 0) {
            plan->one_search = true;
            plan->search.mode = SEARCH_EXHAUSTIVE;
        } else if (++at == count) {
            return false;
        } else if (strcmp(option, "--random") == 0) {
            plan->one_search = true;
            plan->search.mode = SEARCH_RANDOM;
            plan->search.executions_max = strtoull(arguments[at], NULL, 10);
        } else if (strcmp(option, "--bound") == 0) {
            plan->one_search = true;
            plan->search.mode = SEARCH_BOUNDED;
            plan->search.bound = (unsigned)strtoul(arguments[at], NULL, 10);
        } else if (strcmp(option, "--limit") == 0) {
            plan->search.seconds_max = strtod(arguments[at], NULL);
        } else if (strcmp(option, "--seconds") == 0) {
            plan->seconds = strtod(arguments[at], NULL);
        } else if (strcmp(option, "--seed") == 0) {
            plan->seed = strtoull(arguments[at], NULL, 10);
        } else if (strcmp(option, "--replay") == 0) {
            plan->replay = arguments[at];
        } else {
            return false;
        }
    }
    plan->patterns = (const char *const *)arguments + at;
    plan->pattern_count = count - at;
    plan->search.seed = plan->seed;
    return true;
}

int main(int count, char **arguments) {
    struct plan plan = {.seed = 1, .search = {.seconds_max = 1e9}};
    if (!read_arguments(&plan, count, arguments))
        return usage();
    int failed = 0, matched = 0;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        for (const struct model *const *at = families[f]; *at; at++) {
            if (!matches(*at, &plan))
                continue;
            matched++;
            if (plan.list)
                puts((*at)->name);
            else if (plan.places)
                list_places(*at, &plan);
            else
                failed += !run_one(*at, &plan);
            if (failed && plan.stop)
                return 1;
        }
    }
    if (matched == 0)
        fputs("no model has such a name\n", stderr);
    return failed || matched == 0;
}

/*
 * crowd.h: how much work has to wait before another worker is woken for it.
 *
 * Waking a sibling costs some 30 µs where a processor is free. Where none is, the sibling waits for a
 * time slice, some 3 ms, or takes the processor from those that the work comes from; and what it has
 * taken on waits with it, also in its reactor, where only its own thread brings operations to an end.
 * So the backlog that a sibling is woken for is doubled as long as workers wait for processors, and
 * halved when they have not for a while. If that has been too early, the next try comes later.
 *
 *     level     0      1      2   …   9
 *     backlog   30     60     120 …   15,360 µs
 *
 * In a crowd (level 1 and above) a worker that is woken with less than such a backlog leaves it in its
 * ring, for 2 ms at most, to those that are awake, whose reactors then get what those tasks wait for
 * next. So the work gathers where it is least in the way. Nothing is stranded: who leaves has the tasks
 * in its ring, enters the sleepers, fences, and looks who is awake; who goes to sleep enters the
 * sleepers, fences, and looks at the rings of the sleepers. One of the two sees the other.
 */
#ifndef WOK__SCHEDULER_CROWD_H
#define WOK__SCHEDULER_CROWD_H

#include "scheduler/scheduler.h"

#define WOK__CROWD_LEVEL_MAX     9u
#define WOK__CROWD_LOOK_NS       (10 * WOK_MS)
#define WOK__CROWD_CALM_FIRST_NS (500 * WOK_MS)
#define WOK__CROWD_CALM_MAX_NS   (8 * WOK_S)

/* What has been decided, and when. By the monitor; zero is a good beginning. */
struct wok__crowd {
    uint64_t calm_ns;    /* how long it has to be calm before the level falls; 0: the first time */
    uint64_t changed_ns; /* when the level did */
    bool has_fallen;     /* the last change was that */
};

/*
 * The level after a time in which the workers have run for `ran_ns`, and waited for a processor for
 * `waited_ns`.
 */
uint32_t wok__crowd_level(struct wok__crowd *crowd, uint32_t level, uint64_t ran_ns,
                          uint64_t waited_ns, uint64_t now_ns);

/* What follows is false, and 0, where there is no crowd. */

/* The victim is awake and goes on, has little, and has not called. */
bool wok__crowd_leaves_alone(const struct wok__worker *thief, const struct wok__worker *victim);

/* Changes when one of the others makes a turn. */
uint32_t wok__crowd_turns(const struct wok__worker *worker);

/* The others have lately made turns, and may be left what this worker has: it is not much. */
bool wok__crowd_takes(const struct wok__worker *worker);

/* Somebody who sleeps has left something to those that are awake. */
bool wok__crowd_has_left(const struct wok__worker *worker);

#endif

/*
 * crowd.c: see crowd.h.
 */
#include "scheduler/crowd.h"

/* One fifth of the time in which they wanted a processor, if that was worth mentioning. */
static bool is_crowded(uint64_t ran_ns, uint64_t waited_ns) {
    uint64_t wanted_ns = ran_ns + waited_ns;
    return wanted_ns >= WOK__CROWD_LOOK_NS / 4 && waited_ns * 5 >= wanted_ns;
}

/* The level has fallen, and the crowd is there again: that was too early. */
static void be_more_patient(struct wok__crowd *crowd, uint64_t now_ns) {
    if (!crowd->has_fallen || now_ns - crowd->changed_ns > crowd->calm_ns)
        return;
    crowd->calm_ns *= 2;
    if (crowd->calm_ns > WOK__CROWD_CALM_MAX_NS)
        crowd->calm_ns = WOK__CROWD_CALM_MAX_NS;
}

/* Nothing has come of it that it has fallen before. */
static void be_less_patient(struct wok__crowd *crowd) {
    if (crowd->has_fallen)
        crowd->calm_ns /= 2;
    if (crowd->calm_ns < WOK__CROWD_CALM_FIRST_NS)
        crowd->calm_ns = WOK__CROWD_CALM_FIRST_NS;
}

uint32_t wok__crowd_level(struct wok__crowd *crowd, uint32_t level, uint64_t ran_ns,
                          uint64_t waited_ns, uint64_t now_ns) {
    if (crowd->calm_ns == 0)
        crowd->calm_ns = WOK__CROWD_CALM_FIRST_NS;
    if (is_crowded(ran_ns, waited_ns)) {
        be_more_patient(crowd, now_ns);
        crowd->changed_ns = now_ns;
        crowd->has_fallen = false;
        return level < WOK__CROWD_LEVEL_MAX ? level + 1 : level;
    }
    if (level == 0 || now_ns - crowd->changed_ns < crowd->calm_ns)
        return level;
    be_less_patient(crowd);
    crowd->changed_ns = now_ns;
    crowd->has_fallen = true;
    return level - 1;
}

bool wok__crowd_leaves_alone(const struct wok__worker *thief, const struct wok__worker *victim) {
    return wok__is_crowd(thief) && thief->others_move && !thief->was_picked &&
           !wok__load_relaxed(&victim->parked) &&
           !wok__is_backlog(thief, wok__queue_length(&victim->queue));
}

uint32_t wok__crowd_turns(const struct wok__worker *worker) {
    const struct wok_runtime *runtime = worker->runtime;
    uint32_t sum = 0;
    for (uint32_t i = 0; i < runtime->worker_count && wok__is_crowd(worker); i++)
        if (i != worker->index)
            sum += wok__load_relaxed(&runtime->workers[i].turn);
    return sum;
}

bool wok__crowd_takes(const struct wok__worker *worker) {
    uint64_t tasks = wok__queue_length(&worker->queue) + (wok__load_relaxed(&worker->slot) != NULL);
    bool is_stand_in = worker->home != worker;
    return wok__is_crowd(worker) && worker->others_move && !is_stand_in && !worker->searching &&
           tasks && !wok__is_backlog(worker, tasks) && !worker->local.first &&
           !wok__injection_length(&worker->local.inbox);
}

bool wok__crowd_has_left(const struct wok__worker *worker) {
    const struct wok_runtime *runtime = worker->runtime;
    for (uint32_t i = 0; i < runtime->worker_count && wok__is_crowd(worker); i++) {
        const struct wok__worker *other = &runtime->workers[i];
        if (i != worker->index && wok__load_relaxed(&other->parked) &&
            wok__queue_length(&other->queue))
            return true;
    }
    return false;
}

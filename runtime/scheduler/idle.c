/*
 * idle.c: see idle.h.
 */
#include "scheduler/idle.h"

#include "base/bits.h"

bool wok__idle_search_begin(struct wok__idle *idle) {
    uint32_t none = 0;
    return wok__load_relaxed(&idle->searching) == 0 && wok__cas_relaxed(&idle->searching, &none, 1);
}

void wok__idle_search_end(struct wok__idle *idle) {
    wok__store_relaxed(&idle->searching, 0);
    wok__fence_seq_cst(); /* before the caller looks at queues; pairs with wok__idle_pick */
}

void wok__idle_sleep_begin(struct wok__idle *idle, uint32_t worker) {
    wok__lock_acquire(&idle->lock);
    idle->sleepers[worker / 64] |= (uint64_t)1 << worker % 64;
    wok__store_relaxed(&idle->sleeping, wok__load_relaxed(&idle->sleeping) + 1);
    wok__lock_release(&idle->lock);
    wok__fence_seq_cst(); /* before the caller looks at queues; pairs with wok__idle_pick */
}

bool wok__idle_sleep_end(struct wok__idle *idle, uint32_t worker) {
    uint64_t bit = (uint64_t)1 << worker % 64;
    wok__lock_acquire(&idle->lock);
    bool picked = !(idle->sleepers[worker / 64] & bit);
    if (!picked) {
        idle->sleepers[worker / 64] &= ~bit;
        wok__store_relaxed(&idle->sleeping, wok__load_relaxed(&idle->sleeping) - 1);
    }
    wok__lock_release(&idle->lock);
    return picked;
}

static int take_sleeper(struct wok__idle *idle) {
    for (uint32_t i = 0; i < WOK__WORKERS_MAX / 64; i++) {
        if (!idle->sleepers[i])
            continue;
        unsigned bit = wok__lowest_bit(idle->sleepers[i]);
        idle->sleepers[i] &= ~((uint64_t)1 << bit);
        wok__store_relaxed(&idle->sleeping, wok__load_relaxed(&idle->sleeping) - 1);
        return (int)(i * 64 + bit);
    }
    return -1;
}

/*
 * While the flag is up here without anybody to search, other producers trust it. So when there was
 * no sleeper, look again after taking it down: one may have gone to sleep meanwhile, past a task
 * whose producer saw the flag.
 */
int wok__idle_pick(struct wok__idle *idle) {
    wok__fence_seq_cst(); /* after the caller's push; pairs with search_end and sleep_begin */
    while (wok__load_relaxed(&idle->sleeping) != 0) {
        if (!wok__idle_search_begin(idle))
            return -1;
        wok__lock_acquire(&idle->lock);
        int worker = take_sleeper(idle);
        wok__lock_release(&idle->lock);
        if (worker >= 0)
            return worker;
        wok__idle_search_end(idle);
    }
    return -1;
}

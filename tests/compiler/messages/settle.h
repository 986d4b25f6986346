/* A mistake in a header, and what it comes from there. */
#include "shared.h"

static inline void let_device_settle(void) {
    usleep(10);
}

static inline async int rest_and_count(struct table *table) {
    let_device_settle();
    await wok_yield();
    return table->count;
}

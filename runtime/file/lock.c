/*
 * lock.c: the futures of <wok/file_lock.h>.
 *
 *      ask on the pool --taken--> READY
 *        ^     | somebody else has it
 *        +-- sleep, twice as long each time, up to AGAIN_MAX_NS
 *
 * A thread that waited in fcntl(2) for each lock would do without the asking, but the pool of files
 * has sixteen: that many who wait would keep out the one who could give the lock back.
 */
#include <wok/file_lock.h>

#include <errno.h>
#include <fcntl.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "file/operations.h"
#include "platform/system.h"

#define AGAIN_FIRST_NS (1 * WOK_MS)
#define AGAIN_MAX_NS   (20 * WOK_MS)

WOK__LEAF_WITH(wok_file_lock, WOK_FUTURE_LEAF);

static int set(struct wok_file *file, int kind, uint64_t offset, uint64_t size) {
    struct wok__system *system = wok__file_system(file);
    int answer;
    do
        answer = system->file_lock(system, wok_file_number(file), kind, offset, size);
    while (answer == -EINTR);
    return answer == -EAGAIN ? -EBUSY : answer;
}

static void lock_run(struct wok_blocking_call *call) {
    struct wok_file_lock *self = (struct wok_file_lock *)call;
    int kind = self->kind == WOK_FILE_LOCK_SHARED ? F_RDLCK : F_WRLCK;
    self->result = set(self->file, kind, self->offset, self->size);
}

void wok_file_lock_init(struct wok_file_lock *self, struct wok_file *file,
                        enum wok_file_lock_kind kind, uint64_t offset, uint64_t size) {
    *self = (struct wok_file_lock){.file = file,
                                   .offset = offset,
                                   .size = size,
                                   .kind = kind,
                                   .again_ns = AGAIN_FIRST_NS,
                                   .is_patient = true,
                                   .result = -EINVAL};
    wok__call_init(&self->call, WOK__POOL_FILES, lock_run);
}

void wok_file_try_lock_init(struct wok_file_lock *self, struct wok_file *file,
                            enum wok_file_lock_kind kind, uint64_t offset, uint64_t size) {
    wok_file_lock_init(self, file, kind, offset, size);
    self->is_patient = false;
}

/* Somebody else has it: come back in a while. */
static void begin_sleep(struct wok_file_lock *self) {
    wok__call_init(&self->call, WOK__POOL_FILES, lock_run);
    wok_sleep_init(&self->again, self->again_ns);
    self->is_sleeping = true;
    self->again_ns = self->again_ns < AGAIN_MAX_NS / 2 ? 2 * self->again_ns : AGAIN_MAX_NS;
}

enum wok_poll wok_file_lock_poll(struct wok_file_lock *self, struct wok_context *cx) {
    int error;
    if (self->kind > WOK_FILE_LOCK_EXCLUSIVE)
        return WOK_READY; /* with -EINVAL */
    for (;;) {
        if (self->is_sleeping) {
            if (wok_sleep_poll(&self->again, cx) == WOK_PENDING)
                return WOK_PENDING;
            self->is_sleeping = false;
        }
        if (wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
            return WOK_PENDING;
        if (error < 0)
            self->result = error;
        if (error < 0 || self->result != -EBUSY || !self->is_patient)
            return WOK_READY;
        begin_sleep(self);
    }
}

/* A call that has got it all the same gives it back. */
enum wok_poll wok_file_lock_cancel(struct wok_file_lock *self, struct wok_context *cx) {
    if (self->is_sleeping) {
        self->is_sleeping = false;
        return wok_sleep_cancel(&self->again, cx);
    }
    if (wok__call_cancel(&self->call, cx) == WOK_PENDING)
        return WOK_PENDING;
    if (self->result == 0)
        (void)set(self->file, F_UNLCK, self->offset, self->size);
    return WOK_READY;
}

void wok_file_lock_drop(struct wok_file_lock *self) {
    (void)self;
}

static int block_on(struct wok_file_lock *cold) {
    int result;
    wok_block_on_future(&wok_file_lock_type, cold, sizeof *cold, &result, __FILE__, __LINE__);
    return result;
}

int wok_file_lock(struct wok_file *file, enum wok_file_lock_kind kind, uint64_t offset,
                  uint64_t size) {
    struct wok_file_lock cold;
    wok_file_lock_init(&cold, file, kind, offset, size);
    return block_on(&cold);
}

int wok_file_try_lock(struct wok_file *file, enum wok_file_lock_kind kind, uint64_t offset,
                      uint64_t size) {
    struct wok_file_lock cold;
    wok_file_try_lock_init(&cold, file, kind, offset, size);
    return block_on(&cold);
}

int wok_file_unlock(struct wok_file *file, uint64_t offset, uint64_t size) {
    return set(file, F_UNLCK, offset, size);
}

/*
 * process.c: the futures of <wok/process.h>. A process is a descriptor that becomes readable when it
 * has ended.
 */
#include <wok/process.h>

#include <errno.h>

#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "reactor/reactor.h"

/* Records for the process and our ends of its pipes; on error what was not wrapped stays open. */
static int wrap(struct wok__system *system, int process, int ends[3],
                struct wok_process_spawned *out) {
    int error = wok__descriptor_open(system, process, WOK__PROCESS, WOK__READABLE, &out->process);
    for (int i = 0; i < 3 && error == 0; i++) {
        if (ends[i] < 0)
            continue;
        error = wok__descriptor_open(system, ends[i], 0, WOK__READABLE | WOK__WRITABLE,
                                     &out->streams[i]);
        if (error == 0)
            ends[i] = -1;
    }
    return error;
}

static void give_up(struct wok__system *system, int process, const int ends[3],
                    struct wok_process_spawned *spawned) {
    for (int i = 0; i < 3; i++) {
        wok_abandon(spawned->streams[i]);
        if (ends[i] >= 0)
            system->close(system, ends[i]);
    }
    if (spawned->process)
        wok_process_end(spawned->process);
    else
        system->process_end(system, process);
}

int wok_process_spawn(const struct wok_process_options *options, struct wok_process_spawned *out) {
    struct wok__system *system = wok__system_here();
    struct wok_process_spawned spawned = {.process = NULL};
    struct wok__process_plan plan = {
        .program = options->program,
        .arguments = options->arguments,
        .environment = options->environment,
        .folder = options->folder,
        .new_group = options->new_group,
    };
    int ends[3];
    if (options->size != sizeof *options || !plan.program || !plan.arguments)
        return -EINVAL;
    for (int i = 0; i < 3; i++) {
        if (options->streams[i] > WOK_PROCESS_PIPE)
            return -EINVAL;
        plan.streams[i] = options->streams[i];
    }
    int process = system->process_spawn(system, &plan, &spawned.id, ends);
    if (process < 0)
        return process;
    int error = wrap(system, process, ends, &spawned);
    if (error < 0)
        give_up(system, process, ends, &spawned);
    else
        *out = spawned;
    return error;
}

int wok_process_signal(wok_process *process, int signal) {
    uint64_t word;
    if (!process || !wok__descriptor_enter(process, wok__descriptor_generation(process), &word))
        return -EBADF;
    struct wok__system *system = process->system;
    int error = system->process_signal(system, process->number, signal);
    wok__descriptor_leave(process, word, 0);
    return error;
}

void wok_process_end(wok_process *process) {
    wok_abandon(process);
}

WOK__LEAF(wok_process_wait);

void wok_process_wait_init(struct wok_process_wait *self, wok_process *process, int *status) {
    self->process = process;
    self->status = status;
    wok__operation_init(&self->wait, process);
}

enum wok_poll wok_process_wait_poll(struct wok_process_wait *self, struct wok_context *cx) {
    int status;
    ssize_t answer;
    const struct wok__request request = {.kind = WOK__REQUEST_WAIT_PROCESS, .buffer = &status};
    if (wok__operation_poll(self->process, &self->wait, &request, cx, &answer) == WOK_PENDING)
        return WOK_PENDING;
    self->result = (int)answer;
    if (answer == 0)
        *self->status = status;
    return WOK_READY;
}

enum wok_poll wok_process_wait_cancel(struct wok_process_wait *self, struct wok_context *cx) {
    return wok__operation_cancel(self->process, &self->wait, cx);
}

void wok_process_wait_drop(struct wok_process_wait *self) {
    (void)self;
}

int wok_process_wait(wok_process *process, int *status) {
    struct wok_process_wait cold;
    int result;
    wok_process_wait_init(&cold, process, status);
    wok_block_on_future(&wok_process_wait_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

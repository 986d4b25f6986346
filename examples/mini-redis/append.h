/*
 * The append-only file: every command that changed something, as a request, in order.
 *
 *     commands --append_take--> pending --one task--> file --sync--> durable
 *
 * Positions are counted in bytes since the start. A connection that is to be answered only when its
 * changes are on the disk waits until `durable` has passed the position that append_take gave it:
 * whatever was taken meanwhile is written and synced in one go.
 */
#ifndef MINI_REDIS_APPEND_H
#define MINI_REDIS_APPEND_H

#include <wok/wok.h>
#include <wok/sync.h>

#include "bytes.h"

enum append_policy {
    APPEND_ALWAYS, /* a reply means: it is on the disk */
    APPEND_SECOND, /* at most a second of replies is lost when the machine fails */
    APPEND_NEVER,  /* a reply means: the operating system has it, and a killed process loses nothing */
};

struct append {
    enum append_policy policy;
    struct wok_file *file;        /* NULL: nothing is kept */
    struct wok_mutex mutex;       /* over what follows */
    struct wok_condition changed; /* `durable`, `error`, `is_closing`, or `pending` from empty */
    struct buffer pending;
    uint64_t taken, written, durable;
    int error; /* of the file: from then on nothing is acknowledged */
    bool is_closing;
};

struct server;

/*
 * Open the file, run the commands in it, and go on behind them. A last command that is not whole, as
 * a crash leaves it, is cut off, with a message. 0, or negative errno with *complaint.
 */
async int append_open(struct append *append, const char *path, enum append_policy policy,
                      struct server *server, const char **complaint);
bool append_is_on(const struct append *append);
/*
 * Hand over a batch; *log is emptied. 0, and *position for append_wait; or negative errno, and nothing
 * of it may be acknowledged.
 */
async int append_take(struct append *append, struct buffer *log, uint64_t *position);
/* Until what stands before the position is as safe as the policy says. 0, or negative errno. */
async int append_wait(struct append *append, uint64_t position);
/* The task that writes, until append_close. */
async void append_run(struct append *append);
/* The task that syncs once a second; cancelled by whoever started it. */
async void append_sync_each_second(struct append *append);
/* Everything taken is written and synced, then the file is closed. */
async int append_close(struct append *append);

#endif

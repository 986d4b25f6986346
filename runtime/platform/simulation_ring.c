/*
 * simulation_ring.c: a ring over the simulated sockets, for the same operations as the kernel's.
 *
 * Nothing happens by itself: an operation is performed when somebody enters, first those that wait
 * already, then what was put, in order. So a cancellation that is put after the bytes have arrived
 * finds that its operation has succeeded. With a seed an entry submits only some of what was put, as
 * the kernel may, and then does not wait.
 *
 * The caller promises that no number is closed under an operation: that is checked, and ends the
 * program.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "platform/ring.h"
#include "platform/simulation_object.h"

enum { ENTRIES_MAX = 16 }; /* few, so that it is full now and then */

/* An operation that waits; or, before it was submitted, an entry. */
struct pending {
    struct pending *next;
    struct wok__submission submission;
    struct object *object; /* of its number, when it was submitted */
    uint64_t signals_seen; /* a poll: of an event */
    uint32_t sent;         /* of a send */
};

struct news {
    struct news *next;
    struct wok__completion completion;
};

struct wok__ring {
    struct object *object;
    int number;
    uint32_t entry_count;
    struct pending *entries; /* put, not submitted */
    struct pending *waiting; /* submitted, in order */
    struct news *news;       /* completions that nobody has taken */
};

/* Completions */

static void complete(struct wok__ring *ring, const struct pending *pending, int32_t result,
                     bool is_last) {
    struct news *news = calloc(1, sizeof *news);
    struct news **end = &ring->news;
    if (!news)
        abort();
    news->completion = (struct wok__completion){
        .token = pending->submission.token, .result = result, .is_last = is_last};
    while (*end)
        end = &(*end)->next;
    *end = news;
}

static bool has_news_of(const struct wok__ring *ring, uint64_t token) {
    const struct news *news = ring->news;
    while (news && news->completion.token != token)
        news = news->next;
    return news;
}

/* Performing */

static void check_number(struct simulation *simulation, const struct pending *pending) {
    if (wok__simulation_object(simulation, pending->submission.number) == pending->object)
        return;
    fprintf(stderr, "simulation: number %d was closed under an operation of a ring\n",
            pending->submission.number);
    abort();
}

static bool poll_has_news(struct simulation *simulation, const struct wok__ring *ring,
                          const struct pending *pending) {
    const struct object *object = pending->object;
    if (object->kind == OBJECT_EVENT)
        return object->signals != pending->signals_seen;
    return wok__simulation_has_edge(simulation, object) &&
           !has_news_of(ring, pending->submission.token);
}

static int send_some(struct simulation *simulation, struct pending *pending) {
    const struct wok__submission *submission = &pending->submission;
    while (pending->sent < submission->size) {
        ssize_t answer = simulation->table.write(&simulation->table, submission->number,
                                                 (char *)submission->buffer + pending->sent,
                                                 submission->size - pending->sent);
        if (answer == -EAGAIN)
            return -EAGAIN;
        if (answer < 0)
            return pending->sent > 0 ? (int)pending->sent : (int)answer;
        pending->sent += (uint32_t)answer;
    }
    return (int)pending->sent;
}

/*
 * A kernel writes to what it was lent, which AddressSanitizer has been told is nobody's; so not with
 * memcpy, and not by the functions of the sockets themselves.
 */
__attribute__((no_sanitize("address"))) static void hand_over(volatile char *to, const char *from,
                                                              size_t size) {
    for (size_t i = 0; i < size; i++)
        to[i] = from[i];
}

static int receive(struct wok__system *table, const struct wok__submission *submission) {
    char *bytes = malloc(submission->size ? submission->size : 1);
    if (!bytes)
        return -ENOMEM;
    ssize_t answer = table->read(table, submission->number, bytes, submission->size);
    if (answer > 0)
        hand_over(submission->buffer, bytes, (size_t)answer);
    free(bytes);
    return (int)answer;
}

static int read_file(struct wok__system *table, const struct wok__submission *submission) {
    char *bytes = malloc(submission->size ? submission->size : 1);
    if (!bytes)
        return -ENOMEM;
    ssize_t answer = submission->offset == UINT64_MAX
                         ? table->file_read(table, submission->number, bytes, submission->size)
                         : table->file_read_at(table, submission->number, bytes, submission->size,
                                               submission->offset);
    if (answer > 0)
        hand_over(submission->buffer, bytes, (size_t)answer);
    free(bytes);
    return (int)answer;
}

static int file_status(struct wok__system *table, const struct wok__submission *submission) {
    struct stat status;
    int answer = table->file_stat(table, submission->number, submission->path, &status);
    if (answer < 0)
        return answer;
    *(struct statx *)submission->buffer = (struct statx){
        .stx_mask = STATX_BASIC_STATS,
        .stx_blksize = (uint32_t)status.st_blksize,
        .stx_nlink = (uint32_t)status.st_nlink,
        .stx_uid = status.st_uid,
        .stx_gid = status.st_gid,
        .stx_mode = (uint16_t)status.st_mode,
        .stx_ino = status.st_ino,
        .stx_size = (uint64_t)status.st_size,
        .stx_blocks = (uint64_t)status.st_blocks,
        .stx_atime = {.tv_sec = status.st_atim.tv_sec, .tv_nsec = (uint32_t)status.st_atim.tv_nsec},
        .stx_mtime = {.tv_sec = status.st_mtim.tv_sec, .tv_nsec = (uint32_t)status.st_mtim.tv_nsec},
        .stx_ctime = {.tv_sec = status.st_ctim.tv_sec, .tv_nsec = (uint32_t)status.st_ctim.tv_nsec},
        .stx_rdev_major = major(status.st_rdev),
        .stx_rdev_minor = minor(status.st_rdev),
        .stx_dev_major = major(status.st_dev),
        .stx_dev_minor = minor(status.st_dev),
    };
    return 0;
}

/* Only files: the machine's own call removes empty folders as well, which unlink(2) does not. */
static int unlink_file(struct wok__system *table, const char *path) {
    struct stat status;
    bool is_folder = table->file_stat(table, -1, path, &status) == 0 && S_ISDIR(status.st_mode);
    return is_folder ? -EISDIR : table->file_unlink(table, path);
}

/* Files are the machine's, and are worked on at once. */
static int perform_on_file(struct wok__system *table, const struct wok__submission *submission) {
    int file = submission->number;
    bool at_position = submission->offset == UINT64_MAX;
    switch (submission->operation) {
    case WOK__RING_FILE_READ:
        return read_file(table, submission);
    case WOK__RING_FILE_WRITE:
        return (int)(at_position
                         ? table->file_write(table, file, submission->buffer, submission->size)
                         : table->file_write_at(table, file, submission->buffer, submission->size,
                                                submission->offset));
    case WOK__RING_FILE_SYNC:
        return table->file_sync(table, file);
    case WOK__RING_FILE_OPEN:
        return table->file_open(table, AT_FDCWD, submission->path, submission->flags,
                                submission->mode);
    case WOK__RING_FILE_RENAME:
        return table->file_rename(table, submission->path, submission->other_path);
    case WOK__RING_FILE_MAKE_FOLDER:
        return table->file_make_folder(table, submission->path, submission->mode);
    case WOK__RING_FILE_STATUS:
        return file_status(table, submission);
    case WOK__RING_FILE_UNLINK:
        return unlink_file(table, submission->path);
    case WOK__RING_FILE_CLOSE:
        return table->file_close(table, file);
    default:
        return -EINVAL;
    }
}

/* True when the operation is over; a poll never is. */
static bool perform(struct simulation *simulation, struct wok__ring *ring,
                    struct pending *pending) {
    struct wok__system *table = &simulation->table;
    const struct wok__submission *submission = &pending->submission;
    int answer = -EINVAL;
    if (submission->operation >= WOK__RING_FILE_READ) {
        complete(ring, pending, perform_on_file(table, submission), /* is_last */ true);
        return true;
    }
    check_number(simulation, pending);
    switch (submission->operation) {
    case WOK__RING_POLL:
        if (poll_has_news(simulation, ring, pending))
            complete(ring, pending, WOK__POLL_IN, /* is_last */ false);
        pending->signals_seen = pending->object->signals;
        return false;
    case WOK__RING_RECEIVE:
        answer = receive(table, submission);
        break;
    case WOK__RING_SEND:
        answer = send_some(simulation, pending);
        break;
    case WOK__RING_ACCEPT:
        answer = table->socket_accept(table, submission->number);
        break;
    default:
        break;
    }
    if (answer == -EAGAIN)
        return false;
    complete(ring, pending, answer, /* is_last */ true);
    return true;
}

static void perform_waiting(struct simulation *simulation, struct wok__ring *ring) {
    struct pending **link = &ring->waiting;
    while (*link) {
        struct pending *pending = *link;
        if (!perform(simulation, ring, pending)) {
            link = &pending->next;
            continue;
        }
        *link = pending->next;
        free(pending);
    }
}

/* Submitting */

static void cancel(struct wok__ring *ring, uint64_t token) {
    struct pending **link = &ring->waiting;
    while (*link && (*link)->submission.token != token)
        link = &(*link)->next;
    struct pending *pending = *link;
    if (!pending)
        return;
    *link = pending->next;
    complete(ring, pending, pending->sent > 0 ? (int32_t)pending->sent : -ECANCELED,
             /* is_last */ true);
    free(pending);
}

static void submit(struct simulation *simulation, struct wok__ring *ring, struct pending *pending) {
    struct pending **end = &ring->waiting;
    pending->next = NULL;
    if (pending->submission.operation == WOK__RING_CANCEL) {
        cancel(ring, pending->submission.offset);
        free(pending);
        return;
    }
    bool is_of_file = pending->submission.operation >= WOK__RING_FILE_READ;
    if (!is_of_file)
        pending->object = wok__simulation_object(simulation, pending->submission.number);
    if (!pending->object && !is_of_file) {
        complete(ring, pending, -EBADF, /* is_last */ true);
        free(pending);
    } else if (perform(simulation, ring, pending)) {
        free(pending);
    } else {
        while (*end)
            end = &(*end)->next;
        *end = pending;
    }
}

/* How many; with a seed perhaps not all. */
static uint32_t submit_some(struct simulation *simulation, struct wok__ring *ring) {
    uint32_t count = ring->entry_count;
    if (simulation->options.seed && count > 1)
        count = 1 + (uint32_t)wok__simulation_random(simulation, count);
    for (uint32_t i = 0; i < count; i++) {
        struct pending *entry = ring->entries;
        ring->entries = entry->next;
        ring->entry_count--;
        submit(simulation, ring, entry);
    }
    return count;
}

/* The functions of the table */

static int simulated_ring_create(struct wok__system *table, struct wok__ring **out) {
    struct wok__ring *ring = calloc(1, sizeof *ring);
    if (!ring)
        return -ENOMEM;
    struct simulation *simulation = wok__simulation_lock(table);
    ring->number = wok__simulation_open(simulation, OBJECT_RING, &ring->object);
    if (ring->number >= 0)
        ring->object->ring = ring;
    wok__simulation_unlock(simulation);
    int error = ring->number;
    if (error < 0)
        free(ring);
    else
        *out = ring;
    return error < 0 ? error : 0;
}

void wok__simulation_ring_free(struct wok__ring *ring) {
    struct pending *lists[] = {ring->entries, ring->waiting};
    for (size_t i = 0; i < 2; i++) {
        while (lists[i]) {
            struct pending *pending = lists[i];
            lists[i] = pending->next;
            free(pending);
        }
    }
    while (ring->news) {
        struct news *news = ring->news;
        ring->news = news->next;
        free(news);
    }
    free(ring->object);
    free(ring);
}

static void simulated_ring_destroy(struct wok__system *table, struct wok__ring *ring) {
    table = &((struct simulation *)table)->table;
    table->close(table, ring->number);
}

static bool simulated_ring_offers(struct wok__system *table, struct wok__ring *ring,
                                  int operation) {
    (void)table;
    (void)ring;
    return operation >= 0 && operation < WOK__RING_OPERATIONS;
}

static bool simulated_ring_put(struct wok__system *table, struct wok__ring *ring,
                               const struct wok__submission *submission) {
    struct pending *entry = calloc(1, sizeof *entry);
    struct simulation *simulation = wok__simulation_lock(table);
    bool has_room = entry && ring->entry_count < ENTRIES_MAX;
    if (has_room) {
        struct pending **end = &ring->entries;
        while (*end)
            end = &(*end)->next;
        *end = entry;
        entry->submission = *submission;
        ring->entry_count++;
    }
    wok__simulation_unlock(simulation);
    if (!has_room)
        free(entry);
    return has_room;
}

static int wait_for_news(struct simulation *simulation, struct wok__ring *ring,
                         uint64_t timeout_ns) {
    struct object *object = ring->object;
    int error = 0;
    object->deadline_ns =
        timeout_ns > UINT64_MAX - simulation->now_ns ? UINT64_MAX : simulation->now_ns + timeout_ns;
    object->is_waiting = true;
    while (!ring->news && simulation->now_ns < object->deadline_ns && error == 0) {
        error = wok__simulation_wait_for_change(simulation);
        perform_waiting(simulation, ring);
    }
    object->is_waiting = false;
    return error;
}

static int simulated_ring_enter(struct wok__system *table, struct wok__ring *ring,
                                uint64_t timeout_ns) {
    struct simulation *simulation = wok__simulation_lock(table);
    perform_waiting(simulation, ring);
    uint32_t put = ring->entry_count, submitted = submit_some(simulation, ring);
    int answer = (int)submitted;
    if (timeout_ns > 0 && submitted == put && !ring->news) {
        int error = wait_for_news(simulation, ring, timeout_ns);
        answer = error < 0 ? error : answer;
    }
    wok__simulation_unlock(simulation);
    return answer;
}

static uint32_t simulated_ring_take(struct wok__system *table, struct wok__ring *ring,
                                    struct wok__completion *completions, uint32_t capacity) {
    struct simulation *simulation = wok__simulation_lock(table);
    uint32_t count = 0;
    while (ring->news && count < capacity) {
        struct news *news = ring->news;
        ring->news = news->next;
        completions[count++] = news->completion;
        free(news);
    }
    wok__simulation_unlock(simulation);
    return count;
}

/* Whether who waits in the ring would find something. */
bool wok__simulation_ring_is_ready(struct simulation *simulation, const struct wok__ring *ring) {
    if (ring->news)
        return true;
    for (const struct pending *pending = ring->waiting; pending; pending = pending->next) {
        enum wok__ring_operation operation = pending->submission.operation;
        uint32_t needed = operation == WOK__RING_SEND ? WOK__POLL_OUT : WOK__POLL_IN;
        if (operation == WOK__RING_POLL
                ? poll_has_news(simulation, ring, pending)
                : (wok__simulation_socket_level(pending->object) & (needed | WOK__POLL_ERROR)) != 0)
            return true;
    }
    return false;
}

/* Whether the poller is polled by a ring, in which its thread then waits. */
bool wok__simulation_ring_polls(const struct wok__ring *ring, const struct object *poller) {
    const struct pending *pending = ring->waiting;
    while (pending && pending->object != poller)
        pending = pending->next;
    return pending;
}

void wok__simulation_fill_ring(struct wok__system *table) {
    table->ring_create = simulated_ring_create;
    table->ring_destroy = simulated_ring_destroy;
    table->ring_offers = simulated_ring_offers;
    table->ring_put = simulated_ring_put;
    table->ring_enter = simulated_ring_enter;
    table->ring_take = simulated_ring_take;
}

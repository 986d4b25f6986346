/*
 * Goal    Files do what their system calls do, from a task; every error reaches the caller, and
 *         nothing that was opened is lost, whatever fails and whenever it is cancelled.
 * Method  A folder of the machine's; a FIFO without a writer stands for a disk that is slow, because
 *         opening it waits until the test lets it go. Faults before the table for the errors.
 */
#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <wok/file_lock.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "support/machine.h"

WOK__LEAF_WITH(wok_file_open, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_temporary, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_close, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_read, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_write, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_read_at, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_write_at, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_sync, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_stat, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_stat_open, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_rename, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_unlink, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_make_folder, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_folder_open, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_folder_next, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_file_lock, WOK_FUTURE_LEAF);

/* Run an operation as the runtime's task and answer its result. */
#define DO(runtime, operation, ...)                                                                \
    ({                                                                                             \
        struct operation cold;                                                                     \
        __typeof__(cold.result) done_with;                                                         \
        operation##_init(&cold, __VA_ARGS__);                                                      \
        run(runtime, &operation##_type, &cold, &done_with);                                        \
        done_with;                                                                                 \
    })

static char root[] = "/tmp/wok-test-file-XXXXXX";
static char first[64], second[64], fifo[64];

static int make_root(void **state) {
    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(first, sizeof first, "%s/first", root);
    snprintf(second, sizeof second, "%s/second", root);
    snprintf(fifo, sizeof fifo, "%s/fifo", root);
    return mkfifo(fifo, 0600);
}

static int remove_root(void **state) {
    (void)state;
    unlink(first);
    unlink(second);
    unlink(fifo);
    return rmdir(root);
}

static int count_open_numbers(void) {
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;
    assert_non_null(folder);
    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static struct wok_file *open_first(struct wok_runtime *runtime, int flags) {
    struct wok_file *file = NULL;
    assert_int_equal(DO(runtime, wok_file_open, first, flags, 0600, &file), 0);
    assert_non_null(file);
    return file;
}

static void what_is_written_can_be_read(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    char text[16] = "";
    struct stat status;
    int before = count_open_numbers();
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC);
    assert_int_equal(DO(runtime, wok_file_write, file, "noodles", 7), 7);
    assert_int_equal(DO(runtime, wok_file_sync, file), 0);
    assert_int_equal(DO(runtime, wok_file_read, file, text, 7), 0); /* the position is the end */
    assert_int_equal(DO(runtime, wok_file_write_at, file, "p", 1, 0), 1);
    assert_int_equal(DO(runtime, wok_file_read_at, file, text, 3, 0), 3);
    assert_string_equal(text, "poo");
    assert_int_equal(DO(runtime, wok_file_stat_open, file, &status), 0);
    assert_int_equal(status.st_size, 7);
    assert_int_equal(DO(runtime, wok_file_close, file), 0);
    file = open_first(runtime, O_RDONLY);
    assert_int_equal(DO(runtime, wok_file_read, file, text, 4), 4);
    assert_int_equal(DO(runtime, wok_file_read, file, text + 4, 8), 3);
    assert_string_equal(text, "poodles");
    assert_true(wok_file_number(file) > 2);
    wok_file_abandon(file);
    assert_int_equal(count_open_numbers(), before);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(what_is_written_can_be_read)

static void names_can_be_changed_and_removed(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct stat status;
    wok_file_abandon(open_first(runtime, O_RDWR | O_CREAT));
    assert_int_equal(DO(runtime, wok_file_rename, first, second), 0);
    assert_int_equal(DO(runtime, wok_file_stat, first, &status), -ENOENT);
    assert_int_equal(DO(runtime, wok_file_stat, second, &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_int_equal(DO(runtime, wok_file_unlink, second), 0);
    assert_int_equal(DO(runtime, wok_file_unlink, second), -ENOENT);
    assert_int_equal(DO(runtime, wok_file_make_folder, second, 0700), 0);
    assert_int_equal(DO(runtime, wok_file_make_folder, second, 0700), -EEXIST);
    assert_int_equal(DO(runtime, wok_file_unlink, second), 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(names_can_be_changed_and_removed)

/* More entries than one listing of the kernel holds. */
enum { ENTRIES = 500 };

static void a_folder_lists_each_entry_once(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_folder *folder;
    struct wok_folder_entry entry;
    static char seen[ENTRIES];
    char path[512];
    memset(seen, 0, sizeof seen);
    assert_int_equal(mkdir(second, 0700), 0);
    for (int i = 0; i < ENTRIES; i++) {
        snprintf(path, sizeof path, "%s/a-name-of-some-length-%d", second, i);
        assert_int_equal(close(creat(path, 0600)), 0);
    }
    assert_int_equal(DO(runtime, wok_folder_open, second, &folder), 0);
    int answer;
    while ((answer = DO(runtime, wok_folder_next, folder, &entry)) == 1) {
        int number;
        assert_int_equal(sscanf(entry.name, "a-name-of-some-length-%d", &number), 1);
        assert_int_equal(seen[number]++, 0);
        snprintf(path, sizeof path, "%s/%s", second, entry.name);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(answer, 0);
    assert_null(memchr(seen, 0, sizeof seen));
    wok_folder_close(folder);
    assert_int_equal(rmdir(second), 0);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_folder_lists_each_entry_once)

/* The second time the file system has no files without names, as some have not. */
static void a_temporary_file_has_no_name(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    for (int has_no_nameless_files = 0; has_no_nameless_files < 2; has_no_nameless_files++) {
        struct wok_file *file;
        struct stat status;
        if (has_no_nameless_files)
            wok__faults_plan(&machine->faults, WOK__CALL_FILE_OPEN, 1, -EOPNOTSUPP, false);
        assert_int_equal(DO(runtime, wok_file_temporary, root, &file), 0);
        assert_int_equal(DO(runtime, wok_file_write, file, "x", 1), 1);
        assert_int_equal(DO(runtime, wok_file_stat_open, file, &status), 0);
        assert_int_equal(status.st_nlink, 0);
        assert_int_equal(DO(runtime, wok_file_close, file), 0);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_temporary_file_has_no_name)

static const int errors[] = {EACCES, EBADF,  EDQUOT, EFBIG,  EIO,    EINVAL, EISDIR, ELOOP,
                             EMFILE, ENFILE, ENODEV, ENOENT, ENOMEM, ENOSPC, EPERM,  EROFS};

/* On the pool, where all of them can run. */
static void every_error_reaches_the_caller(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime_on(machine, 1, WOK_REACTOR_EPOLL);
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC), *other = NULL;
    struct wok_folder *folder = NULL, *none = NULL;
    struct wok_folder_entry entry;
    struct stat status;
    char byte;
    int before = count_open_numbers();
    assert_int_equal(DO(runtime, wok_folder_open, root, &folder), 0);
#define FAILS(kind, operation, ...)                                                                \
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_##kind, 1, -errors[i], false);               \
    assert_int_equal(DO(runtime, operation, __VA_ARGS__), -errors[i])
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        FAILS(OPEN, wok_file_open, first, O_RDONLY, 0, &other);
        FAILS(OPEN, wok_folder_open, root, &none);
        if (errors[i] != EINVAL && errors[i] != EISDIR) {
            FAILS(OPEN, wok_file_temporary, root, &other);
        }
        FAILS(READ, wok_file_read, file, &byte, 1);
        FAILS(READ, wok_file_read_at, file, &byte, 1, 0);
        FAILS(WRITE, wok_file_write, file, &byte, 1);
        FAILS(WRITE, wok_file_write_at, file, &byte, 1, 0);
        FAILS(SYNC, wok_file_sync, file);
        FAILS(STAT, wok_file_stat_open, file, &status);
        FAILS(STAT, wok_file_stat, first, &status);
        FAILS(RENAME, wok_file_rename, first, second);
        FAILS(UNLINK, wok_file_unlink, first);
        FAILS(MAKE_FOLDER, wok_file_make_folder, second, 0700);
        FAILS(LIST, wok_folder_next, folder, &entry);
        FAILS(LOCK, wok_file_lock, file, WOK_FILE_LOCK_SHARED, 0, 0);
        wok__faults_plan(&machine->faults, WOK__CALL_FILE_LOCK, 1, -errors[i], false);
        assert_int_equal(wok_file_unlock(file, 0, 0), -errors[i]);
        FAILS(CLOSE, wok_file_close, file);
        file = open_first(runtime, O_RDWR);
    }
#undef FAILS
    assert_null(other);
    assert_null(none);
    wok_folder_close(folder);
    assert_int_equal(count_open_numbers(), before);
    wok_file_abandon(file);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(every_error_reaches_the_caller)

/* The same for what the kernel performs in a ring; and what only says that it did not run, runs. */
static void every_error_of_a_ring_reaches_the_caller(struct machine *machine) {
    static const int repeated[] = {EINTR, EAGAIN, ECANCELED};
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC), *other = NULL;
    struct stat status;
    char byte;
    int before = count_open_numbers();
    bool has_ring = wok__faults_calls(&machine->faults, WOK__CALL_RING_PUT) > 0;
#define FAILS(operation, ...)                                                                      \
    wok__faults_plan(&machine->faults, WOK__CALL_RING_RESULT, 1, -errors[i], false);               \
    assert_int_equal(DO(runtime, operation, __VA_ARGS__), -errors[i])
    for (size_t i = 0; has_ring && i < sizeof errors / sizeof *errors; i++) {
        FAILS(wok_file_open, first, O_RDONLY, 0, &other);
        FAILS(wok_file_read, file, &byte, 1);
        FAILS(wok_file_read_at, file, &byte, 1, 0);
        FAILS(wok_file_write_at, file, "x", 1, 0);
        FAILS(wok_file_sync, file);
        FAILS(wok_file_rename, first, second);
        FAILS(wok_file_make_folder, second, 0700);
        FAILS(wok_file_stat, first, &status);
        FAILS(wok_file_stat_open, file, &status);
        if (errors[i] != EISDIR) { /* a folder, for which another call is made */
            FAILS(wok_file_unlink, first);
        }
        FAILS(wok_file_close, file);
        file = open_first(runtime, O_RDWR);
    }
#undef FAILS
    assert_null(other);
    for (size_t i = 0; i < sizeof repeated / sizeof *repeated; i++) {
        wok__faults_plan(&machine->faults, WOK__CALL_RING_RESULT, 1, -repeated[i], false);
        assert_int_equal(DO(runtime, wok_file_write_at, file, "x", 1, 0), 1);
        wok__faults_plan(&machine->faults, WOK__CALL_RING_RESULT, 1, -repeated[i], false);
        assert_int_equal(DO(runtime, wok_file_read_at, file, &byte, 1, 0), 1);
        assert_int_equal(byte, 'x');
        wok__faults_plan(&machine->faults, WOK__CALL_RING_PUT, 1, -repeated[i], true);
        assert_int_equal(DO(runtime, wok_file_sync, file), 0); /* no room: on the pool */
        assert_int_equal(DO(runtime, wok_file_stat, first, &status), 0);
        wok__faults_plan(&machine->faults, WOK__CALL_RING_RESULT, 1, -repeated[i], false);
        assert_int_equal(DO(runtime, wok_file_stat, first, &status), 0);
    }
    wok__faults_clear(&machine->faults);
    assert_int_equal(count_open_numbers(), before);
    wok_file_abandon(file);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(every_error_of_a_ring_reaches_the_caller)

static void expect_same_status(const struct stat *found, const struct stat *expected) {
    assert_int_equal(found->st_dev, expected->st_dev);
    assert_int_equal(found->st_ino, expected->st_ino);
    assert_int_equal(found->st_mode, expected->st_mode);
    assert_int_equal(found->st_nlink, expected->st_nlink);
    assert_int_equal(found->st_uid, expected->st_uid);
    assert_int_equal(found->st_gid, expected->st_gid);
    assert_int_equal(found->st_rdev, expected->st_rdev);
    assert_int_equal(found->st_size, expected->st_size);
    assert_int_equal(found->st_blksize, expected->st_blksize);
    assert_int_equal(found->st_blocks, expected->st_blocks);
    assert_memory_equal(&found->st_atim, &expected->st_atim, sizeof found->st_atim);
    assert_memory_equal(&found->st_mtim, &expected->st_mtim, sizeof found->st_mtim);
    assert_memory_equal(&found->st_ctim, &expected->st_ctim, sizeof found->st_ctim);
}

/* In a ring it is another system call, whose answer looks different. */
static void a_status_is_that_of_stat(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC);
    struct stat found, expected;
    assert_int_equal(DO(runtime, wok_file_write_at, file, "poodles", 7, 10000), 7);
    assert_int_equal(symlink("/dev/null", second), 0);
    const char *paths[] = {first, root, second, "/dev/null"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        assert_int_equal(stat(paths[i], &expected), 0);
        memset(&found, 0xa5, sizeof found);
        assert_int_equal(DO(runtime, wok_file_stat, paths[i], &found), 0);
        expect_same_status(&found, &expected);
    }
    assert_int_equal(fstat(wok_file_number(file), &expected), 0);
    assert_int_equal(DO(runtime, wok_file_stat_open, file, &found), 0);
    expect_same_status(&found, &expected);
    assert_int_equal(DO(runtime, wok_file_unlink, second), 0); /* the link, not what it names */
    memset(&found, 0xa5, sizeof found);
    expected = found;
    assert_int_equal(DO(runtime, wok_file_stat, second, &found), -ENOENT);
    assert_memory_equal(&found, &expected, sizeof found);
    assert_int_equal(DO(runtime, wok_file_unlink, root), -ENOTEMPTY);
    wok_file_abandon(file);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_status_is_that_of_stat)

static void interruptions_and_lack_of_memory_leave_nothing_open(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_file *file;
    struct wok_folder *folder;
    char byte;
    file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_WRITE, 1, -EINTR, false);
    assert_int_equal(DO(runtime, wok_file_write, file, "x", 1), 1);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_READ, 1, -EINTR, false);
    assert_int_equal(DO(runtime, wok_file_read_at, file, &byte, 1, 0), 1);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_LOCK, 1, -EINTR, false);
    assert_int_equal(DO(runtime, wok_file_lock, file, WOK_FILE_LOCK_EXCLUSIVE, 0, 0), 0);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_LOCK, 1, -EAGAIN, false); /* taken, once */
    assert_int_equal(DO(runtime, wok_file_lock, file, WOK_FILE_LOCK_EXCLUSIVE, 0, 0), 0);
    wok_file_abandon(file);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_OPEN, 1, -EINTR, false);
    wok_file_abandon(open_first(runtime, O_RDWR));
    int before = count_open_numbers();
    /* For ever: the pool may ask for memory first, for a thread that it can do without. */
    wok__faults_plan(&machine->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, true);
    assert_int_equal(DO(runtime, wok_file_open, first, O_RDONLY, 0, &file), -ENOMEM);
    assert_int_equal(DO(runtime, wok_folder_open, root, &folder), -ENOMEM);
    wok__faults_clear(&machine->faults);
    assert_int_equal(count_open_numbers(), before);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(interruptions_and_lack_of_memory_leave_nothing_open)

/* A limit on file size stands for a disk that is full: what fitted is there, the rest an error. */
static void a_full_disk_is_an_error(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct rlimit unlimited, limited;
    struct stat status;
    getrlimit(RLIMIT_FSIZE, &unlimited);
    limited = unlimited;
    limited.rlim_cur = 10;
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC);
    setrlimit(RLIMIT_FSIZE, &limited);
    assert_int_equal(DO(runtime, wok_file_write, file, "0123456789abcdef", 16), 10);
    assert_int_equal(DO(runtime, wok_file_write, file, "abcdef", 6), -EFBIG);
    setrlimit(RLIMIT_FSIZE, &unlimited);
    assert_int_equal(DO(runtime, wok_file_stat_open, file, &status), 0);
    assert_int_equal(status.st_size, 10);
    wok_file_abandon(file);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_full_disk_is_an_error)

/*
 * A task that polls an open of the FIFO once, waits until its thread is inside open(2) and cancels.
 * The writer that lets the thread go comes only after cancel has answered PENDING.
 */
struct canceller {
    struct wok_file_open open;
    int polls; /* before it is cancelled */
    int phase;
    int writer;
    int result; /* how often cancel answered PENDING */
};

static struct wok_file *never_set;

static enum wok_poll canceller_poll(struct canceller *self, struct wok_context *cx) {
    for (; self->phase < self->polls; self->phase++)
        assert_int_equal(wok_file_open_poll(&self->open, cx), WOK_PENDING);
    if (self->polls && self->writer < 0)
        while (wok__load_acquire(wok__atomic_in_u32(&self->open.call.state)) != WOK__CALL_RUNNING)
            usleep(100);
    if (wok_file_open_cancel(&self->open, cx) == WOK_READY)
        return WOK_READY;
    self->result++;
    if (self->writer < 0)
        self->writer = open(fifo, O_RDWR); /* never waits, and lets the reader go */
    return WOK_PENDING;
}

static enum wok_poll canceller_cancel(struct canceller *self, struct wok_context *cx) {
    return wok_file_open_cancel(&self->open, cx);
}

static void canceller_drop(struct canceller *self) {
    (void)self;
}
WOK__LEAF_WITH(canceller, WOK_FUTURE_LEAF);

/* A future that starts a read, gives it up, and looks whether it comes to an end. */
struct giver_up {
    struct wok_file_read_at read;
    char bytes[8];
    int has_begun;
    int result;
};

static enum wok_poll giver_up_poll(struct giver_up *self, struct wok_context *cx) {
    if (!self->has_begun) {
        self->read.buffer = self->bytes; /* the future has moved */
        if (wok_file_read_at_poll(&self->read, cx) == WOK_READY)
            return WOK_READY;
        self->has_begun = 1;
    }
    if (wok_file_read_at_cancel(&self->read, cx) == WOK_PENDING)
        return WOK_PENDING;
    memset(self->bytes, 0, sizeof self->bytes); /* ours again */
    return WOK_READY;
}

static enum wok_poll giver_up_cancel(struct giver_up *self, struct wok_context *cx) {
    return wok_file_read_at_cancel(&self->read, cx);
}

static void giver_up_drop(struct giver_up *self) {
    (void)self;
}
WOK__LEAF_WITH(giver_up, WOK_FUTURE_LEAF);

/* On the pool, where it can be seen to have begun. */
static void cancelling_an_open_waits_for_it_and_closes_what_it_opened(struct machine *machine) {
    for (int polls = 0; polls < 3; polls++) {
        struct wok_runtime *runtime = machine_runtime_on(machine, 1, WOK_REACTOR_EPOLL);
        int before = count_open_numbers(), waits = 0;
        struct canceller *cold = calloc(1, sizeof *cold);
        cold->polls = polls;
        cold->writer = -1;
        wok_file_open_init(&cold->open, fifo, O_RDONLY, 0, &never_set);
        run(runtime, &canceller_type, cold, &waits);
        free(cold);
        assert_int_equal(waits > 0, polls > 0);
        assert_null(never_set);
        assert_int_equal(count_open_numbers(), before + (polls > 0)); /* the writer */
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        if (polls > 0)
            for (int number = 3; number < 100; number++) {
                char link[64], name[128];
                snprintf(link, sizeof link, "/proc/self/fd/%d", number);
                ssize_t size = readlink(link, name, sizeof name - 1);
                if (size > 0 && strncmp(name, fifo, strlen(fifo)) == 0)
                    close(number);
            }
    }
}
ON_BOTH(cancelling_an_open_waits_for_it_and_closes_what_it_opened)

/* Cancelled while the kernel may be at work: afterwards the buffer is the caller's. */
static void a_read_in_a_ring_is_given_up(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime_on(machine, 1, WOK_REACTOR_AUTO);
    struct wok_file *file = open_first(runtime, O_RDWR | O_CREAT | O_TRUNC);
    assert_int_equal(DO(runtime, wok_file_write_at, file, "noodle", 6, 0), 6);
    for (int i = 0; i < 100; i++) {
        struct giver_up *cold = calloc(1, sizeof *cold);
        int result;
        wok_file_read_at_init(&cold->read, file, cold->bytes, sizeof cold->bytes, 0);
        run(runtime, &giver_up_type, cold, &result);
        free(cold);
        assert_int_equal(result, 0);
    }
    wok_file_abandon(file);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_read_in_a_ring_is_given_up)

/* A future that begins to close, and gives that up. */
struct half_closer {
    struct wok_file_close close;
    int has_begun;
    int result;
};

static enum wok_poll half_closer_poll(struct half_closer *self, struct wok_context *cx) {
    if (!self->has_begun && wok_file_close_poll(&self->close, cx) == WOK_READY)
        return WOK_READY;
    self->has_begun = 1;
    return wok_file_close_cancel(&self->close, cx);
}

static enum wok_poll half_closer_cancel(struct half_closer *self, struct wok_context *cx) {
    return wok_file_close_cancel(&self->close, cx);
}

static void half_closer_drop(struct half_closer *self) {
    (void)self;
}
WOK__LEAF_WITH(half_closer, WOK_FUTURE_LEAF);

static void a_close_that_is_given_up_closes_all_the_same(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    wok_file_abandon(open_first(runtime, O_RDWR | O_CREAT | O_TRUNC)); /* what is made once */
    int before = count_open_numbers();
    for (int i = 0; i < 100; i++) {
        struct half_closer cold = {.result = 0};
        int result;
        wok_file_close_init(&cold.close, open_first(runtime, O_RDWR));
        run(runtime, &half_closer_type, &cold, &result);
        assert_int_equal(count_open_numbers(), before);
    }
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_close_that_is_given_up_closes_all_the_same)

static void plain_threads_call_them_like_functions(void **state) {
    (void)state;
    struct wok_file *file;
    char text[4] = "";
    assert_int_equal(wok_file_open(first, O_RDWR | O_CREAT | O_TRUNC, 0600, &file), 0);
    assert_int_equal(wok_file_write(file, "abc", 3), 3);
    assert_int_equal(wok_file_read_at(file, text, 3, 0), 3);
    assert_string_equal(text, "abc");
    assert_int_equal(wok_file_close(file), 0);
    assert_int_equal(wok_file_unlink(first), 0);
}

static void a_number_can_become_a_file(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_file *file = NULL;
    char text[8] = "";
    int before = count_open_numbers();
    int number = open("/proc/self/comm", O_RDONLY | O_CLOEXEC);
    wok__faults_plan(&machine->faults, WOK__CALL_FILE_READ, 1, -EIO, false);
    assert_int_equal(wok_file_adopt(number, &file), 0); /* from outside: on the machine itself */
    assert_int_equal(wok_file_number(file), number);
    assert_true(DO(runtime, wok_file_read, file, text, sizeof text - 1) > 0);
    assert_int_equal(DO(runtime, wok_file_close, file), 0);
    assert_int_equal(count_open_numbers(), before);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_number_can_become_a_file)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(what_is_written_can_be_read),
        BOTH_UNIT_TESTS(names_can_be_changed_and_removed),
        BOTH_UNIT_TESTS(a_folder_lists_each_entry_once),
        BOTH_UNIT_TESTS(a_temporary_file_has_no_name),
        BOTH_UNIT_TESTS(every_error_reaches_the_caller),
        BOTH_UNIT_TESTS(every_error_of_a_ring_reaches_the_caller),
        BOTH_UNIT_TESTS(a_status_is_that_of_stat),
        BOTH_UNIT_TESTS(interruptions_and_lack_of_memory_leave_nothing_open),
        BOTH_UNIT_TESTS(a_full_disk_is_an_error),
        BOTH_UNIT_TESTS(cancelling_an_open_waits_for_it_and_closes_what_it_opened),
        BOTH_UNIT_TESTS(a_read_in_a_ring_is_given_up),
        BOTH_UNIT_TESTS(a_close_that_is_given_up_closes_all_the_same),
        BOTH_UNIT_TESTS(a_number_can_become_a_file),
        cmocka_unit_test(plain_threads_call_them_like_functions),
    };
    return cmocka_run_group_tests(tests, make_root, remove_root);
}

/*
 * Goal    Hooks are told of each task, in order: started, its polls one after the other, its end with its
 *         status; and nothing of a task that has ended. A task names itself, and hooks, backtraces and
 *         reports show that name. Where there is no memory for the hooks the task does not start.
 * Method  A runtime with hooks that count and check becomes the default one; tasks yield, sleep, are
 *         cancelled, name themselves, and a plain thread blocks on some; then each allocation fails in
 *         turn.
 */
#include <errno.h>
#include <pthread.h>

#include <wok/wok.h>

#include "instance/instance.h"
#include "platform/fault.h"
#include "support/expect.h"
#include "task/backtrace.h"

enum { TASKS_MAX = 64 };

struct seen {
    uint64_t number; /* 0: this place is free */
    uint32_t polls;
    int is_polled;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct seen tasks[TASKS_MAX];
static uint32_t started, ended, cancelled, named, polls;

static struct seen *find(uint64_t number) {
    for (int i = 0; i < TASKS_MAX; i++)
        if (tasks[i].number == number)
            return &tasks[i];
    fprintf(stderr, "a task that is not known, or too many\n");
    abort();
}

static void check_facts(const struct wok_task_facts *task, void *argument) {
    EXPECT(argument == tasks && task->size == sizeof *task && task->runtime && task->name[0]);
}

static void task_started(const struct wok_task_facts *task, void *argument) {
    check_facts(task, argument);
    pthread_mutex_lock(&lock);
    *find(0) = (struct seen){.number = task->number};
    started++;
    pthread_mutex_unlock(&lock);
}

static void poll_began(const struct wok_task_facts *task, void *argument) {
    check_facts(task, argument);
    pthread_mutex_lock(&lock);
    struct seen *seen = find(task->number);
    EXPECT(!seen->is_polled);
    seen->is_polled = 1;
    seen->polls++;
    polls++;
    pthread_mutex_unlock(&lock);
}

static void poll_ended(const struct wok_task_facts *task, void *argument) {
    check_facts(task, argument);
    pthread_mutex_lock(&lock);
    struct seen *seen = find(task->number);
    EXPECT(seen->is_polled);
    seen->is_polled = 0;
    pthread_mutex_unlock(&lock);
}

static void task_ended(const struct wok_task_facts *task, void *argument) {
    check_facts(task, argument);
    pthread_mutex_lock(&lock);
    struct seen *seen = find(task->number);
    EXPECT(!seen->is_polled && seen->polls > 0);
    EXPECT(task->status == 0 || task->status == -ECANCELED);
    seen->number = 0;
    ended++;
    cancelled += task->status == -ECANCELED;
    named += strncmp(task->name, "number ", 7) == 0;
    pthread_mutex_unlock(&lock);
}

static const struct wok_hooks hooks = {sizeof hooks, tasks,      task_started,
                                       poll_began,   poll_ended, task_ended};

/* ---- what is watched ---- */

static async int number(int value) {
    struct wok_task *self = wok__scheduler_here();
    struct wok__backtrace_line line;
    char name[64];
    EXPECT_EQUAL(wok_task_set_name("number %d of a long, long, long line of tasks, one more", value), 0);
    await wok_yield();
    EXPECT(wok__peek_task_name(self, name, sizeof name));
    EXPECT(strncmp(name, "number ", 7) == 0 && strlen(name) == 47);
    EXPECT(wok__backtrace(self, &line, 1) == 1 && strcmp(line.function, "number") == 0);
    EXPECT_EQUAL(wok_task_set_name("number %d", value), 0);
    await wok_sleep(1 * WOK_MS);
    return value;
}

static async void sleeper(void) {
    await wok_sleep(3600 * WOK_S);
}

static async int all(void) {
    int sum = 0;
    task(int) numbers[8];
    auto late = spawn(sleeper());
    for (int i = 0; i < 8; i++)
        numbers[i] = spawn(number(i));
    for (int i = 0; i < 8; i++)
        sum += await numbers[i];
    EXPECT_EQUAL(await wok_cancel(late), -ECANCELED);
    return sum;
}

static struct wok_runtime *make(struct wok__system *system, const struct wok_hooks *with) {
    struct wok_runtime *runtime = NULL;
    struct wok_runtime_options options = {.size = sizeof options, .hooks = with};
    if (wok__runtime_create_on(system, &options, &runtime) < 0)
        return NULL;
    if (wok_runtime_start(runtime) < 0) {
        wok_runtime_destroy(runtime);
        return NULL;
    }
    wok__default_runtime_set(runtime);
    return runtime;
}

static void end(struct wok_runtime *runtime) {
    wok__default_runtime_set(NULL);
    EXPECT_EQUAL(wok_runtime_destroy(runtime), 0);
}

static void with_hooks(void) {
    struct wok_runtime *runtime = make(wok__system_real(), &hooks);
    EXPECT(runtime);
    EXPECT_EQUAL(wok_block_on(all()), 28);
    end(runtime);
    EXPECT_EQUAL(started, 10);
    EXPECT_EQUAL(ended, 10);
    EXPECT_EQUAL(cancelled, 1);
    EXPECT_EQUAL(named, 8);
    EXPECT(polls >= 8 * 3 + 3);
}

/* Names alone, on a thread in block_on, and where there is no task. */
static void without_hooks(void) {
    struct wok_runtime *runtime = make(wok__system_real(), NULL);
    EXPECT_EQUAL(wok_task_set_name("nobody"), -ENOENT);
    EXPECT_EQUAL(wok_block_on(number(7)), 7);
    EXPECT_EQUAL(wok_block_on(all()), 28);
    end(runtime);
}

static async int short_one(void) {
    await wok_yield();
    return 3;
}

static async int one(void) {
    int result = 0;
    task(int) child = spawn(short_one());
    int status = await wok_join(child, &result);
    EXPECT(status < 0 || result == 3);
    return status;
}

/* Each allocation fails once: the runtime, the root, or its child is not there; and all who started end. */
static void without_memory(void) {
    struct wok__faults faults;
    wok__faults_init(&faults, wok__system_real());
    uint64_t calls = 1;
    for (uint64_t nth = 0; nth <= calls; nth++) {
        int status = 0;
        started = ended = cancelled = 0;
        if (nth > 0)
            wok__faults_plan(&faults, WOK__CALL_ALLOCATE, nth, -ENOMEM, /* for_ever */ false);
        struct wok_runtime *runtime = make(&faults.table, &hooks);
        if (runtime) {
            int failed = wok_try_block_on(one(), &status);
            EXPECT(failed == 0 || failed == -ENOMEM);
            EXPECT(status == 0 || status == -ENOMEM);
            EXPECT(nth > 0 || (failed == 0 && status == 0));
            end(runtime);
            EXPECT_EQUAL(started, ended);
        }
        if (nth == 0)
            calls = wok__faults_calls(&faults, WOK__CALL_ALLOCATE);
        wok__faults_clear(&faults);
    }
    EXPECT(calls > 2);
}

int main(void) {
    with_hooks();
    without_hooks();
    without_memory();
    return 0;
}

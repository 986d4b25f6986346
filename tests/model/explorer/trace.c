/*
 * trace.c: what happened in one execution. Recorded only when an execution is replayed.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine.h"

enum { EVENTS_MAX = 4000, NAMES_MAX = 128, PLACES_MAX = 64, VISITED_MAX = 4096 };

struct event {
    unsigned thread;
    const void *place;
    char object[40];
    char text[96];
};

struct name {
    const char *memory;
    size_t size;
    char name[24];
};

static struct event events[EVENTS_MAX];
static uint32_t event_count;
static struct name names[NAMES_MAX];
static unsigned name_count;
static bool recording;
static const void *visited[VISITED_MAX]; /* by the place's hash; NULL: free */
static bool visits;

void trace_count_visits(void) {
    visits = true;
    memset(visited, 0, sizeof visited);
}

void trace_visit(const void *place) {
    if (!visits)
        return;
    uintptr_t at = (uintptr_t)place * 0x9E3779B1u >> 8;
    for (unsigned i = 0; i < VISITED_MAX; i++, at++) {
        const void **entry = &visited[at % VISITED_MAX];
        if (*entry == place)
            return;
        if (!*entry) {
            *entry = place;
            return;
        }
    }
}

void trace_print_visits(const char *model) {
    for (unsigned i = 0; i < VISITED_MAX; i++)
        if (visited[i]) /* a return address is one past the call */
            printf("%p %s\n", (const void *)((const char *)visited[i] - 1), model);
}

void trace_begin(bool record) {
    recording = record;
    event_count = 1; /* 0 is what stood in memory at the start */
    name_count = 0;
}

bool trace_is_on(void) {
    return recording;
}

void model_name(const void *memory, size_t size, const char *name) {
    if (!recording || name_count == NAMES_MAX)
        return;
    names[name_count].memory = memory;
    names[name_count].size = size;
    snprintf(names[name_count].name, sizeof names[0].name, "%s", name);
    name_count++;
}

/* The latest name wins: a model renames what it has allocated. */
static void describe(const void *address, char *text, size_t size) {
    text[0] = 0;
    if (!address)
        return;
    for (unsigned i = name_count; i-- > 0;) {
        size_t offset = (size_t)((const char *)address - names[i].memory);
        if (offset >= names[i].size)
            continue;
        if (offset == 0)
            snprintf(text, size, "%s", names[i].name);
        else
            snprintf(text, size, "%s+%zu", names[i].name, offset);
        return;
    }
    snprintf(text, size, "%p", address);
}

uint32_t trace_add(const void *place, const void *address, const char *format, ...) {
    if (!recording || event_count == EVENTS_MAX)
        return 0;
    struct event *event = &events[event_count];
    event->thread = engine.me;
    event->place = place;
    describe(address, event->object, sizeof event->object);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(event->text, sizeof event->text, format, arguments);
    va_end(arguments);
    return event_count++;
}

void model_note(const char *format, ...) {
    if (!recording)
        return;
    char text[90];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    trace_add(__builtin_return_address(0), NULL, "-- %s", text);
}

/* "…/runtime/task/state.h" -> "task/state.h" */
static const char *short_path(const char *path) {
    const char *slash = strrchr(path, '/');
    while (slash && slash > path && slash[-1] != '/')
        slash--;
    return slash ? slash : path;
}

/*
 * addr2line knows which function was inlined into which. It prints a function and a file:line for
 * each level, innermost first. A return address is one past the call.
 */
static void ask(const void *place, char *text, size_t size) {
    char command[96], function[128], file[400];
    snprintf(command, sizeof command, "addr2line -i -f -e /proc/%d/exe %p 2>/dev/null",
             (int)getpid(), (const void *)((const char *)place - 1));
    FILE *answer = popen(command, "r");
    size_t used = 0;
    for (int level = 0; answer && level < 3 && used < size; level++) {
        if (!fgets(function, sizeof function, answer) || !fgets(file, sizeof file, answer))
            break;
        function[strcspn(function, "\n")] = 0;
        file[strcspn(file, " \n")] = 0;
        int more = snprintf(text + used, size - used, "%s%s %s", level ? " < " : "",
                            short_path(file), function);
        used += more > 0 ? (size_t)more : 0;
    }
    if (used == 0)
        snprintf(text, size, "%p", place);
    if (answer)
        pclose(answer);
}

const char *trace_place(const void *place) {
    static struct {
        const void *place;
        char text[160];
    } known[PLACES_MAX * 4];
    static unsigned count;
    if (!place)
        return "";
    for (unsigned i = 0; i < count; i++)
        if (known[i].place == place)
            return known[i].text;
    unsigned at = count < PLACES_MAX * 4 ? count++ : PLACES_MAX * 4 - 1;
    known[at].place = place;
    ask(place, known[at].text, sizeof known[at].text);
    return known[at].text;
}

void trace_print(void) {
    for (uint32_t i = 1; i < event_count; i++) {
        const struct event *event = &events[i];
        printf("  #%-4u thread %u %*s %-50s %-12s %s\n", i, event->thread, (int)(2 * event->thread),
               "", event->text, event->object, trace_place(event->place));
    }
}

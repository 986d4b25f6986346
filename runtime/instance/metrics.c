/*
 * metrics.c: the figures of <wok/metrics.h>, and their text.
 */
#include <wok/metrics.h>

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "instance/instance.h"

static void add_worker(struct wok_metrics *metrics, struct wok__worker *worker) {
    metrics->spawns += wok__load_relaxed(&worker->counts.spawns);
    metrics->polls += wok__load_relaxed(&worker->counts.polls);
    metrics->steals += wok__load_relaxed(&worker->counts.steals);
    metrics->parks += wok__load_relaxed(&worker->counts.parks);
    metrics->budget_exhaustions += wok__load_relaxed(&worker->counts.exhaustions);
    metrics->timers_alive += wok__load_relaxed(&worker->wheel.count);
    metrics->tasks_queued += wok__queue_length(&worker->queue) +
                             (wok__load_relaxed(&worker->slot) != NULL) +
                             wok__injection_length(&worker->local.inbox);
    metrics->stand_ins += wok__load_relaxed(&worker->guests);
    wok__histogram_read(&worker->poll_time, &metrics->poll_time);
    wok__histogram_read(&worker->latency, &metrics->schedule_latency);
}

int wok_runtime_metrics(struct wok_runtime *runtime, struct wok_metrics *metrics) {
    if (metrics->size != sizeof *metrics)
        return -EINVAL;
    *metrics = (struct wok_metrics){
        .size = sizeof *metrics,
        .workers = runtime->worker_count,
        .tasks_alive = wok__runtime_tasks_alive(runtime),
        .tasks_queued = wok__inboxes_length(&runtime->inboxes),
        .spawns = wok__load_relaxed(&runtime->plain_spawns),
        .polls_over_limit = wok__load_relaxed(&runtime->polls_over_limit),
    };
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        add_worker(metrics, wok__runtime_worker(runtime, i));
    return 0;
}

int wok_metrics(struct wok_metrics *metrics) {
    struct wok_runtime *runtime = wok__current.runtime;
    if (!runtime)
        runtime = wok__default_runtime_if_any();
    return runtime ? wok_runtime_metrics(runtime, metrics) : -ENOENT;
}

/* Text */

struct text {
    char *to;
    size_t size, length;
    const char *label,
        *comma; /* what every sample has in its braces, and what parts it from more */
};

__attribute__((format(printf, 2, 3))) static void put(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    bool room = text->length < text->size;
    int length = vsnprintf(room ? text->to + text->length : NULL,
                           room ? text->size - text->length : 0, format, arguments);
    va_end(arguments);
    if (length > 0)
        text->length += (size_t)length;
}

static void put_value(struct text *text, const char *name, const char *type, const char *help,
                      uint64_t value) {
    put(text, "# HELP wok_%s %s\n# TYPE wok_%s %s\n", name, help, name, type);
    put(text, "wok_%s%s%s%s %llu\n", name, *text->label ? "{" : "", text->label,
        *text->label ? "}" : "", (unsigned long long)value);
}

static void put_histogram(struct text *text, const char *name, const char *help,
                          const struct wok_histogram *histogram) {
    uint64_t sum = 0;
    put(text, "# HELP wok_%s_seconds %s\n# TYPE wok_%s_seconds histogram\n", name, help, name);
    for (unsigned i = 0; i + 1 < WOK_HISTOGRAM_BUCKETS; i++) {
        sum += histogram->buckets[i];
        put(text, "wok_%s_seconds_bucket{%s%sle=\"%.6f\"} %llu\n", name, text->label, text->comma,
            (double)((uint64_t)1 << i) / 1e6, (unsigned long long)sum);
    }
    put(text, "wok_%s_seconds_bucket{%s%sle=\"+Inf\"} %llu\n", name, text->label, text->comma,
        (unsigned long long)histogram->count);
    const char *open = *text->label ? "{" : "", *close = *text->label ? "}" : "";
    put(text, "wok_%s_seconds_sum%s%s%s %.9f\n", name, open, text->label, close,
        (double)histogram->sum_ns / 1e9);
    put(text, "wok_%s_seconds_count%s%s%s %llu\n", name, open, text->label, close,
        (unsigned long long)histogram->count);
}

/* A label's value: backslash, quote and newline are written with a backslash. */
static void make_label(const char *name, char *label, size_t size) {
    size_t length = (size_t)snprintf(label, size, "runtime=\"");
    for (; *name && length + 4 < size; name++) {
        if (*name == '"' || *name == '\\' || *name == '\n')
            label[length++] = '\\';
        label[length++] = *name == '\n' ? 'n' : *name;
    }
    snprintf(label + length, size - length, "\"");
}

size_t wok_metrics_text(const struct wok_metrics *metrics, const char *name, char *to,
                        size_t size) {
    char label[128] = "";
    if (name)
        make_label(name, label, sizeof label);
    struct text text = {.to = to, .size = size, .label = label, .comma = name ? "," : ""};
    put_value(&text, "workers", "gauge", "Threads that run tasks.", metrics->workers);
    put_value(&text, "stand_ins", "gauge", "Threads beside workers inside a long poll.",
              metrics->stand_ins);
    put_value(&text, "tasks_alive", "gauge", "Tasks that have not finished.", metrics->tasks_alive);
    put_value(&text, "tasks_queued", "gauge", "Tasks that are ready and wait.",
              metrics->tasks_queued);
    put_value(&text, "timers_alive", "gauge", "Timers that have not fired.", metrics->timers_alive);
    put_value(&text, "spawns_total", "counter", "Tasks started.", metrics->spawns);
    put_value(&text, "polls_total", "counter", "Polls of tasks.", metrics->polls);
    put_value(&text, "steals_total", "counter", "Tasks taken from another worker.",
              metrics->steals);
    put_value(&text, "parks_total", "counter", "Times that a worker slept.", metrics->parks);
    put_value(&text, "budget_exhaustions_total", "counter", "Polls that were made to give way.",
              metrics->budget_exhaustions);
    put_value(&text, "polls_over_limit_total", "counter", "Polls that were reported as too long.",
              metrics->polls_over_limit);
    put_histogram(&text, "poll_time", "How long polls take.", &metrics->poll_time);
    put_histogram(&text, "schedule_latency", "How long ready tasks wait.",
                  &metrics->schedule_latency);
    return text.length;
}

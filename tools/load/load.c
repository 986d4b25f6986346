/*
 * load: ten thousand keep-alive connections to an HTTP/1.1 server on this machine.
 *
 *     load [options] 127.0.0.1:PORT PATH...
 *
 * opens all connections and keeps them open, sends a bounded number of requests on each, and prints
 * requests, errors, latency percentiles and throughput. A request's latency runs from its send to
 * the last byte of its answer. Exit status: 0 all answered with 2xx, 1 something failed, 2 usage.
 */
#define _GNU_SOURCE /* asprintf */
#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "swarm.h"

enum { paths_max = 64, descriptors_spare = 64, progress_interval_ms = 100 };

struct options {
    unsigned connections, requests, in_flight, seconds_max;
    bool step, quiet;
    const char *json_path;
};

struct progress {
    bool shown, terminal;
    const char *phase;
    uint64_t next_ns, answered_before, phase_started_ns;
};

struct outcome {
    unsigned connections_wanted, connections_open;
    double open_seconds, send_seconds;
};

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- the command line ---- */

static int usage(void) {
    fputs("usage: load [options] 127.0.0.1:PORT PATH...\n"
          "  --connections N   open N connections and keep them (default 10000)\n"
          "  --requests N      requests on each of them (default 10)\n"
          "  --in-flight N     unanswered requests at once, over all connections (default 256)\n"
          "  --time SECONDS    give up after so long (default 45)\n"
          "  --json FILE       write the figures to FILE as well\n"
          "  --step            print `open N` and `sent N`, and wait for a line on the standard\n"
          "                    input after each, with all connections open\n"
          "  --quiet           no progress\n",
          stderr);
    return 2;
}

static bool read_number(const char *text, unsigned long max, unsigned *out) {
    char *end;
    unsigned long value = strtoul(text, &end, 10);
    if (end == text || *end || *text == '-' || value < 1 || value > max)
        return false;
    *out = (unsigned)value;
    return true;
}

static bool read_options(int argc, char **argv, struct options *options) {
    static const struct option names[] = {{"connections", required_argument, NULL, 'c'},
                                          {"requests", required_argument, NULL, 'r'},
                                          {"in-flight", required_argument, NULL, 'f'},
                                          {"time", required_argument, NULL, 't'},
                                          {"json", required_argument, NULL, 'j'},
                                          {"step", no_argument, NULL, 's'},
                                          {"quiet", no_argument, NULL, 'q'},
                                          {NULL, 0, NULL, 0}};
    int option;
    bool good = true;
    while (good && (option = getopt_long(argc, argv, "", names, NULL)) != -1) {
        switch (option) {
        case 'c':
            good = read_number(optarg, 1000000, &options->connections);
            break;
        case 'r':
            good = read_number(optarg, 1000000, &options->requests);
            break;
        case 'f':
            good = read_number(optarg, 1000000, &options->in_flight);
            break;
        case 't':
            good = read_number(optarg, 86400, &options->seconds_max);
            break;
        case 'j':
            options->json_path = optarg;
            break;
        case 's':
            options->step = true;
            break;
        case 'q':
            options->quiet = true;
            break;
        default:
            good = false;
        }
    }
    return good;
}

/* "127.0.0.1:8080" */
static bool read_address(const char *text, struct sockaddr_in *out) {
    char host[INET_ADDRSTRLEN];
    const char *colon = strrchr(text, ':');
    unsigned port;
    if (!colon || (size_t)(colon - text) >= sizeof host || !read_number(colon + 1, 65535, &port))
        return false;
    memcpy(host, text, (size_t)(colon - text));
    host[colon - text] = 0;
    *out = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    return inet_pton(AF_INET, host, &out->sin_addr) == 1;
}

static bool write_requests(struct swarm *swarm, const char *host, char **paths, int count) {
    static char *texts[paths_max];
    for (int index = 0; index < count; index++)
        if (asprintf(&texts[index], "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", paths[index], host) < 0)
            return false;
    swarm->requests = texts;
    swarm->request_count = (unsigned)count;
    return true;
}

/* ---- descriptors ---- */

/* Raise the soft limit for `wanted` connections; returns how many can be had. */
static unsigned raise_descriptor_limit(unsigned wanted) {
    struct rlimit limit;
    rlim_t needed = (rlim_t)wanted + descriptors_spare, soft_before;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return wanted;
    soft_before = limit.rlim_cur;
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = needed < limit.rlim_max ? needed : limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit))
            limit.rlim_cur = soft_before;
    }
    if (limit.rlim_cur >= needed)
        return wanted;
    wanted =
        limit.rlim_cur > descriptors_spare ? (unsigned)(limit.rlim_cur - descriptors_spare) : 0;
    fprintf(stderr,
            "load: the descriptor limit is %llu and cannot be raised (hard limit, `ulimit -Hn`: "
            "%llu): using %u connections\n",
            (unsigned long long)limit.rlim_cur, (unsigned long long)limit.rlim_max, wanted);
    return wanted;
}

/* ---- progress ---- */

/* 1234567 as 1,234,567; `text` takes 32 bytes. */
static const char *grouped(uint64_t value, char *text) {
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)value), at = 0;
    for (int index = 0; index < length; index++) {
        if (index && (length - index) % 3 == 0)
            text[at++] = ',';
        text[at++] = digits[index];
    }
    text[at] = 0;
    return text;
}

static void begin_phase(struct progress *progress, const struct swarm *swarm, const char *phase) {
    progress->phase = phase;
    progress->phase_started_ns = now_ns();
    progress->answered_before = swarm->answered;
    progress->next_ns = 0;
}

static void draw_bar(double share) {
    enum { cells = 24 };
    int full = (int)(share * cells + 0.5);
    for (int cell = 0; cell < cells; cell++)
        fputs(cell < full ? "█" : "░", stderr);
}

static void print_counts(const struct progress *progress, const struct swarm *swarm, uint64_t now) {
    double seconds = (double)(now - progress->phase_started_ns) / 1e9;
    uint64_t answered = swarm->answered - progress->answered_before;
    char open[32], total[32], rate[32];
    fprintf(stderr, "  %s: %s open", progress->phase, grouped(swarm->open, open));
    if (swarm->sent)
        fprintf(stderr, ", %s answered, %s/s", grouped(swarm->answered, total),
                grouped((uint64_t)((double)answered / (seconds > 0.001 ? seconds : 0.001)), rate));
    fputs(progress->terminal ? "\033[K" : "", stderr); /* nothing left of a longer line */
}

static void show_progress(struct progress *progress, const struct swarm *swarm, bool last) {
    double total = (double)swarm->connections * swarm->requests_each;
    double share =
        swarm->sent ? (double)swarm->answered / total : (double)swarm->open / swarm->connections;
    uint64_t now = now_ns();
    if (!progress->shown || (!last && now < progress->next_ns))
        return;
    progress->next_ns = now + (progress->terminal ? progress_interval_ms : 1000) * 1000000ull;
    if (progress->terminal) {
        fputs("\r  ", stderr);
        draw_bar(share > 1 ? 1 : share);
    }
    print_counts(progress, swarm, now);
    fputs(progress->terminal && !last ? "" : "\n", stderr);
}

/* ---- the run ---- */

/* Tell whoever drives us that this point is reached, and wait for a line. */
static bool step(const struct options *options, const char *point, unsigned connections) {
    char line[64];
    if (!options->step)
        return true;
    printf("%s %u\n", point, connections);
    fflush(stdout);
    return fgets(line, sizeof line, stdin) != NULL;
}

static int run_phase(struct swarm *swarm, struct progress *progress, uint64_t deadline_ns,
                     bool (*done)(const struct swarm *), int (*advance)(struct swarm *, int)) {
    int status = 0;
    while (!status && !done(swarm) && now_ns() < deadline_ns) {
        status = advance(swarm, progress_interval_ms);
        show_progress(progress, swarm, false);
    }
    show_progress(progress, swarm, true);
    return status;
}

static int run(struct swarm *swarm, const struct options *options, struct progress *progress,
               struct outcome *outcome) {
    uint64_t started_ns = now_ns(), sending_ns, deadline_ns;
    int status;
    deadline_ns = started_ns + options->seconds_max * 1000000000ull;
    begin_phase(progress, swarm, "opening");
    status = run_phase(swarm, progress, deadline_ns, swarm_all_open, swarm_open_some);
    outcome->open_seconds = (double)(now_ns() - started_ns) / 1e9;
    outcome->connections_open = swarm->open;
    if (status || !step(options, "open", swarm->open))
        return status ? status : -ECANCELED;
    if (!swarm->open)
        return 0;
    sending_ns = now_ns();
    deadline_ns = sending_ns + options->seconds_max * 1000000000ull;
    begin_phase(progress, swarm, "sending");
    status = run_phase(swarm, progress, deadline_ns, swarm_all_answered, swarm_send_some);
    outcome->send_seconds = (double)(now_ns() - sending_ns) / 1e9;
    if (!swarm_all_answered(swarm) || !swarm_all_open(swarm))
        swarm_give_up(swarm);
    if (status || !step(options, "sent", swarm->open))
        return status ? status : -ECANCELED;
    return 0;
}

/* ---- the figures ---- */

static const struct {
    const char *name;
    double share;
} percentiles[] = {{"p50", 0.5}, {"p90", 0.9}, {"p99", 0.99}, {"p99.9", 0.999}, {"max", 1.0}};

enum { percentile_count = sizeof percentiles / sizeof *percentiles };

static const char *duration(uint64_t ns, char *text, size_t size) {
    if (ns < 1000000u)
        snprintf(text, size, "%.0f µs", (double)ns / 1e3);
    else if (ns < 1000000000u)
        snprintf(text, size, "%.2f ms", (double)ns / 1e6);
    else
        snprintf(text, size, "%.2f s", (double)ns / 1e9);
    return text;
}

static void print_failures(const struct swarm *swarm) {
    char text[32];
    for (int failure = 0; failure < SWARM_FAILURES; failure++)
        if (swarm->failures[failure])
            printf("  %-13s %s\n", grouped(swarm->failures[failure], text),
                   swarm_failure_names[failure]);
    if (swarm->first_errno)
        printf("  first error   %s\n", strerror(swarm->first_errno));
}

static void print_figures(const struct swarm *swarm, const struct outcome *outcome) {
    char text[32], other[32];
    double seconds = outcome->send_seconds > 0 ? outcome->send_seconds : 1;
    printf("connections   %s open at once, opened in %.2f s\n",
           grouped(outcome->connections_open, text), outcome->open_seconds);
    printf("requests      %s answered in %.2f s, %s errors\n", grouped(swarm->answered, text),
           outcome->send_seconds, grouped(swarm_errors(swarm), other));
    printf("throughput    %s requests/s, %.1f MiB/s\n",
           grouped((uint64_t)((double)swarm->answered / seconds), text),
           (double)swarm->bytes / seconds / (1 << 20));
    printf("latency      ");
    for (int index = 0; index < percentile_count; index++)
        printf(" %s %s%s", percentiles[index].name,
               duration(histogram_percentile_ns(&swarm->latencies, percentiles[index].share), text,
                        sizeof text),
               index + 1 < percentile_count ? "  " : "\n");
    print_failures(swarm);
}

static int write_json(const char *path, const struct swarm *swarm, const struct outcome *outcome) {
    FILE *file = fopen(path, "w");
    if (!file)
        return -errno;
    fprintf(file, "{\"connections_wanted\": %u, \"connections\": %u, \"requests\": %llu, ",
            outcome->connections_wanted, outcome->connections_open,
            (unsigned long long)swarm->answered);
    fprintf(file, "\"errors\": %llu, \"bytes\": %llu, \"open_s\": %.6f, \"send_s\": %.6f, ",
            (unsigned long long)swarm_errors(swarm), (unsigned long long)swarm->bytes,
            outcome->open_seconds, outcome->send_seconds);
    fprintf(file, "\"latency_ns\": {");
    for (int index = 0; index < percentile_count; index++)
        fprintf(file, "%s\"%s\": %llu", index ? ", " : "", percentiles[index].name,
                (unsigned long long)histogram_percentile_ns(&swarm->latencies,
                                                            percentiles[index].share));
    fprintf(file, "}}\n");
    return fclose(file) ? -errno : 0;
}

static int report(const struct options *options, const struct swarm *swarm,
                  const struct outcome *outcome) {
    int status = 0;
    print_figures(swarm, outcome);
    if (options->json_path && (status = write_json(options->json_path, swarm, outcome)) < 0)
        fprintf(stderr, "load: %s: %s\n", options->json_path, strerror(-status));
    return status < 0 || swarm_errors(swarm) ? 1 : 0;
}

int main(int argc, char **argv) {
    static struct swarm swarm;
    struct options options = {
        .connections = 10000, .requests = 10, .in_flight = 256, .seconds_max = 45};
    struct progress progress = {.terminal = isatty(STDERR_FILENO)};
    struct outcome outcome = {0};
    int paths, status;
    if (!read_options(argc, argv, &options) || argc - optind < 2 || argc - optind - 1 > paths_max ||
        !read_address(argv[optind], &swarm.server))
        return usage();
    paths = argc - optind - 1;
    signal(SIGPIPE, SIG_IGN);
    progress.shown = !options.quiet;
    outcome.connections_wanted = options.connections;
    swarm.connections = raise_descriptor_limit(options.connections);
    swarm.requests_each = options.requests;
    swarm.in_flight_max = options.in_flight;
    if (!swarm.connections)
        return 1;
    status = 0;
    if (!write_requests(&swarm, argv[optind], argv + optind + 1, paths))
        status = -ENOMEM;
    if (!status)
        status = swarm_init(&swarm);
    if (!status)
        status = run(&swarm, &options, &progress, &outcome);
    if (status)
        fprintf(stderr, "load: %s\n", strerror(-status));
    status = report(&options, &swarm, &outcome) || status ? 1 : 0;
    swarm_finish(&swarm);
    return status;
}

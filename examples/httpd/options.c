/* Each option is a row; all of them take a number except --address. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NS_PER_MS UINT64_C(1000000)

static const char usage[] =
    "usage: httpd [OPTION…] FOLDER\n"
    "Serve the files of FOLDER over HTTP/1.1.\n"
    "\n"
    "  --address A       where to listen, numeric (127.0.0.1:8080; port 0 asks for a free one)\n"
    "  --connections N   open at once; more are answered 503 (what the descriptor limit allows)\n"
    "  --head-size N     bytes of a request head, else 431 (8192)\n"
    "  --head-time MS    from its first byte to its last, else 408 (10000)\n"
    "  --body-size N     bytes of a request body, else 413 (65536)\n"
    "  --body-time MS    from its first byte to its last, else 408 (10000)\n"
    "  --idle-time MS    between requests (60000)\n"
    "  --write-time MS   for the client to take more of an answer (30000)\n"
    "\n"
    "WOK_WORKERS=N in the environment sets the number of threads.\n";

static bool read_number(const char *text, unsigned long long min, unsigned long long max,
                        unsigned long long *value) {
    char *end;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    unsigned long long number = strtoull(text, &end, 10);
    if (errno || *end || number < min || number > max)
        return false;
    *value = number;
    return true;
}

static int complain(const char *what, const char *about) {
    fprintf(stderr, "httpd: %s: %s\n%s", what, about, usage);
    return 2;
}

/* Returns 0, or 2 with a message. */
static int set_number(const char *name, const char *text, struct limits *limits) {
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    unsigned long long value;
    if (strcmp(name, "--connections") == 0 && read_number(text, 1, 10000000, &value))
        limits->connections = (unsigned long)value;
    else if (strcmp(name, "--head-size") == 0 && read_number(text, 64, 1 << 20, &value))
        limits->head_size = (size_t)value;
    else if (strcmp(name, "--body-size") == 0 && read_number(text, 0, 1 << 30, &value))
        limits->body_size = (size_t)value;
    else if (strcmp(name, "--head-time") == 0 && read_number(text, 1, DAY_MS, &value))
        limits->head_ns = value * NS_PER_MS;
    else if (strcmp(name, "--body-time") == 0 && read_number(text, 1, DAY_MS, &value))
        limits->body_ns = value * NS_PER_MS;
    else if (strcmp(name, "--idle-time") == 0 && read_number(text, 1, DAY_MS, &value))
        limits->idle_ns = value * NS_PER_MS;
    else if (strcmp(name, "--write-time") == 0 && read_number(text, 1, DAY_MS, &value))
        limits->write_ns = value * NS_PER_MS;
    else
        return complain("unknown option, or a value out of range", name);
    return 0;
}

int options_read(int argc, char **argv, struct options *options) {
    *options = (struct options){
        .address = "127.0.0.1:8080",
        .limits = {.head_size = 8192,
                   .body_size = 65536,
                   .head_ns = 10000 * NS_PER_MS,
                   .body_ns = 10000 * NS_PER_MS,
                   .idle_ns = 60000 * NS_PER_MS,
                   .write_ns = 30000 * NS_PER_MS},
    };
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        if (strncmp(argv[i], "--", 2) != 0) {
            if (options->folder)
                return complain("more than one folder", argv[i]);
            options->folder = argv[i];
            continue;
        }
        if (i + 1 == argc)
            return complain("no value for", argv[i]);
        const char *name = argv[i++];
        if (strcmp(name, "--address") == 0)
            options->address = argv[i];
        else if (set_number(name, argv[i], &options->limits))
            return 2;
    }
    return options->folder ? -1 : complain("which folder", "none given");
}

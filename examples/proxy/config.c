#include "config.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wok/time.h>

enum { FILE_SIZE_MAX = 64 * 1024 };

static bool number_read(const char *text, uint64_t max, uint64_t *out) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || errno || value > max)
        return false;
    *out = value;
    return true;
}

static bool option_read(const char *word, struct route_config *route) {
    uint64_t value;
    if (strncmp(word, "connections=", 12) == 0 && number_read(word + 12, 1000000, &value)) {
        route->connections_max = (uint32_t)value;
        return true;
    }
    if (strncmp(word, "idle=", 5) == 0 && number_read(word + 5, 86400, &value)) {
        route->idle_ns = value * WOK_S;
        return true;
    }
    return false;
}

/* NULL, or what is wrong with the line, which is taken apart. */
static const char *line_read(char *line, struct config *config) {
    struct route_config route = {.connections_max = 1000, .idle_ns = 60 * WOK_S};
    char *rest = line;
    char *words[3] = {strtok_r(rest, " \t\r", &rest), strtok_r(NULL, " \t\r", &rest), NULL};
    if (!words[0] || words[0][0] == '#')
        return NULL;
    if (!words[1])
        return "a route is: LISTEN TARGET [connections=N] [idle=SECONDS]";
    if (strlen(words[0]) >= ROUTE_TEXT_SIZE || strlen(words[1]) >= ROUTE_TEXT_SIZE)
        return "an address is too long";
    strcpy(route.listen, words[0]);
    strcpy(route.target, words[1]);
    while ((words[2] = strtok_r(NULL, " \t\r", &rest)))
        if (!option_read(words[2], &route))
            return "options are connections=N and idle=SECONDS";
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->routes[i].listen, route.listen) == 0)
            return "two routes listen on one address";
    if (config->count == ROUTES_MAX)
        return "more than 64 routes";
    config->routes[config->count++] = route;
    return NULL;
}

int config_parse(const char *text, struct config *out, char *complaint, size_t complaint_size) {
    struct config config = {.count = 0};
    int number = 1;
    for (const char *at = text; *at; number++) {
        char line[1024];
        size_t length = strcspn(at, "\n");
        const char *wrong = "a line is too long";
        if (length < sizeof line) {
            memcpy(line, at, length);
            line[length] = 0;
            wrong = line_read(line, &config);
        }
        if (wrong) {
            snprintf(complaint, complaint_size, "line %d: %s", number, wrong);
            return -EINVAL;
        }
        at += length + (at[length] == '\n');
    }
    if (config.count == 0) {
        snprintf(complaint, complaint_size, "no route");
        return -EINVAL;
    }
    *out = config;
    return 0;
}

int config_read(const char *path, struct config *out, char *complaint, size_t complaint_size) {
    static char text[FILE_SIZE_MAX + 1];
    FILE *file = fopen(path, "r");
    size_t size = file ? fread(text, 1, sizeof text, file) : 0;
    int error = !file || ferror(file) ? -errno : size > FILE_SIZE_MAX ? -EFBIG : 0;
    if (file)
        fclose(file);
    if (error) {
        snprintf(complaint, complaint_size, "%s", strerror(-error));
        return error;
    }
    text[size] = 0;
    return config_parse(text, out, complaint, complaint_size);
}

/* What to answer is decided here: status, conditions, ranges. */
#define _GNU_SOURCE
#include "reply.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include <wok/file.h>
#include <wok/runtime.h>
#include <wok/time.h>

#include "files.h"
#include "path.h"
#include "response.h"

enum { PIECE_SIZE = 16384 };

void reply_free(struct reply *reply) {
    free(reply->bytes);
    wok_file_abandon(reply->file);
    *reply = REPLY_EMPTY;
}

void reply_sent(struct reply *reply, size_t size) {
    reply->offset += size;
    reply->remaining -= size;
}

/*
 * Put as much of the file behind the head as there is room for, and as is in memory: with RWF_NOWAIT a
 * read that would wait for the disk is refused, or cut short. What is missing stays to be sent.
 */
static void fill(struct reply *reply) {
    while (reply->remaining && reply->used < reply->capacity) {
        size_t room = reply->capacity - reply->used;
        struct iovec part = {reply->bytes + reply->used,
                             reply->remaining < room ? (size_t)reply->remaining : room};
        ssize_t size =
            preadv2(wok_file_number(reply->file), &part, 1, (off_t)reply->offset, RWF_NOWAIT);
        if (size <= 0)
            return;
        reply->used += (size_t)size;
        reply_sent(reply, (size_t)size);
    }
}

/* The head, and room for `body` more bytes behind it. */
static int begin(const struct response *response, uint64_t body, struct reply *reply) {
    size_t room = body < PIECE_SIZE ? (size_t)body : PIECE_SIZE;
    char *bytes = malloc(RESPONSE_HEAD_SIZE + room);
    if (!bytes)
        return -ENOMEM;
    reply->bytes = bytes;
    reply->used = response_head(response, bytes, RESPONSE_HEAD_SIZE);
    reply->capacity = reply->used + room;
    reply->keep_alive = response->keep_alive;
    return 0;
}

/* A response whose body is a short text, not sent to a HEAD. */
static int make_text(struct response *response, const char *body, bool head_only,
                     struct reply *out) {
    struct reply reply = REPLY_EMPTY;
    size_t size = strlen(body);
    response->content_length = size;
    int error = begin(response, size, &reply);
    if (error)
        return error;
    if (!head_only) {
        memcpy(reply.bytes + reply.used, body, size);
        reply.used += size;
    }
    *out = reply;
    return 0;
}

static int make_status(struct response *response, bool head_only, struct reply *out) {
    char body[128];
    snprintf(body, sizeof body, "%d %s\n", response->status, response_reason(response->status));
    response->type = "text/plain; charset=utf-8";
    return make_text(response, body, head_only, out);
}

int reply_make_error(int status, struct reply *out) {
    struct response response = {.status = status};
    return make_status(&response, false, out);
}

static int make_stats(const struct server *server, const struct request *request,
                      struct reply *out) {
    struct wok_statistics statistics = {.size = sizeof statistics};
    wok_statistics_read(&statistics); /* on failure: zero tasks */
    char body[512];
    snprintf(body, sizeof body,
             "{\n  \"tasks\": %" PRIu64 ",\n  \"connections\": %lu,\n  \"accepted\": %lu,\n"
             "  \"requests\": %lu,\n  \"active\": %lu,\n  \"uptime_ms\": %" PRIu64 "\n}\n",
             statistics.tasks_alive, server->connections, server->accepted, server->requests,
             server->active, (wok_now() - server->started_ns) / WOK_MS);
    struct response response = {
        .status = 200, .keep_alive = request->keep_alive, .type = "application/json"};
    return make_text(&response, body, request->method == REQUEST_HEAD, out);
}

static int make_redirect(const char *path, struct response *response, bool head_only,
                         struct reply *out) {
    char with_slash[PATH_SIZE_MAX + 1], location[RESPONSE_HEAD_SIZE / 2];
    snprintf(with_slash, sizeof with_slash, "%s/", path);
    int status = path_to_location(with_slash, location, sizeof location);
    response->status = status ? -status : 301;
    response->location = status ? NULL : location;
    return make_status(response, head_only, out);
}

/* What opening a file came to, as the client is told. */
static int status_of_open(int error) {
    switch (-error) {
    case EACCES:
    case EPERM:
        return 403;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
        return 503;
    case EIO:
        return 500;
    default: /* a symbolic link on the way is as good as nothing there */
        return 404;
    }
}

/* Does the client have this very version? If-None-Match counts before the date. */
static bool is_unchanged(const struct request *request, const struct file *file) {
    char date[DATE_SIZE];
    struct text wanted = request->if_none_match;
    if (wanted.data)
        return (wanted.size == 1 && *wanted.data == '*') ||
               memmem(wanted.data, wanted.size, file->etag, strlen(file->etag));
    wanted = request->if_modified_since;
    response_date(file->modified, date);
    return wanted.data && wanted.size == strlen(date) && !memcmp(wanted.data, date, wanted.size);
}

/* A Range counts only for the version that If-Range names. */
static bool range_applies(const struct request *request, const struct file *file) {
    char date[DATE_SIZE];
    struct text named = request->if_range;
    if (request->method != REQUEST_GET || !request->range.data)
        return false;
    if (!named.data)
        return true;
    response_date(file->modified, date);
    const char *expected = named.size && *named.data == '"' ? file->etag : date;
    return named.size == strlen(expected) && !memcmp(named.data, expected, named.size);
}

/* Status, length and first byte; *first is where in the file the body begins. */
static void choose_part(const struct request *request, const struct file *file,
                        struct response *response, uint64_t *first) {
    uint64_t length = file->size;
    enum range_kind kind = RANGE_NONE;
    *first = 0;
    if (range_applies(request, file))
        kind = range_parse(request->range, file->size, first, &length);
    response->status = kind == RANGE_PART ? 206 : kind == RANGE_UNSATISFIABLE ? 416 : 200;
    response->content_length = length;
    response->range_first = *first;
    response->size_total = file->size;
}

/* Takes file->file in every case. */
static int make_file(const struct request *request, struct file *file, struct response *response,
                     struct reply *out) {
    struct reply reply = REPLY_EMPTY;
    bool head_only = request->method == REQUEST_HEAD;
    uint64_t first;
    reply.file = file->file;
    response->etag = file->etag;
    response->modified = file->modified;
    choose_part(request, file, response, &first);
    if (is_unchanged(request, file))
        response->status = 304;
    if (response->status == 416) {
        reply_free(&reply);
        response->etag = NULL;
        return make_status(response, head_only, out);
    }
    bool has_body = !head_only && response->status != 304;
    reply.offset = first;
    reply.remaining = has_body ? response->content_length : 0;
    int error = begin(response, reply.remaining, &reply);
    if (error) {
        reply_free(&reply);
        return error;
    }
    fill(&reply);
    *out = reply;
    return 0;
}

int reply_make(const struct server *server, const struct request *request, struct reply *out) {
    char path[PATH_SIZE_MAX];
    struct response response = {.keep_alive = request->keep_alive};
    bool head_only = request->method == REQUEST_HEAD;
    if (request->method == REQUEST_OTHER) {
        response.status = 405;
        return make_status(&response, head_only, out);
    }
    response.status = -path_from_target(request->target, path);
    if (response.status)
        return make_status(&response, head_only, out);
    if (strcmp(path, "stats") == 0)
        return make_stats(server, request, out);

    struct file file;
    int error = files_open(server->folder, path, &file);
    if (error == -EISDIR)
        return make_redirect(path, &response, head_only, out);
    if (error) {
        response.status = status_of_open(error);
        return make_status(&response, head_only, out);
    }
    response.type = files_type(path);
    return make_file(request, &file, &response, out);
}

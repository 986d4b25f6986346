#include "response.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void response_begin(struct response *response) {
    response->stage = RESPONSE_STATUS;
    response->status = 0;
    response->has_length = response->closes = false;
    response->body_left = 0;
    response->line_length = 0;
}

static int read_status(struct response *response) {
    const char *line = response->line;
    if (strncmp(line, "HTTP/1.", 7) || strlen(line) < 12 || line[8] != ' ')
        return -EBADMSG;
    response->status = atoi(line + 9);
    if (response->status < 100 || response->status > 599)
        return -EBADMSG;
    response->stage = RESPONSE_HEADERS;
    return 0;
}

/* The value of header `name` in `line`, or NULL if the line is another header. */
static const char *header_value(const char *line, const char *name) {
    size_t length = strlen(name);
    if (strncasecmp(line, name, length) || line[length] != ':')
        return NULL;
    line += length + 1;
    return line + strspn(line, " \t");
}

static int read_header(struct response *response) {
    const char *value;
    if ((value = header_value(response->line, "Content-Length"))) {
        char *end;
        response->body_left = strtoull(value, &end, 10);
        response->has_length = true;
        if (end == value || *value == '-')
            return -EBADMSG;
    } else if ((value = header_value(response->line, "Connection"))) {
        response->closes = strncasecmp(value, "close", 5) == 0;
    }
    return 0;
}

/* The empty line: what follows is known now. */
static int end_headers(struct response *response) {
    bool bodiless = response->status < 200 || response->status == 204 || response->status == 304;
    if (response->status < 200) {
        response_begin(response); /* an interim answer: the real one follows */
        return 0;
    }
    if (!bodiless && !response->has_length)
        return -EOPNOTSUPP;
    if (bodiless)
        response->body_left = 0;
    response->stage = response->body_left ? RESPONSE_BODY : RESPONSE_COMPLETE;
    return 0;
}

static int end_line(struct response *response) {
    size_t length = response->line_length;
    if (length >= sizeof response->line)
        length = sizeof response->line - 1;
    if (length && response->line[length - 1] == '\r')
        length--;
    response->line[length] = 0;
    response->line_length = 0;
    if (response->stage == RESPONSE_STATUS)
        return read_status(response);
    return length ? read_header(response) : end_headers(response);
}

static ssize_t feed_body(struct response *response, size_t size) {
    size_t taken = size < response->body_left ? size : (size_t)response->body_left;
    response->body_left -= taken;
    if (!response->body_left)
        response->stage = RESPONSE_COMPLETE;
    return (ssize_t)taken;
}

ssize_t response_feed(struct response *response, const char *bytes, size_t size) {
    size_t at = 0;
    while (at < size && response->stage < RESPONSE_BODY) {
        char byte = bytes[at++];
        if (byte == '\n') {
            int status = end_line(response);
            if (status)
                return status;
            continue;
        }
        if (response->line_length < sizeof response->line - 1)
            response->line[response->line_length] = byte;
        if (response->line_length < UINT16_MAX)
            response->line_length++;
    }
    if (at < size && response->stage == RESPONSE_BODY)
        at += (size_t)feed_body(response, size - at);
    return (ssize_t)at;
}

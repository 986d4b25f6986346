/*
 * The parser works in two steps: find the empty line that ends the head, then read line by line. A
 * head that is not complete costs one scan per arrival, and the scan is over at most the header
 * limit.
 */
#include "request.h"

#include <string.h>

enum { HEADER_COUNT_MAX = 100 };

/* What has to be remembered while the headers are read. */
struct header_state {
    struct request *request;
    bool has_host, has_length, has_transfer_encoding, chunked;
    bool says_close, says_keep_alive;
};

static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

bool text_equals(struct text text, const char *word) {
    size_t size = strlen(word);
    if (!text.data || text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (lower(text.data[i]) != word[i])
            return false;
    return true;
}

/* The characters of methods and header names: RFC 9110's token. */
static bool is_token(unsigned char c) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

static bool is_visible(unsigned char c) {
    return c > ' ' && c != 0x7f;
}

/* The size of everything up to and including the empty line; 0 when it is not there yet. */
static size_t find_head_end(const char *data, size_t size) {
    const char *end = data + size;
    const char *line = data;
    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        if (!newline)
            return 0;
        bool empty = newline == line || (newline == line + 1 && *line == '\r');
        line = newline + 1;
        if (empty)
            return (size_t)(line - data);
    }
    return 0;
}

/* Take the next line, without its CR LF. False: it does not end with CR LF, or holds a NUL or CR. */
static bool take_line(struct text *rest, struct text *line) {
    const char *newline = memchr(rest->data, '\n', rest->size);
    if (!newline || newline == rest->data || newline[-1] != '\r')
        return false;
    line->data = rest->data;
    line->size = (size_t)(newline - 1 - rest->data);
    rest->size -= line->size + 2;
    rest->data = newline + 1;
    return !memchr(line->data, '\0', line->size) && !memchr(line->data, '\r', line->size);
}

/* Take the bytes before the next `separator` off the line. */
static bool take_until(struct text *line, char separator, struct text *part) {
    const char *found = line->size ? memchr(line->data, separator, line->size) : NULL;
    if (!found)
        return false;
    part->data = line->data;
    part->size = (size_t)(found - line->data);
    line->data = found + 1;
    line->size -= part->size + 1;
    return true;
}

static int read_version(struct text version, struct request *request) {
    const char *v = version.data;
    if (version.size != 8 || memcmp(v, "HTTP/", 5) != 0 || v[6] != '.')
        return -400;
    if (v[5] < '0' || v[5] > '9' || v[7] < '0' || v[7] > '9')
        return -400;
    if (v[5] != '1')
        return -505;
    request->minor_version = (unsigned)(v[7] - '0');
    return 1;
}

static int read_request_line(struct text line, struct request *request) {
    struct text method, target;
    if (!take_until(&line, ' ', &method) || !take_until(&line, ' ', &target))
        return -400;
    if (method.size == 0 || target.size == 0)
        return -400;
    for (size_t i = 0; i < method.size; i++)
        if (!is_token((unsigned char)method.data[i]))
            return -400;
    for (size_t i = 0; i < target.size; i++)
        if (!is_visible((unsigned char)target.data[i]))
            return -400;
    /* Methods are compared with their case. */
    if (method.size == 3 && memcmp(method.data, "GET", 3) == 0)
        request->method = REQUEST_GET;
    else if (method.size == 4 && memcmp(method.data, "HEAD", 4) == 0)
        request->method = REQUEST_HEAD;
    else
        request->method = REQUEST_OTHER;
    request->target = target;
    return read_version(line, request);
}

static struct text trimmed(struct text value) {
    while (value.size && (*value.data == ' ' || *value.data == '\t')) {
        value.data++;
        value.size--;
    }
    while (value.size && (value.data[value.size - 1] == ' ' || value.data[value.size - 1] == '\t'))
        value.size--;
    return value;
}

static int read_content_length(struct text value, struct header_state *state) {
    if (state->has_length || value.size == 0 || value.size > 18)
        return -400; /* twice, empty, or beyond every file: nobody means it */
    uint64_t length = 0;
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] < '0' || value.data[i] > '9')
            return -400;
        length = length * 10 + (uint64_t)(value.data[i] - '0');
    }
    state->has_length = true;
    state->request->content_length = length;
    return 1;
}

/* The words of a Connection header. */
static void read_connection(struct text value, struct header_state *state) {
    struct text word;
    for (bool more = true; more;) {
        more = take_until(&value, ',', &word);
        word = trimmed(more ? word : value);
        if (text_equals(word, "close"))
            state->says_close = true;
        else if (text_equals(word, "keep-alive"))
            state->says_keep_alive = true;
    }
}

static int read_header(struct text name, struct text value, struct header_state *state) {
    struct request *request = state->request;
    if (text_equals(name, "content-length"))
        return read_content_length(value, state);
    if (text_equals(name, "host")) {
        if (state->has_host)
            return -400;
        state->has_host = true;
    } else if (text_equals(name, "transfer-encoding")) {
        if (state->has_transfer_encoding)
            return -400;
        state->has_transfer_encoding = true;
        state->chunked = text_equals(value, "chunked");
    } else if (text_equals(name, "connection")) {
        read_connection(value, state);
    } else if (text_equals(name, "expect")) {
        if (!text_equals(value, "100-continue"))
            return -417;
        request->expects_continue = true;
    } else if (text_equals(name, "range")) {
        request->range = value;
    } else if (text_equals(name, "if-range")) {
        request->if_range = value;
    } else if (text_equals(name, "if-none-match")) {
        request->if_none_match = value;
    } else if (text_equals(name, "if-modified-since")) {
        request->if_modified_since = value;
    }
    return 1;
}

static int read_header_line(struct text line, struct header_state *state) {
    struct text name;
    /* A line that begins with a blank continues the one before (obs-fold): refused, as is a blank
       before the colon; the loop below sees both as characters that no name holds. */
    if (!take_until(&line, ':', &name) || name.size == 0)
        return -400;
    for (size_t i = 0; i < name.size; i++)
        if (!is_token((unsigned char)name.data[i]))
            return -400;
    return read_header(name, trimmed(line), state);
}

/* What only all headers together can tell. */
static int check_headers(const struct header_state *state) {
    struct request *request = state->request;
    bool is_1_0 = request->minor_version == 0;
    if (state->has_transfer_encoding && (state->has_length || is_1_0))
        return -400;
    if (state->has_transfer_encoding)
        return state->chunked ? -411 : -501;
    if (!is_1_0 && !state->has_host)
        return -400;
    request->keep_alive = !state->says_close && (!is_1_0 || state->says_keep_alive);
    return 1;
}

int request_parse(const char *data, size_t size, struct request *out) {
    /* Empty lines before a request are to be skipped: some clients end a body with one. */
    size_t skipped = 0;
    if (size == 0)
        return 0;
    while (size - skipped >= 2 && data[skipped] == '\r' && data[skipped + 1] == '\n')
        skipped += 2;
    size_t head_size = find_head_end(data + skipped, size - skipped);
    if (head_size == 0)
        return 0;

    struct request request = {.head_size = skipped + head_size};
    struct header_state state = {.request = &request};
    struct text rest = {data + skipped, head_size}, line;
    if (!take_line(&rest, &line))
        return -400;
    int status = read_request_line(line, &request);
    for (unsigned count = 0; status > 0; count++) {
        if (!take_line(&rest, &line))
            return -400;
        if (line.size == 0)
            break;
        if (count == HEADER_COUNT_MAX)
            return -431;
        status = read_header_line(line, &state);
    }
    if (status > 0)
        status = check_headers(&state);
    if (status > 0)
        *out = request;
    return status;
}

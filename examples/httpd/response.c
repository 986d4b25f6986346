/* Heads are put together piece by piece; a piece that would not fit is an error of this file. */
#include "response.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {200, "OK"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

const char *response_reason(int status) {
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (reasons[i].status == status)
            return reasons[i].reason;
    return "Unknown";
}

void response_date(time_t time, char text[DATE_SIZE]) {
    /* Not strftime's %a and %b: those follow the locale. */
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm parts = {0};
    gmtime_r(&time, &parts);
    snprintf(text, DATE_SIZE, "%s, %02u %s %04u %02u:%02u:%02u GMT", days[parts.tm_wday % 7],
             (unsigned)parts.tm_mday % 100, months[parts.tm_mon % 12],
             ((unsigned)parts.tm_year + 1900) % 10000, (unsigned)parts.tm_hour % 100,
             (unsigned)parts.tm_min % 100, (unsigned)parts.tm_sec % 100);
}

struct writer {
    char *text;
    size_t used, size;
};

static __attribute__((format(printf, 2, 3))) void add(struct writer *writer, const char *format,
                                                      ...) {
    va_list arguments;
    va_start(arguments, format);
    int size =
        vsnprintf(writer->text + writer->used, writer->size - writer->used, format, arguments);
    va_end(arguments);
    assert(size >= 0 && (size_t)size < writer->size - writer->used);
    writer->used += (size_t)size;
}

static void add_file_lines(struct writer *writer, const struct response *response) {
    char date[DATE_SIZE];
    response_date(response->modified, date);
    add(writer, "Last-Modified: %s\r\nETag: %s\r\nAccept-Ranges: bytes\r\n", date, response->etag);
    if (response->status == 206)
        add(writer, "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64 "\r\n",
            response->range_first, response->range_first + response->content_length - 1,
            response->size_total);
}

size_t response_head(const struct response *response, char *head, size_t size) {
    struct writer writer = {head, 0, size};
    char date[DATE_SIZE];
    response_date(time(NULL), date);
    add(&writer, "HTTP/1.1 %d %s\r\nDate: %s\r\nServer: wok\r\n", response->status,
        response_reason(response->status), date);
    if (response->status != 304)
        add(&writer, "Content-Length: %" PRIu64 "\r\n", response->content_length);
    if (response->type)
        add(&writer, "Content-Type: %s\r\nX-Content-Type-Options: nosniff\r\n", response->type);
    if (response->etag)
        add_file_lines(&writer, response);
    if (response->status == 416)
        add(&writer, "Content-Range: bytes */%" PRIu64 "\r\n", response->size_total);
    if (response->status == 405)
        add(&writer, "Allow: GET, HEAD\r\n");
    if (response->location)
        add(&writer, "Location: %s\r\n", response->location);
    add(&writer, "Connection: %s\r\n\r\n", response->keep_alive ? "keep-alive" : "close");
    return writer.used;
}

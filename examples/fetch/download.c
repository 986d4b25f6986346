#include "download.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "head.h"

enum { BUFFER_SIZE = 32 * 1024, REDIRECTIONS_MAX = 5 };

/* Of one exchange with a server. */
struct exchange {
    struct download *download;
    struct url url;
    struct head head;
    wok_tcp_stream *stream;
    struct wok_reader reader;
    char buffer[BUFFER_SIZE];
};

static async int connect_to(struct exchange *exchange) {
    int error = -ETIMEDOUT;
    race {
        when (error = await wok_tcp_connect_name(exchange->url.name, NULL, &exchange->stream)) {
        }
        when (await wok_sleep(exchange->download->timeout_ns)) {
            error = -ETIMEDOUT;
        }
    }
    return error;
}

/* The connection may be fresh and the request is small: the buffer of the reader has room for it. */
static async int send_request(struct exchange *exchange) {
    struct wok_writer writer;
    wok_writer_of_descriptor(&writer, exchange->stream, exchange->buffer, BUFFER_SIZE);
    wok_writer_timeout(&writer, exchange->download->timeout_ns);
    ssize_t size = wok_writer_format(&writer,
                                     "GET %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: wok-fetch\r\n"
                                     "Accept: */*\r\nConnection: close\r\n\r\n",
                                     exchange->url.path, exchange->url.host);
    return size < 0 ? (int)size : await wok_writer_flush(&writer);
}

static async int read_head(struct exchange *exchange) {
    struct head *head = &exchange->head;
    char *line;
    wok_reader_of_descriptor(&exchange->reader, exchange->stream, exchange->buffer, BUFFER_SIZE);
    wok_reader_timeout(&exchange->reader, exchange->download->timeout_ns);
    do { /* 100 Continue and its like come before the answer */
        ssize_t size = await wok_reader_line(&exchange->reader, &line);
        int error = size < 0 ? (int)size : head_status_line(head, line);
        for (int lines = 0; !error; lines++) {
            size = await wok_reader_line(&exchange->reader, &line);
            if (size <= 0 || lines == HEAD_LINES_MAX) {
                error = size < 0 ? (int)size : lines == HEAD_LINES_MAX ? -EBADMSG : 0;
                break;
            }
            error = head_line(head, line);
        }
        if (error)
            return error;
    } while (head->status / 100 == 1);
    return 0;
}

/* So many bytes of the body, or to the end, to the file. */
static async int copy_to_file(struct exchange *exchange, struct wok_file *file, uint64_t size) {
    uint64_t left = size;
    while (left) {
        ssize_t there = await wok_reader_fill(&exchange->reader, 1);
        if (there <= 0)
            return there ? (int)there : size == WOK_UNLIMITED ? 0 : -ENODATA;
        size_t part = (uint64_t)there < left ? (size_t)there : (size_t)left;
        ssize_t written = await wok_file_write(file, wok_reader_bytes(&exchange->reader), part);
        if (written <= 0)
            return written ? (int)written : -EIO;
        wok_reader_consume(&exchange->reader, (size_t)written);
        exchange->download->received += (uint64_t)written;
        left -= (uint64_t)written;
    }
    return 0;
}

static async int copy_chunks(struct exchange *exchange, struct wok_file *file) {
    char *line;
    for (;;) {
        uint64_t size;
        ssize_t length = await wok_reader_line(&exchange->reader, &line);
        if (length < 0)
            return (int)length;
        if (!head_chunk_size(line, &size))
            return -EBADMSG;
        if (size == 0)
            return 0; /* what may follow is of no interest */
        int error = await copy_to_file(exchange, file, size);
        if (error)
            return error;
        length = await wok_reader_line(&exchange->reader, &line);
        if (length)
            return length < 0 ? (int)length : -EBADMSG;
    }
}

/* A file that did not become whole is removed, on every way out. */
static void remove_unfinished(struct download *download) {
    if (download->state != DOWNLOAD_DONE)
        unlink(download->path);
}

static async int save(struct exchange *exchange) {
    struct download *download = exchange->download;
    struct wok_file *file;
    int error = await wok_file_open(download->path, O_WRONLY | O_CREAT | O_TRUNC, 0644, &file);
    if (error)
        return error;
    defer remove_unfinished(download);
    defer wok_file_abandon(file);
    if (exchange->head.length != UINT64_MAX)
        download->expected = exchange->head.length;
    if (exchange->head.is_chunked)
        error = await copy_chunks(exchange, file);
    else
        error = await copy_to_file(exchange, file, exchange->head.length);
    if (error == 0)
        download->state = DOWNLOAD_DONE;
    return error;
}

static bool is_redirection(const struct head *head) {
    return (head->status == 301 || head->status == 302 || head->status == 303 ||
            head->status == 307 || head->status == 308) &&
           head->location[0];
}

/* 0: saved; 1: *next is to be asked instead; negative errno, or -EREMOTEIO with the status. */
static async int exchange_run(struct download *download, const struct url *url, struct url *next) {
    struct exchange *exchange = malloc(sizeof *exchange);
    if (!exchange)
        return -ENOMEM;
    defer free(exchange);
    exchange->download = download;
    exchange->url = *url;
    int error = await connect_to(exchange);
    if (error)
        return error;
    defer wok_abandon(exchange->stream);
    error = await send_request(exchange);
    if (!error)
        error = await read_head(exchange);
    if (error)
        return error;
    if (is_redirection(&exchange->head)) {
        error = url_follow(url, exchange->head.location, next);
        return error ? error : 1;
    }
    download->status = exchange->head.status;
    return exchange->head.status == 200 ? await save(exchange) : -EREMOTEIO;
}

static const char *reason_of(int error) {
    switch (-error) {
    case EINVAL:
        return "not an address";
    case EPROTONOSUPPORT:
        return "only http is known here";
    case ENOENT:
        return "there is no such name";
    case ELOOP:
        return "redirected too often";
    case EBADMSG:
        return "what the server says makes no sense";
    case ENODATA:
        return "the server hung up too early";
    case EREMOTEIO:
        return "refused";
    default:
        return strerror(-error);
    }
}

static async int fetch(struct download *download) {
    struct url url, next;
    int error = url_parse(download->address, &url);
    for (int hop = 0; error == 0; hop++) {
        error = await exchange_run(download, &url, &next);
        if (error != 1)
            return error;
        url = next;
        error = hop < REDIRECTIONS_MAX ? 0 : -ELOOP;
    }
    return error;
}

async void download_run(struct download *download) {
    download->state = DOWNLOAD_RUNNING;
    int error = await fetch(download);
    if (error) {
        download->failure = reason_of(error);
        download->state = DOWNLOAD_FAILED;
    }
}

/* A line protocol, a body of known length and a proxy between the two sides. See streams.md. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <wok/wok.h>

/* put N\n and N bytes → ok N\n;  anything else → what?\n */
static async int serve(struct wok_descriptor *client) {
    char in[256], out[256];
    struct wok_reader reader;
    struct wok_writer writer;
    wok_reader_of_descriptor(&reader, client, in, sizeof in);
    wok_writer_of_descriptor(&writer, client, out, sizeof out);
    wok_reader_timeout(&reader, 5 * WOK_S); /* for each wait */
    for (;;) {
        char *line;
        ssize_t length = await wok_reader_line(&reader, &line);
        if (length == -ENODATA)
            return 0;
        if (length < 0)
            return (int)length;
        int error = await wok_writer_reserve(&writer, 64);
        if (error)
            return error;
        if (strncmp(line, "put ", 4) == 0) {
            uint64_t size = strtoull(line + 4, NULL, 10);
            int64_t skipped = await wok_reader_skip(&reader, size);
            if (skipped < 0)
                return (int)skipped;
            wok_writer_format(&writer, "ok %llu\n", (unsigned long long)size);
        } else {
            wok_writer_format(&writer, "what?\n");
        }
        if (wok_reader_available(&reader) == 0) /* nothing more came with it: answer now */
            error = await wok_writer_flush(&writer);
        if (error)
            return error;
    }
}

static async int talk(struct wok_descriptor *server) {
    static const char requests[] = "put 5\nhelloput 0\nhow do you do\nput 300\n";
    char body[300] = {0}, in[128], out[64], *line;
    struct wok_reader reader;
    struct wok_writer writer;
    wok_reader_of_descriptor(&reader, server, in, sizeof in);
    wok_writer_of_descriptor(&writer, server, out, sizeof out);
    ssize_t size = await wok_writer_text(&writer, requests);
    if (size >= 0)
        size = await wok_writer_write(&writer, body, sizeof body);
    int error = size < 0 ? (int)size : await wok_writer_flush(&writer);
    if (error)
        return error;
    (void)wok_shutdown(server, SHUT_WR);
    while (await wok_reader_line(&reader, &line) >= 0)
        printf("%s\n", line);
    return 0;
}

async int main(void) {
    struct wok_descriptor *left[2], *right[2];
    char memory[512];
    struct wok_copied copied;
    int served, talked, proxied;
    if (wok_unix_pair(left) || wok_unix_pair(right))
        return 1;
    join(
        ({
            served = await serve(right[1]);
            wok_abandon(right[1]);
        }),
        talked = await talk(left[0]),
        proxied = await wok_copy_both(left[1], right[0], memory, sizeof memory, &copied));
    printf("the proxy: %llu bytes forth, %llu back\n", (unsigned long long)copied.forth,
           (unsigned long long)copied.back);
    wok_abandon(left[0]);
    wok_abandon(left[1]);
    wok_abandon(right[0]);
    return served || talked || proxied;
}

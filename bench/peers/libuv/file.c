/* The thread-pool way: uv_fs_read on libuv's four threads, four readers at a time. */
#include <uv.h>

#include "../../file_figure.h"

struct reader {
    uv_fs_t request;
    uint64_t at;
    char *memory;
    uv_buf_t buffer;
};

static int file, failed;

static void on_read(uv_fs_t *request);

static void read_on(struct reader *reader) {
    if (uv_fs_read(uv_default_loop(), &reader->request, file, &reader->buffer, 1,
                   (int64_t)reader->at, on_read))
        failed = 1;
}

static void on_read(uv_fs_t *request) {
    struct reader *reader = request->data;
    ssize_t size = request->result;
    uv_fs_req_cleanup(request);
    if (size <= 0) {
        failed = 1;
        return;
    }
    reader->at += (uint64_t)size;
    if (reader->at < FILE_SIZE)
        read_on(reader);
}

int main(int argc, char **argv) {
    static struct reader readers[FILE_READERS];
    uint64_t started_ns;
    failed = file_figure_open(argc, argv, &file);
    if (failed)
        return failed;
    started_ns = figure_now_ns();
    for (int i = 0; i < FILE_READERS; i++) {
        readers[i].request.data = &readers[i];
        readers[i].memory = malloc(FILE_PIECE);
        readers[i].buffer = uv_buf_init(readers[i].memory, FILE_PIECE);
        read_on(&readers[i]);
    }
    uv_run(uv_default_loop(), UV_RUN_DEFAULT);
    file_figure_print(argv, figure_now_ns() - started_ns);
    return failed;
}

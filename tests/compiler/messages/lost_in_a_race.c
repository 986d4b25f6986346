// The chain of calls from the arm of a race down to the operation that says what it loses.
#include "shared.h"

static async int send_line(wok_tcp_stream *client, const char *line) {
    return (int)await wok_write_all(client, line, 1);
}

static async int reply(wok_tcp_stream *client) {
    return await send_line(client, "a") + await send_line(client, "b");
}

async int serve(wok_tcp_stream *client) {
    int result = 0;
    for (;;) {
        race {
            when (result = await reply(client)) { return result; }
            when (await wok_sleep(1 * WOK_S)) {}
        }
    }
}

// A race whose losing arm has done a part of its work: each function, and its twin in which the work
// survives.
// says: when another arm wins, `deeper` may have done a part of its work, and what it did is lost
// says: `deeper` awaits `send_line` here
// says: `send_line` awaits `wok_write_all` here
// says: `wok_write_all` is marked WOK_CANCEL(data_losing)
// says: `client` is used again here
// says: `auto t = spawn(deeper(client))` before the race
// says: and in a later turn it begins anew
// says: it is called again here
#include <wok/wok.h>

#include <stddef.h>

struct connection {
    wok_tcp_stream *in, *out;
    int count;
};

static async int send_line(wok_tcp_stream *client) {
    return (int)await wok_write_all(client, "line\n", 5);
}

static async int deeper(wok_tcp_stream *client) {
    await wok_yield();
    return await send_line(client);
}

static async int in_a_loop(wok_tcp_stream *client) {
    int result = 0;
#ifdef TWIN
    auto sending = spawn(deeper(client));
#endif
    for (int ticks = 0;; ticks++) {
        race {
#ifdef TWIN
            when (result = await sending) { return result; }
#else
            when (result = await deeper(client)) { return result; } // error: E0409
#endif
            when (await wok_sleep(1 * WOK_S)) {}
        }
    }
}

static async int goes_on(wok_tcp_stream *client) {
    int result = 0;
    race {
        when (result = await deeper(client)) {} // error: E0409 (unless TWIN)
        when (await wok_sleep(1 * WOK_S)) {
#ifdef TWIN
            await wok_close(client);
            return -1;
#endif
        }
    }
    if (result < 0)
        return result;
    return await send_line(client);
}

static async int through_a_field(struct connection *self) {
    race {
        when (await deeper(self->out)) {} // error: E0409 (unless TWIN)
        when (await wok_sleep(1 * WOK_S)) {
            self->count++;
#ifdef TWIN
            return await deeper(self->in);
#else
            return await deeper(self->out);
#endif
        }
    }
    return 0;
}

static async int kept_cold(wok_tcp_stream *client) {
#ifdef TWIN
    auto sending = spawn(deeper(client));
#else
    auto sending = deeper(client);
#endif
    int result = 0;
    race {
        when (result = await sending) { return result; } // error: E0409 (unless TWIN)
        when (await wok_sleep(1 * WOK_S)) {}
    }
#ifdef TWIN
    return await sending;
#else
    return await deeper(client);
#endif
}

static wok_tcp_stream *everybodys;

static async int to_everybody(void) {
    return (int)await wok_write_all(everybodys, "all\n", 4);
}

static async int of_file_scope(void) {
    race {
        when (await to_everybody()) {} // error: E0409 (unless TWIN)
        when (await wok_sleep(1 * WOK_S)) {
#ifdef TWIN
            return -1;
#endif
        }
    }
    return await to_everybody();
}

static async int nested(wok_tcp_stream *client) {
    race {
        when (join(await deeper(client), await wok_yield())) {} // error: E0409 (unless TWIN)
        when (await wok_sleep(1 * WOK_S)) {
#ifdef TWIN
            return -1;
#endif
        }
    }
    return await send_line(client);
}

async int main(void) {
    struct connection connection = {NULL, NULL, 0};
    everybodys = NULL;
    return await in_a_loop(NULL) + await goes_on(NULL) + await through_a_field(&connection) +
           await kept_cold(NULL) + await of_file_scope() + await nested(NULL);
}

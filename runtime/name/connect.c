/*
 * connect.c: the first address that answers, RFC 8305.
 *
 * Attempt i runs in one arm of a race, and all later ones in the other, which begins when attempt i
 * has failed or been given its time. So the attempts are a chain of races, and whoever connects wins
 * all of them: the others are cancelled, which closes their sockets. An attempt that has failed stays
 * in its arm and waits for the others, unless it was the last that was left.
 */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <wok/wok.h>

enum { ADDRESSES_MAX = 16 };
#define LOOK_NS (5 * WOK_MS)

struct attempts {
    struct wok_address addresses[ADDRESSES_MAX];
    uint32_t count;
    uint32_t failed;
    int error; /* the last one */
    uint64_t next_after_ns;
    wok_tcp_stream *stream;
};

static async void wait_for_the_others(void) {
    for (;;)
        await wok_sleep(3600 * WOK_S);
}

/* Over when it is connected, or when it was the last one that could have been. */
static async void attempt(struct attempts *attempts, uint32_t index) {
    char text[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_stream *stream;
    int error = wok_address_format(&attempts->addresses[index], text, sizeof text);
    if (error == 0)
        error = await wok_tcp_connect(text, &stream);
    if (error == 0) {
        attempts->stream = stream;
        return;
    }
    attempts->error = error;
    if (++attempts->failed < attempts->count)
        await wait_for_the_others();
}

static async void until_next(struct attempts *attempts, uint32_t index) {
    uint64_t until_ns = wok_now() + attempts->next_after_ns;
    while (attempts->failed < index && wok_now() < until_ns)
        await wok_sleep(attempts->next_after_ns < LOOK_NS ? attempts->next_after_ns : LOOK_NS);
}

static async void attempts_from(struct attempts *attempts, uint32_t index);

static async void later_attempts(struct attempts *attempts, uint32_t index) {
    if (index == attempts->count)
        await wait_for_the_others();
    await until_next(attempts, index);
    await attempts_from(attempts, index);
}

static async void attempts_from(struct attempts *attempts, uint32_t index) {
    race {
        when (await attempt(attempts, index)) {
        }
        when (await later_attempts(attempts, index + 1)) {
        }
    }
}

static int family_of(const struct wok_address *address) {
    struct sockaddr header;
    memcpy(&header, address->bytes, sizeof header.sa_family);
    return header.sa_family;
}

/* Families in turn, each in its own order: one that does not work costs one attempt, not all. */
static void interleave(struct wok_address *addresses, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        uint32_t other = i;
        while (other < count && family_of(&addresses[other]) == family_of(&addresses[i - 1]))
            other++;
        if (other == count)
            return;
        struct wok_address found = addresses[other];
        memmove(&addresses[i + 1], &addresses[i], (other - i) * sizeof found);
        addresses[i] = found;
    }
}

async int wok_tcp_connect_name(const char *name, const struct wok_connect_options *options,
                               wok_tcp_stream **out) {
    struct attempts attempts = {.next_after_ns = 250 * WOK_MS};
    const struct wok_resolve_options *resolve = options ? &options->resolve : NULL;
    if (options && options->next_after_ns)
        attempts.next_after_ns = options->next_after_ns;
    int found = await wok_resolve(name, resolve, attempts.addresses, ADDRESSES_MAX);
    if (found < 0)
        return found;
    attempts.count = found < ADDRESSES_MAX ? (uint32_t)found : ADDRESSES_MAX;
    interleave(attempts.addresses, attempts.count);
    await attempts_from(&attempts, 0);
    if (!attempts.stream)
        return attempts.error;
    *out = attempts.stream;
    return 0;
}

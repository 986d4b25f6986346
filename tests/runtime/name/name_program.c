/*
 * Goal: names become addresses as servers say, in every way in which servers behave; and connecting
 * to a name takes the first address that answers, without waiting for those that do not.
 *
 * Method: a name server of our own on a loopback port, which answers, refuses, answers late, or loses
 * a question, as the name says. For connecting: listeners on some loopback addresses, none on others,
 * and one whose queue is full, so that it neither answers nor refuses.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <wok/wok.h>

#include "support/expect.h"

/* The name server */

struct question {
    unsigned char bytes[512];
    size_t size;
    char name[256];
    size_t name_end; /* behind the name, in bytes */
    int type;
};

static unsigned questions, lost;

static void question_parse(struct question *question) {
    size_t at = 12, used = 0;
    while (question->bytes[at]) {
        size_t length = question->bytes[at++];
        memcpy(question->name + used, question->bytes + at, length);
        used += length;
        question->name[used++] = '.';
        at += length;
    }
    question->name[used ? used - 1 : 0] = 0;
    question->name_end = at + 1;
    question->type = question->bytes[at + 1] << 8 | question->bytes[at + 2];
}

static size_t put_address(unsigned char *to, int type, const unsigned char *address, size_t size) {
    unsigned char head[] = {0xc0, 12, 0, (unsigned char)type, 0, 1, 0, 0, 0, 60, 0,
                            (unsigned char)size};
    memcpy(to, head, sizeof head);
    memcpy(to + sizeof head, address, size);
    return sizeof head + size;
}

/* 127.0.0.1 … 127.0.0.n for "n.test", ::1 as well for "both.test"; the error for what is else. */
static size_t answer_make(struct question *question, unsigned char *answer) {
    static const unsigned char one[16] = {[15] = 1};
    size_t size = question->name_end + 4;
    int count = 0, code = 0;
    memcpy(answer, question->bytes, size);
    int wanted = question->name[0] - '0';
    bool both = strcmp(question->name, "both.test") == 0;
    if (strcmp(question->name, "broken.test") == 0)
        code = 2;
    else if (strcmp(question->name, "none.test") == 0)
        code = 3;
    if (question->type == 1 && code == 0)
        for (int i = 1; i <= (both ? 1 : wanted); i++, count++) {
            unsigned char address[] = {127, 0, 0, (unsigned char)i};
            size += put_address(answer + size, 1, address, 4);
        }
    if (question->type == 28 && both) {
        size += put_address(answer + size, 28, one, 16);
        count++;
    }
    answer[2] = 0x81;
    answer[3] = (unsigned char)(0x80 | code);
    answer[6] = answer[8] = answer[10] = 0;
    answer[7] = (unsigned char)count;
    answer[9] = answer[11] = 0;
    return size;
}

static async void serve_names(wok_udp_socket *socket) {
    struct question question;
    struct wok_address from;
    unsigned char answer[512];
    for (;;) {
        ssize_t size =
            await wok_udp_receive(socket, question.bytes, sizeof question.bytes, &from);
        if (size < 17)
            continue;
        question.size = (size_t)size;
        question_parse(&question);
        questions++;
        if (strcmp(question.name, "silent.test") == 0)
            continue;
        if (strcmp(question.name, "2.lossy.test") == 0 && lost < 2) {
            lost++;
            continue;
        }
        size = (ssize_t)answer_make(&question, answer);
        EXPECT(await wok_udp_send(socket, answer, (size_t)size, &from) == size);
    }
}

static char server[WOK_ADDRESS_SIZE_MAX];
static struct wok_resolve_options options;

/* Looking up */

static async int look_up(const char *name, char *text) {
    struct wok_address addresses[8];
    int count = await wok_resolve(name, &options, addresses, 8);
    text[0] = 0;
    for (int i = 0; i < count && i < 8; i++) {
        char one[WOK_ADDRESS_SIZE_MAX];
        EXPECT(wok_address_format(&addresses[i], one, sizeof one) == 0);
        strcat(strcat(text, one), " ");
    }
    return count;
}

static async void addresses_need_no_server(void) {
    char text[512];
    unsigned before = questions;
    EXPECT(await look_up("192.0.2.7:80", text) == 1 && strcmp(text, "192.0.2.7:80 ") == 0);
    EXPECT(await look_up("[2001:db8::1]:443", text) == 1);
    EXPECT(await look_up("localhost:1", text) >= 1);
    EXPECT(questions == before);
}

static async void names_are_asked_for(void) {
    char text[512];
    EXPECT(await look_up("3.test:80", text) == 3);
    EXPECT(strstr(text, "127.0.0.1:80") && strstr(text, "127.0.0.2:80") &&
           strstr(text, "127.0.0.3:80"));
    EXPECT(await look_up("both.test:7", text) == 2);
    EXPECT(strstr(text, "127.0.0.1:7") && strstr(text, "[::1]:7"));
    options.family = AF_INET6;
    EXPECT(await look_up("both.test:7", text) == 1 && strcmp(text, "[::1]:7 ") == 0);
    EXPECT(await look_up("3.test:7", text) == -ENOENT);
    options.family = 0;
}

static async void a_lost_question_is_asked_again(void) {
    char text[512];
    EXPECT(await look_up("2.lossy.test:80", text) == 2 && lost == 2);
}

static async void what_servers_refuse_is_told(void) {
    char text[512];
    struct wok_address untouched = {.size = 77};
    EXPECT(await look_up("none.test:80", text) == -ENOENT);
    EXPECT(await look_up("broken.test:80", text) == -ECONNREFUSED);
    uint64_t begun = wok_now();
    EXPECT(await look_up("silent.test:80", text) == -ETIMEDOUT);
    EXPECT(wok_now() - begun >= 3 * options.try_timeout_ns);
    EXPECT(await wok_resolve("none.test:80", &options, &untouched, 1) == -ENOENT);
    EXPECT(untouched.size == 77);
}

static async void bad_names_are_refused(void) {
    static const char *const bad[] = {"",        "host",    "host:",       ":80",
                                      "host:80x", "a:b:80", "host:123456", "1.2.3:4:5"};
    char text[512];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EXPECT(await look_up(bad[i], text) == -EINVAL || strcmp(bad[i], ":80") == 0);
}

/* Given up after `turns` yields: what it holds (sockets, memory) is for the leak checker to see. */
static async void look_ups_can_be_given_up(void) {
    char text[512];
    for (int turns = 0; turns < 200; turns += 7) {
        int count = 0;
        race {
            when (count = await look_up("silent.test:80", text)) {
            }
            when (await wok_sleep((uint64_t)turns * 100 * WOK_US)) {
            }
        }
        EXPECT(count == 0 || count == -ETIMEDOUT);
    }
}

static async void many_at_once(void) {
    char text[4][512];
    int a, b, c, d;
    join(a = await look_up("1.test:1", text[0]), b = await look_up("2.test:2", text[1]),
         c = await look_up("3.test:3", text[2]), d = await look_up("none.test:4", text[3]));
    EXPECT(a == 1 && b == 2 && c == 3 && d == -ENOENT);
}

/* Connecting */

static async void accept_one(wok_tcp_listener *listener, int *accepted) {
    wok_tcp_stream *stream;
    if (await wok_tcp_accept(listener, &stream) == 0) {
        ++*accepted;
        wok_abandon(stream);
    }
}

/* Listens on `host` and tells the port. */
static wok_tcp_listener *listen_on(const char *address, char *port) {
    wok_tcp_listener *listener;
    char text[WOK_ADDRESS_SIZE_MAX];
    EXPECT(wok_tcp_listen(address, &listener) == 0);
    EXPECT(wok_tcp_local_address(listener, text, sizeof text) == 0);
    strcpy(port, strrchr(text, ':') + 1);
    return listener;
}

static async void the_last_address_may_be_the_one(void) {
    char port[8], name[64], address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_on("127.0.0.3:0", port);
    struct wok_connect_options connect = {.resolve = options};
    wok_tcp_stream *stream = NULL;
    int error, accepted = 0;
    snprintf(name, sizeof name, "3.test:%s", port);
    uint64_t begun = wok_now();
    join(error = await wok_tcp_connect_name(name, &connect, &stream),
         await accept_one(listener, &accepted));
    EXPECT(error == 0 && accepted == 1);
    EXPECT(wok_now() - begun < 200 * WOK_MS); /* the others refused: no time was given to them */
    EXPECT(wok_tcp_local_address(stream, address, sizeof address) == 0);
    wok_abandon(stream);
    wok_abandon(listener);
}

static async void nobody_there_is_an_error(void) {
    char port[8], name[64];
    struct wok_connect_options connect = {.resolve = options};
    wok_tcp_stream *stream = (void *)1;
    wok_abandon(listen_on("127.0.0.9:0", port)); /* a port that nobody has */
    snprintf(name, sizeof name, "3.test:%s", port);
    EXPECT(await wok_tcp_connect_name(name, &connect, &stream) == -ECONNREFUSED);
    EXPECT(await wok_tcp_connect_name("none.test:1", &connect, &stream) == -ENOENT);
    EXPECT(stream == (void *)1);
}

/* Linux drops what comes to a full queue: 127.0.0.1 neither answers nor refuses, 127.0.0.2 does. */
static async void a_silent_address_is_not_waited_for(void) {
    char port[8], name[64], second[64], full[64];
    struct wok_tcp_listen_options one = {.size = sizeof one, .backlog = 1};
    wok_tcp_listener *silent;
    wok_tcp_listener *listener = listen_on("127.0.0.2:0", port);
    wok_tcp_stream *fillers[8], *stream = NULL;
    int filled = 0, error, accepted = 0;
    snprintf(full, sizeof full, "127.0.0.1:%s", port);
    snprintf(second, sizeof second, "127.0.0.2:%s", port);
    snprintf(name, sizeof name, "2.test:%s", port);
    EXPECT(wok_tcp_listen_with(full, &one, &silent) == 0);
    for (int i = 0; i < 8; i++) {
        race {
            when (error = await wok_tcp_connect(full, &fillers[filled])) {
                filled += error == 0;
            }
            when (await wok_sleep(30 * WOK_MS)) {
            }
        }
    }
    EXPECT(filled < 8);
    struct wok_connect_options connect = {.resolve = options, .next_after_ns = 40 * WOK_MS};
    join(error = await wok_tcp_connect_name(name, &connect, &stream),
         await accept_one(listener, &accepted));
    EXPECT(error == 0 && accepted == 1);
    wok_abandon(stream);
    for (int i = 0; i < filled; i++)
        wok_abandon(fillers[i]);
    wok_abandon(silent);
    wok_abandon(listener);
}

async int main(void) {
    wok_udp_socket *socket;
    EXPECT(wok_udp_bind("127.0.0.1:0", &socket) == 0);
    EXPECT(wok_tcp_local_address(socket, server, sizeof server) == 0);
    options = (struct wok_resolve_options){.servers = server, .try_timeout_ns = 100 * WOK_MS};
    auto serving = spawn(serve_names(socket));
    await addresses_need_no_server();
    await names_are_asked_for();
    await a_lost_question_is_asked_again();
    await what_servers_refuse_is_told();
    await bad_names_are_refused();
    await look_ups_can_be_given_up();
    await many_at_once();
    await the_last_address_may_be_the_one();
    await nobody_there_is_an_error();
    await a_silent_address_is_not_waited_for();
    await wok_cancel(serving);
    wok_abandon(socket);
    printf("%u questions\n", questions);
    return 0;
}

/*
 * Goal: what becomes of connections whose ends do not behave: closing while a read is in flight sends
 * the end and loses nothing that was written; a peer that vanishes without a word is found out; a
 * machine without a free port says so, and goes on when there is one.
 *
 * Method: sockets over the loopback. Ports and vanishing need a network of their own: the program runs
 * itself in new namespaces, where it narrows the range of ports and takes the loopback down. Where
 * namespaces are forbidden it says so and leaves these two out.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { MUCH = 1000003, PORTS = 8 };

static async void connect_pair(const char *address, wok_tcp_listener *listener,
                               wok_tcp_stream *pair[2]) {
    int connected, accepted;
    join(connected = await wok_tcp_connect(address, &pair[0]),
         accepted = await wok_tcp_accept(listener, &pair[1]));
    EXPECT(connected == 0 && accepted == 0);
}

static async wok_tcp_listener *listen_somewhere(char *address) {
    wok_tcp_listener *listener = NULL;
    EXPECT(wok_tcp_listen("127.0.0.1:0", &listener) == 0);
    EXPECT(wok_tcp_local_address(listener, address, WOK_ADDRESS_SIZE_MAX) == 0);
    return listener;
}

/* Write all, then close while a read of the same stream waits: the peer reads all, and the end. */
static async void closing_under_a_read_loses_nothing(bool abandons) {
    char address[WOK_ADDRESS_SIZE_MAX], byte;
    wok_tcp_listener *listener = await listen_somewhere(address);
    wok_tcp_stream *pair[2];
    char *sent = malloc(MUCH), *heard = malloc(MUCH);
    ssize_t read = 0, written = 0, count = 0;
    size_t size = 0;
    int closed = 0;
    for (size_t i = 0; i < MUCH; i++)
        sent[i] = (char)(i * 13 + i / 255);
    await connect_pair(address, listener, pair);
    join(read = await wok_read(pair[1], &byte, 1), ({
             written = await wok_write_all(pair[1], sent, MUCH);
             if (abandons)
                 wok_abandon(pair[1]);
             else
                 closed = await wok_close(pair[1]);
         }),
         ({
             while ((count = await wok_read(pair[0], heard + size, MUCH - size)) > 0)
                 size += (size_t)count;
             if (count == 0 && size == MUCH)
                 count = await wok_read(pair[0], &byte, 1);
         }));
    EXPECT(read == -ECANCELED && written == MUCH && closed == 0);
    EXPECT(count == 0 && size == MUCH && memcmp(sent, heard, MUCH) == 0);
    EXPECT(await wok_read(pair[0], &byte, 1) == 0); /* an end, not a reset */
    wok_abandon(pair[0]);
    wok_abandon(listener);
    free(sent);
    free(heard);
}

/* In a network of its own */

static void write_file(const char *path, const char *text) {
    FILE *file = fopen(path, "w");
    EXPECT(file && fputs(text, file) >= 0 && fclose(file) == 0);
}

static void set_loopback(bool up) {
    struct ifreq request = {.ifr_name = "lo"};
    int number = socket(AF_INET, SOCK_DGRAM, 0);
    EXPECT(number >= 0 && ioctl(number, SIOCGIFFLAGS, &request) == 0);
    request.ifr_flags = (short)(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
    EXPECT(ioctl(number, SIOCSIFFLAGS, &request) == 0);
    close(number);
}

static async void without_a_port_connecting_is_an_error(void) {
    static const char address[] = "127.0.0.1:5000";
    wok_tcp_listener *listener;
    wok_tcp_stream *pairs[PORTS][2], *one_more = NULL;
    char range[32];
    snprintf(range, sizeof range, "40000 %d", 40000 + PORTS - 1);
    write_file("/proc/sys/net/ipv4/ip_local_port_range", range);
    EXPECT(wok_tcp_listen(address, &listener) == 0);
    for (int i = 0; i < PORTS; i++)
        await connect_pair(address, listener, pairs[i]);
    for (int i = 0; i < 3; i++)
        EXPECT(await wok_tcp_connect(address, &one_more) == -EADDRNOTAVAIL);
    EXPECT(await wok_tcp_connect_name(address, NULL, &one_more) == -EADDRNOTAVAIL);
    EXPECT(!one_more);
    EXPECT(wok_socket_linger(pairs[0][0], 0) == 0); /* a reset leaves no port waiting */
    EXPECT(await wok_close(pairs[0][0]) == 0);
    wok_abandon(pairs[0][1]);
    await connect_pair(address, listener, pairs[0]);
    for (int i = 0; i < PORTS; i++) {
        wok_abandon(pairs[i][0]);
        wok_abandon(pairs[i][1]);
    }
    wok_abandon(listener);
    write_file("/proc/sys/net/ipv4/ip_local_port_range", "41000 60999");
}

/* No FIN, no reset: the wire is gone. Keepalive is what finds out. */
static async void a_peer_that_vanishes_is_found_out(void) {
    char address[WOK_ADDRESS_SIZE_MAX], byte;
    wok_tcp_listener *listener = await listen_somewhere(address);
    wok_tcp_stream *pair[2];
    await connect_pair(address, listener, pair);
    EXPECT(wok_socket_keepalive(pair[0], 1, 1, 1) == 0);
    set_loopback(false);
    EXPECT(await wok_read(pair[0], &byte, 1) == -ETIMEDOUT);
    set_loopback(true);
    wok_abandon(pair[0]);
    wok_abandon(pair[1]);
    wok_abandon(listener);
}

static async int in_a_network_of_its_own(void) {
    set_loopback(true);
    await without_a_port_connecting_is_an_error();
    await a_peer_that_vanishes_is_found_out();
    return 0;
}

static async int run_in_namespaces(char *const *arguments) {
    struct wok_process_options options = {
        .size = sizeof options, .program = "unshare", .arguments = arguments};
    struct wok_process_spawned other;
    int status = -1;
    EXPECT(wok_process_spawn(&options, &other) == 0);
    EXPECT(await wok_process_wait(other.process, &status) == 0);
    wok_process_end(other.process);
    return status;
}

async int main(int argc, char **argv) {
    if (argc > 1)
        return await in_a_network_of_its_own();
    await closing_under_a_read_loses_nothing(false);
    await closing_under_a_read_loses_nothing(true);
    if (await run_in_namespaces((char *[]){"unshare", "-rn", "true", NULL}) != 0) {
        printf("no namespaces here: ports and vanishing peers are left out\n");
        return 0;
    }
    EXPECT(await run_in_namespaces((char *[]){"unshare", "-rn", argv[0], "inner", NULL}) == 0);
    return 0;
}

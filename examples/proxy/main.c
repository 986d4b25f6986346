/*
 * proxy CONFIG: a TCP proxy. The file has a route a line (see config.h); SIGHUP reads it again, and
 * no connection notices. SIGUSR1 prints figures. SIGINT and SIGTERM stop it in order: nothing new is
 * accepted, and what is open has ten seconds to end by itself.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include <wok/wok.h>

#include "config.h"
#include "route.h"

#define DRAIN_NS (10 * WOK_S)

/* The routes that listen, and those that only have connections left. Main's alone. */
struct proxy {
    const char *path;
    struct route *routes[ROUTES_MAX];
    size_t count;
    struct route *leaving[2 * ROUTES_MAX];
    size_t leaving_count;
};

static void complain(const char *what, const char *name, const char *why) {
    fprintf(stderr, "proxy: %s %s: %s\n", what, name, why);
}

static struct route *find(struct proxy *proxy, const char *listen) {
    for (size_t i = 0; i < proxy->count; i++)
        if (strcmp(proxy->routes[i]->config.listen, listen) == 0)
            return proxy->routes[i];
    return NULL;
}

static bool is_wanted(const struct config *config, const struct route *route) {
    for (size_t i = 0; i < config->count; i++)
        if (strcmp(config->routes[i].listen, route->config.listen) == 0)
            return true;
    return false;
}

static void forget_the_empty(struct proxy *proxy) {
    size_t kept = 0;
    for (size_t i = 0; i < proxy->leaving_count; i++) {
        if (proxy->leaving[i]->connections)
            proxy->leaving[kept++] = proxy->leaving[i];
        else
            route_destroy(proxy->leaving[i]);
    }
    proxy->leaving_count = kept;
}

static async void leave(struct proxy *proxy, size_t index) {
    struct route *route = proxy->routes[index];
    proxy->routes[index] = proxy->routes[--proxy->count];
    await route_close(route);
    proxy->leaving[proxy->leaving_count++] = route;
    forget_the_empty(proxy);
}

static int open_route(struct proxy *proxy, const struct route_config *config) {
    int error = route_open(config, &proxy->routes[proxy->count]);
    if (error) {
        complain("cannot listen on", config->listen, strerror(-error));
        return error;
    }
    proxy->count++;
    printf("%s -> %s\n", config->listen, config->target);
    fflush(stdout);
    return 0;
}

/* A file that cannot be understood changes nothing. A route that cannot be opened is left out. */
static async int reload(struct proxy *proxy) {
    static struct config config;
    char complaint[160];
    int error = config_read(proxy->path, &config, complaint, sizeof complaint);
    if (error) {
        complain("cannot use", proxy->path, complaint);
        return error;
    }
    forget_the_empty(proxy);
    if (proxy->leaving_count + proxy->count > sizeof proxy->leaving / sizeof *proxy->leaving) {
        complain("cannot reload", proxy->path, "too many old routes still have connections");
        return -EAGAIN;
    }
    for (size_t i = proxy->count; i-- > 0;)
        if (!is_wanted(&config, proxy->routes[i]))
            await leave(proxy, i);
    int first = 0;
    for (size_t i = 0; i < config.count; i++) {
        struct route *route = find(proxy, config.routes[i].listen);
        if (route)
            route_change(route, &config.routes[i]);
        else
            error = open_route(proxy, &config.routes[i]);
        first = first ? first : error;
    }
    printf("routes: %zu\n", proxy->count);
    fflush(stdout);
    return first;
}

static void print_figures(const struct proxy *proxy) {
    for (size_t i = 0; i < proxy->count; i++) {
        const struct route *route = proxy->routes[i];
        printf("%s: open %u, accepted %llu, refused %llu, failed %llu, bytes %llu forth %llu back\n",
               route->config.listen, route->connections, (unsigned long long)route->accepted,
               (unsigned long long)route->refused, (unsigned long long)route->failed,
               (unsigned long long)route->bytes_forth, (unsigned long long)route->bytes_back);
    }
    fflush(stdout);
}

static uint32_t connections_open(const struct proxy *proxy) {
    uint32_t open = 0;
    for (size_t i = 0; i < proxy->leaving_count; i++)
        open += proxy->leaving[i]->connections;
    return open;
}

static async void drain(struct proxy *proxy) {
    uint64_t until_ns = wok_now() + DRAIN_NS;
    while (proxy->count)
        await leave(proxy, proxy->count - 1);
    while (connections_open(proxy) && wok_now() < until_ns)
        await wok_sleep(20 * WOK_MS);
    if (connections_open(proxy))
        fprintf(stderr, "proxy: %u connections cut off\n", connections_open(proxy));
}

/* Until a signal says stop. */
static async void serve(struct proxy *proxy, wok_signals *signals) {
    for (;;) {
        switch (await wok_signals_next(signals)) {
        case SIGHUP:
            (void)await reload(proxy);
            break;
        case SIGUSR1:
            print_figures(proxy);
            break;
        default:
            return;
        }
    }
}

async int main(int argc, char **argv) {
    static struct proxy proxy; /* connections still use it while the runtime shuts down */
    wok_signals *signals;
    if (argc != 2) {
        fprintf(stderr, "usage: proxy CONFIG\n"
                        "CONFIG has a route a line: LISTEN TARGET [connections=N] [idle=SECONDS]\n");
        return 2;
    }
    proxy.path = argv[1];
    int error = wok_signals_open((int[]){SIGHUP, SIGUSR1, SIGINT, SIGTERM}, 4, &signals);
    if (error) {
        complain("cannot wait for", "signals", strerror(-error));
        return 1;
    }
    error = await reload(&proxy);
    if (error == 0)
        await serve(&proxy, signals);
    wok_signals_close(signals); /* the next one ends the program, for those who cannot wait */
    await drain(&proxy);
    return error ? 1 : 0;
}

"""
A source file of a given length, in async C and in plain C: what a server's code looks like, function
after function with loops, structs, switches, strings and I/O, an await about every six lines.

    bench/compiler/source.py 1000 async|plain
"""

import sys

HEAD = """#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wok/wok.h>

struct request { char name[32]; uint32_t length, kind; uint64_t sum; };
struct connection { int id; size_t received; struct request current; };
long bench_receive_now(struct connection *connection, char *buffer, size_t size);
"""

ASYNC_HEAD = """
static async long bench_receive(struct connection *connection, char *buffer, size_t size) {
    await wok_yield();
    return bench_receive_now(connection, buffer, size);
}
"""

PLAIN_HEAD = """
static long bench_receive(struct connection *connection, char *buffer, size_t size) {
    sched_yield();
    return bench_receive_now(connection, buffer, size);
}
"""

FUNCTION = """
static uint64_t checksum_{n}(const char *bytes, size_t count) {{
    uint64_t sum = {n};
    for (size_t i = 0; i < count; i++)
        sum = sum * 31 + (unsigned char)bytes[i];
    return sum;
}}

{static}{async_}int read_request_{n}(struct connection *connection, struct request *request) {{
    char buffer[256];
    size_t have = 0;
    while (have < sizeof request->name) {{
        long got = {await_}bench_receive(connection, buffer + have, sizeof buffer - have);
        if (got <= 0)
            return (int)got;
        have += (size_t)got;
        connection->received += (size_t)got;
    }}
    memcpy(request->name, buffer, sizeof request->name - 1);
    request->name[sizeof request->name - 1] = '\\0';
    request->length = (uint32_t)have + {n};
    request->kind = (uint32_t)buffer[0] % 4;
    request->sum = checksum_{n}(buffer, have);
    return 1;
}}

{static}{async_}uint64_t serve_{n}(struct connection *connection) {{
    uint64_t total = 0;
    char *text = malloc(512);
    if (!text)
        return 0;
{defer}    for (unsigned turn = 0; turn < 64; turn++) {{
        struct request request = {{.length = turn}};
        int status = {await_}read_request_{n}(connection, &request);
        if (status <= 0) {{
            printf("connection %d ends with %d\\n", connection->id, status);
            break;
        }}
        switch (request.kind) {{
        case 0:
            total += request.sum;
            break;
        case 1:
            for (uint32_t i = 0; i < request.length; i++)
                total ^= (uint64_t)i << (i % 16);
            break;
        case 2:
            snprintf(text, 512, "%s %u", request.name, request.length);
            total += checksum_{n}(text, strlen(text));
            if ({await_}bench_receive(connection, text, 512) < 0)
                continue;
            break;
        default:
            total += (uint64_t){await_}bench_receive(connection, text, 8) + {previous};
        }}
        connection->current = request;
    }}
{end}    return total;
}}
"""


def source(lines, is_async):
    text = HEAD + ("#include <sched.h>\n" if not is_async else "") + (ASYNC_HEAD if is_async else PLAIN_HEAD)
    number = 0
    while text.count("\n") < lines:
        number += 1
        last = f"checksum_{number - 1}(text, 3)" if number > 1 else "1"
        text += FUNCTION.format(n=number, previous=last, static="" if number % 3 == 0 else "static ",
                                async_="async " if is_async else "", await_="await " if is_async else "",
                                defer="    defer free(text);\n" if is_async else "",
                                end="" if is_async else "    free(text);\n")
    calls = "".join(f"    total += {'await ' if is_async else ''}serve_{i}(connection);\n" for i in range(1, number + 1))
    return text + f"\n{'async ' if is_async else ''}uint64_t serve_all(struct connection *connection) {{\n" \
        f"    uint64_t total = 0;\n{calls}    return total;\n}}\n"


if __name__ == "__main__":
    sys.stdout.write(source(int(sys.argv[1]), sys.argv[2] == "async"))

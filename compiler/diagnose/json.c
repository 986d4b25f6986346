/*
 * Diagnostics for programs: one object a line, held back until it is known what belongs to it.
 *
 *     {"severity":"error","code":"E0403","option":"held-lock","message":"…","file":"a.c","line":18,
 *      "column":5,"width":17,"notes":[{"message":"taken here","file":"a.c",…}],"help":["…"]}
 */
#include <stdio.h>

#include "diagnose/internal.h"
#include "text/buffer.h"

struct diagnose_json {
    struct buffer head, notes, help;
    bool is_open;
};

static void put_string(struct buffer *buffer, const char *text) {
    buffer_puts(buffer, "\"");
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            buffer_printf(buffer, "\\%c", c);
        else if (c < 0x20)
            buffer_printf(buffer, "\\u%04x", c);
        else
            buffer_append(buffer, text, 1);
    }
    buffer_puts(buffer, "\"");
}

static void put_place(struct buffer *buffer, const struct diagnose_message *message) {
    buffer_puts(buffer, "\"message\":");
    put_string(buffer, message->text);
    buffer_puts(buffer, ",\"file\":");
    put_string(buffer, message->file);
    buffer_printf(buffer, ",\"line\":%u,\"column\":%zu,\"width\":%zu", message->line,
                  message->column, message->width);
}

static void begin(struct diagnostics *diagnostics, const struct diagnose_message *message) {
    diagnose_finish(diagnostics);
    struct arena *arena = diagnostics->source->arena;
    struct diagnose_json *json = arena_new(arena, struct diagnose_json);
    diagnostics->json = json;
    json->is_open = true;
    buffer_init(&json->head, arena);
    buffer_init(&json->notes, arena);
    buffer_init(&json->help, arena);
    buffer_printf(&json->head, "{\"severity\":\"%s\",\"code\":\"E%04u\",", message->severity,
                  message->code);
    const char *option = diagnose__option(message->code);
    if (option)
        buffer_printf(&json->head, "\"option\":\"%s\",", option);
    put_place(&json->head, message);
}

void diagnose__json(struct diagnostics *diagnostics, const struct diagnose_message *message) {
    if (message->code) {
        begin(diagnostics, message);
        return;
    }
    struct diagnose_json *json = diagnostics->json;
    if (!json || !json->is_open)
        return;
    buffer_puts(&json->notes, json->notes.length ? ",{" : "{");
    put_place(&json->notes, message);
    buffer_puts(&json->notes, "}");
}

void diagnose__json_help(struct diagnostics *diagnostics, const char *text) {
    struct diagnose_json *json = diagnostics->json;
    if (!json || !json->is_open)
        return;
    if (json->help.length)
        buffer_puts(&json->help, ",");
    put_string(&json->help, text);
}

void diagnose_finish(struct diagnostics *diagnostics) {
    struct diagnose_json *json = diagnostics->json;
    if (!json || !json->is_open)
        return;
    json->is_open = false;
    fprintf(stderr, "%.*s,\"notes\":[%.*s],\"help\":[%.*s]}\n", (int)json->head.length,
            json->head.data, (int)json->notes.length, json->notes.length ? json->notes.data : "",
            (int)json->help.length, json->help.length ? json->help.data : "");
}

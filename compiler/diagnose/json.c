/*
 * Diagnostics for programs, one object a line:
 *
 *     {"severity":"error","code":"E0403","option":"held-lock","message":"…","file":"a.c","line":18,
 *      "column":5,"width":17,"end_line":18,"end_column":22,
 *      "notes":[{"message":"taken here","file":"a.c",…}],"help":["…"],
 *      "fixes":[{"message":"…","edits":[{"file":"a.c","line":18,"column":5,"end_line":18,
 *                                        "end_column":5,"text":"await "}]}]}
 */
#include "diagnose/internal.h"
#include "text/buffer.h"

void diagnose__put_string(struct buffer *buffer, const char *text) {
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

static void put_member(struct buffer *buffer, const char *name, const char *text) {
    buffer_printf(buffer, "\"%s\":", name);
    diagnose__put_string(buffer, text);
}

static void put_message(struct buffer *buffer, const struct diagnose_message *message) {
    put_member(buffer, "message", message->text);
    buffer_puts(buffer, ",");
    put_member(buffer, "file", message->begin.file);
    buffer_printf(buffer, ",\"line\":%u,\"column\":%zu,\"width\":%zu", message->begin.line,
                  message->begin.column, message->width);
    buffer_printf(buffer, ",\"end_line\":%u,\"end_column\":%zu", message->end.line,
                  message->end.column);
}

static void put_edit(struct buffer *buffer, const struct diagnose_edit *edit) {
    buffer_puts(buffer, "{");
    put_member(buffer, "file", edit->begin.file);
    buffer_printf(buffer, ",\"line\":%u,\"column\":%zu,\"end_line\":%u,\"end_column\":%zu,",
                  edit->begin.line, edit->begin.column, edit->end.line, edit->end.column);
    put_member(buffer, "text", edit->text);
    buffer_puts(buffer, "}");
}

static void put_fixes(struct buffer *buffer, const struct diagnose_entry *entry) {
    const char *separator = "";
    for (size_t i = 0; i < entry->help.count; i++) {
        const struct diagnose_help *help = &entry->help.items[i];
        if (!help->edits.count || !help->is_whole)
            continue;
        buffer_printf(buffer, "%s{", separator);
        put_member(buffer, "message", help->text);
        buffer_puts(buffer, ",\"edits\":[");
        for (size_t j = 0; j < help->edits.count; j++) {
            buffer_puts(buffer, j ? "," : "");
            put_edit(buffer, &help->edits.items[j]);
        }
        buffer_puts(buffer, "]}");
        separator = ",";
    }
}

void diagnose__put_json(struct buffer *buffer, const struct diagnose_entry *entry) {
    const struct diagnose_message *head = &entry->head;
    buffer_printf(buffer, "{\"severity\":\"%s\",\"code\":\"E%04u\",", head->severity, head->code);
    const char *option = diagnose__option(head->code);
    if (option)
        buffer_printf(buffer, "\"option\":\"%s\",", option);
    put_message(buffer, head);
    buffer_puts(buffer, ",\"notes\":[");
    for (size_t i = 0; i < entry->notes.count; i++) {
        buffer_puts(buffer, i ? ",{" : "{");
        put_message(buffer, &entry->notes.items[i]);
        buffer_puts(buffer, "}");
    }
    buffer_puts(buffer, "],\"help\":[");
    for (size_t i = 0; i < entry->help.count; i++) {
        buffer_puts(buffer, i ? "," : "");
        diagnose__put_string(buffer, entry->help.items[i].text);
    }
    buffer_puts(buffer, "],\"fixes\":[");
    put_fixes(buffer, entry);
    buffer_puts(buffer, "]}");
}

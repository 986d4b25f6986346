/* Diagnostics for programs are kept until it is known what belongs to them. */
#include <stdio.h>

#include "diagnose/internal.h"
#include "text/buffer.h"

static struct diagnose_kept *kept_of(struct diagnostics *diagnostics) {
    if (!diagnostics->kept)
        diagnostics->kept = arena_new(diagnostics->source->arena, struct diagnose_kept);
    return diagnostics->kept;
}

static struct diagnose_entry *last_entry(const struct diagnostics *diagnostics) {
    struct diagnose_kept *kept = diagnostics->kept;
    return kept && kept->entries.count ? &kept->entries.items[kept->entries.count - 1] : NULL;
}

static void write(const struct buffer *buffer) {
    fprintf(stderr, "%.*s\n", (int)buffer->length, buffer->data);
}

/* JSON goes out as early as it can. */
static void write_entries(struct diagnostics *diagnostics) {
    struct diagnose_kept *kept = diagnostics->kept;
    while (kept && kept->written_count < kept->entries.count) {
        struct buffer buffer;
        buffer_init(&buffer, diagnostics->source->arena);
        diagnose__put_json(&buffer, &kept->entries.items[kept->written_count++]);
        write(&buffer);
    }
}

void diagnose__keep(struct diagnostics *diagnostics, const struct diagnose_message *message) {
    struct diagnose_entry *entry = last_entry(diagnostics);
    if (!message->code) {
        if (entry)
            array_push(diagnostics->source->arena, &entry->notes, *message);
        return;
    }
    if (diagnostics->format == DIAGNOSE_AS_JSON)
        write_entries(diagnostics);
    struct diagnose_entry next = {.head = *message};
    array_push(diagnostics->source->arena, &kept_of(diagnostics)->entries, next);
}

void diagnose__keep_help(struct diagnostics *diagnostics, const char *text) {
    struct diagnose_entry *entry = last_entry(diagnostics);
    struct diagnose_help help = {.text = text, .is_whole = true};
    if (entry)
        array_push(diagnostics->source->arena, &entry->help, help);
}

void diagnose__keep_edit(struct diagnostics *diagnostics, const struct diagnose_edit *edit) {
    struct diagnose_entry *entry = last_entry(diagnostics);
    if (!entry || !entry->help.count)
        return;
    struct diagnose_help *help = &entry->help.items[entry->help.count - 1];
    help->is_whole &= edit->is_exact;
    array_push(diagnostics->source->arena, &help->edits, *edit);
}

void diagnose_finish(struct diagnostics *diagnostics) {
    if (diagnostics->format == DIAGNOSE_AS_JSON)
        write_entries(diagnostics);
    if (diagnostics->format != DIAGNOSE_AS_SARIF)
        return;
    struct buffer buffer;
    buffer_init(&buffer, diagnostics->source->arena);
    diagnose__put_sarif(&buffer, kept_of(diagnostics));
    write(&buffer);
}

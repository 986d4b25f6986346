/*
 * Diagnostics as a log of SARIF 2.1.0, on one line: what code hosts and editors read.
 *
 *     log ─ run ─┬─ tool.driver: wokcc, and a rule for each code that occurs
 *                └─ results: ruleId, level, message, locations, relatedLocations (notes), fixes
 *
 * Columns count characters, as `columnKind` says. A fix changes one file; the rare one that changes
 * several is left out.
 */
#include <string.h>

#include "diagnose/internal.h"
#include "text/buffer.h"

#ifndef WOKCC_VERSION
#error "the build defines WOKCC_VERSION"
#endif

static const struct {
    unsigned code;
    const char *summary;
} codes[] = {
#define X(name, number, summary) {number, summary},
    DIAGNOSE_CODES(X)
#undef X
};

enum { CODE_COUNT = sizeof codes / sizeof *codes };

static size_t index_of(unsigned code) {
    size_t i = 0;
    while (codes[i].code != code)
        i++;
    return i;
}

static void put_text(struct buffer *buffer, const char *member, const char *text) {
    buffer_printf(buffer, "\"%s\":{\"text\":", member);
    diagnose__put_string(buffer, text);
    buffer_puts(buffer, "}");
}

static bool is_unreserved(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           strchr("-._~/", c);
}

/* The name as a URI reference: what is not plain is escaped. */
static void put_uri(struct buffer *buffer, const char *file) {
    buffer_puts(buffer, *file == '/' ? "\"artifactLocation\":{\"uri\":\"file://"
                                     : "\"artifactLocation\":{\"uri\":\"");
    for (; *file; file++) {
        if (is_unreserved((unsigned char)*file))
            buffer_append(buffer, file, 1);
        else
            buffer_printf(buffer, "%%%02X", (unsigned char)*file);
    }
    buffer_puts(buffer, "\"}");
}

static void put_region(struct buffer *buffer, const char *member,
                       const struct diagnose_position *begin, const struct diagnose_position *end) {
    buffer_printf(buffer,
                  "\"%s\":{\"startLine\":%u,\"startColumn\":%zu,\"endLine\":%u,\"endColumn\":%zu}",
                  member, begin->line ? begin->line : 1, begin->character,
                  end->line ? end->line : 1, end->character);
}

static void put_location(struct buffer *buffer, const struct diagnose_message *message) {
    buffer_puts(buffer, "\"physicalLocation\":{");
    put_uri(buffer, message->begin.file);
    buffer_puts(buffer, ",");
    put_region(buffer, "region", &message->begin, &message->end);
    buffer_puts(buffer, "}");
}

static bool is_in_one_file(const struct diagnose_help *help) {
    for (size_t i = 1; i < help->edits.count; i++)
        if (strcmp(help->edits.items[i].begin.file, help->edits.items[0].begin.file) != 0)
            return false;
    return help->edits.count > 0 && help->is_whole;
}

static void put_fix(struct buffer *buffer, const struct diagnose_help *help) {
    buffer_puts(buffer, "{");
    put_text(buffer, "description", help->text);
    buffer_puts(buffer, ",\"artifactChanges\":[{");
    put_uri(buffer, help->edits.items[0].begin.file);
    buffer_puts(buffer, ",\"replacements\":[");
    for (size_t i = 0; i < help->edits.count; i++) {
        const struct diagnose_edit *edit = &help->edits.items[i];
        buffer_puts(buffer, i ? ",{" : "{");
        put_region(buffer, "deletedRegion", &edit->begin, &edit->end);
        buffer_puts(buffer, ",");
        put_text(buffer, "insertedContent", edit->text);
        buffer_puts(buffer, "}");
    }
    buffer_puts(buffer, "]}]}");
}

static void put_fixes(struct buffer *buffer, const struct diagnose_entry *entry) {
    const char *separator = ",\"fixes\":[";
    for (size_t i = 0; i < entry->help.count; i++) {
        if (!is_in_one_file(&entry->help.items[i]))
            continue;
        buffer_puts(buffer, separator);
        put_fix(buffer, &entry->help.items[i]);
        separator = ",";
    }
    buffer_puts(buffer, *separator && separator[1] == '\0' ? "]" : "");
}

/* What to do stands behind the message: viewers show no other place. */
static void put_head(struct buffer *buffer, const struct diagnose_entry *entry) {
    struct buffer text;
    buffer_init(&text, buffer->arena);
    buffer_puts(&text, entry->head.text);
    for (size_t i = 0; i < entry->help.count; i++)
        buffer_printf(&text, "\nhelp: %s", entry->help.items[i].text);
    put_text(buffer, "message", text.data);
}

static void put_result(struct buffer *buffer, const struct diagnose_entry *entry,
                       const size_t rule_at[CODE_COUNT]) {
    buffer_printf(buffer, "{\"ruleId\":\"E%04u\",\"ruleIndex\":%zu,\"level\":\"%s\",",
                  entry->head.code, rule_at[index_of(entry->head.code)], entry->head.severity);
    put_head(buffer, entry);
    buffer_puts(buffer, ",\"locations\":[{");
    put_location(buffer, &entry->head);
    buffer_puts(buffer, "}]");
    for (size_t i = 0; i < entry->notes.count; i++) {
        buffer_printf(buffer, "%s{\"id\":%zu,", i ? "," : ",\"relatedLocations\":[", i + 1);
        put_text(buffer, "message", entry->notes.items[i].text);
        buffer_puts(buffer, ",");
        put_location(buffer, &entry->notes.items[i]);
        buffer_puts(buffer, "}");
    }
    buffer_puts(buffer, entry->notes.count ? "]" : "");
    put_fixes(buffer, entry);
    buffer_puts(buffer, "}");
}

/* A rule for each code that occurs, in the order of their first results. */
static void put_rules(struct buffer *buffer, const struct diagnose_kept *kept,
                      size_t rule_at[CODE_COUNT]) {
    bool seen[CODE_COUNT] = {false};
    size_t count = 0;
    for (size_t i = 0; i < kept->entries.count; i++) {
        size_t code = index_of(kept->entries.items[i].head.code);
        if (seen[code])
            continue;
        seen[code] = true;
        rule_at[code] = count;
        buffer_printf(buffer, "%s{\"id\":\"E%04u\",", count++ ? "," : "", codes[code].code);
        put_text(buffer, "shortDescription", codes[code].summary);
        const char *page = diagnose_page(arena_format(buffer->arena, "%u", codes[code].code));
        if (page) {
            buffer_puts(buffer, ",\"help\":{\"text\":");
            diagnose__put_string(buffer, page);
            buffer_puts(buffer, ",\"markdown\":");
            diagnose__put_string(buffer, page);
            buffer_puts(buffer, "}");
        }
        const char *option = diagnose__option(codes[code].code);
        if (option)
            buffer_printf(buffer, ",\"name\":\"%s\"", option);
        buffer_puts(buffer, "}");
    }
}

void diagnose__put_sarif(struct buffer *buffer, const struct diagnose_kept *kept) {
    size_t rule_at[CODE_COUNT] = {0};
    buffer_puts(buffer, "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\","
                        "\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{"
                        "\"name\":\"wokcc\",\"version\":\"" WOKCC_VERSION "\",\"rules\":[");
    put_rules(buffer, kept, rule_at);
    buffer_puts(buffer, "]}},\"columnKind\":\"unicodeCodePoints\",\"results\":[");
    for (size_t i = 0; i < kept->entries.count; i++) {
        buffer_puts(buffer, i ? "," : "");
        put_result(buffer, &kept->entries.items[i], rule_at);
    }
    buffer_puts(buffer, "]}]}");
}

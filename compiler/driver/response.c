#include "driver/response.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "driver/file.h"
#include "text/buffer.h"

/* Deeper than anybody nests; a file that includes itself ends here. */
enum { NESTING_MAX = 200 };

/* The system takes more, but not much more in one environment than in another. */
enum { COMMAND_LENGTH_MAX = 100000 };

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/*
 * The next word of a response file: quotes of both kinds group, a backslash takes the next character
 * as it is, inside quotes as well. NULL at the end.
 */
static const char *next_word(struct arena *arena, const char **cursor) {
    const char *at = *cursor;
    while (is_space(*at))
        at++;
    if (!*at)
        return NULL;
    struct buffer word;
    buffer_init(&word, arena);
    char quote = '\0';
    for (; *at && (quote || !is_space(*at)); at++) {
        if (*at == '\\' && at[1])
            buffer_append(&word, ++at, 1);
        else if (quote ? *at == quote : *at == '\'' || *at == '"')
            quote = quote ? '\0' : *at;
        else
            buffer_append(&word, at, 1);
    }
    *cursor = at;
    return word.length ? word.data : "";
}

static bool expand(struct arena *arena, const char *word, word_list *words, unsigned depth) {
    struct buffer text;
    int error = word[0] == '@' ? file_read(arena, word + 1, &text) : -ENOENT;
    if (error == -ENOENT) {
        words_push(arena, words, word);
        return true;
    }
    if (error < 0 || depth == NESTING_MAX) {
        fprintf(stderr, "wokcc: response file '%s': %s\n", word + 1,
                error < 0 ? strerror(-error) : "it includes itself");
        return false;
    }
    const char *cursor = text.data;
    for (const char *next; (next = next_word(arena, &cursor));) {
        if (!expand(arena, next, words, depth + 1))
            return false;
    }
    return true;
}

bool response_expand(struct arena *arena, const char *word, word_list *words) {
    return expand(arena, word, words, 0);
}

/* Quoted so that reading it gives the same words again. */
static void write_word(struct buffer *text, const char *word) {
    buffer_puts(text, "\"");
    for (const char *at = word; *at; at++) {
        if (*at == '"' || *at == '\\')
            buffer_puts(text, "\\");
        buffer_append(text, at, 1);
    }
    buffer_puts(text, "\"\n");
}

const char *const *response_shorten(struct arena *arena, const char *const *words, size_t kept) {
    struct buffer text;
    word_list shortened = {0};
    buffer_init(&text, arena);
    for (size_t i = 0; words[i]; i++) {
        if (i < kept)
            words_push(arena, &shortened, words[i]);
        else
            write_word(&text, words[i]);
    }
    if (text.length <= COMMAND_LENGTH_MAX)
        return words;
    int descriptor = memfd_create("arguments", 0);
    if (descriptor < 0 || file_write_all(descriptor, text.data, text.length) < 0)
        return NULL;
    words_push(arena, &shortened, arena_format(arena, "@/proc/self/fd/%d", descriptor));
    return words_finish(arena, &shortened);
}

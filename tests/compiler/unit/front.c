#include "front.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text/buffer.h"

static const char pragma_line[] = "#pragma wok words all\n";

static bool ends_in_t(void *data, const char *name, size_t length, uint32_t offset) {
    (void)data, (void)offset;
    return length > 2 && memcmp(name + length - 2, "_t", 2) == 0;
}

static bool always(void *data, uint32_t begin, uint32_t end) {
    (void)data, (void)begin, (void)end;
    return true;
}

static bool is_typedef(void *data, const char *name, size_t length, uint32_t offset) {
    return oracle_is_typedef(data, name, length, offset);
}

static bool uses_async(void *data, uint32_t begin, uint32_t end) {
    return oracle_uses_async(data, begin, end);
}

/* Standard error goes to a file of its own meanwhile. */
struct capture {
    int saved;
    FILE *file;
};

static struct capture capture_begin(void) {
    fflush(stderr);
    struct capture capture = {.saved = dup(STDERR_FILENO), .file = tmpfile()};
    if (!capture.file || dup2(fileno(capture.file), STDERR_FILENO) < 0)
        abort();
    return capture;
}

static void capture_end(struct capture *capture, char *text, size_t size) {
    fflush(stderr);
    dup2(capture->saved, STDERR_FILENO);
    close(capture->saved);
    rewind(capture->file);
    size_t length = fread(text, 1, size - 1, capture->file);
    text[length] = '\0';
    fclose(capture->file);
}

static void read_stages(struct front *front, enum front_depth depth) {
    front->tokens = tokens_read(front->source, &front->diagnostics);
    if (depth == FRONT_SYNTAX) {
        struct syntax_names names = {NULL, ends_in_t, always};
        front->syntax = syntax_parse(front->tokens, &names, &front->diagnostics);
    } else if (depth == FRONT_ORACLE) {
        front->oracle = oracle_open(front->tokens, NULL, 0, &front->diagnostics);
        struct syntax_names names = {front->oracle, is_typedef, uses_async};
        front->syntax = syntax_parse(front->tokens, &names, &front->diagnostics);
    }
}

void front_open(struct front *front, enum front_depth depth, const char *text, size_t length) {
    *front = (struct front){0};
    size_t size = sizeof pragma_line - 1 + length;
    /* Exactly as long as needed, so that a sanitizer sees every byte read too far. */
    front->text = malloc(size + 1);
    if (!front->text)
        abort();
    memcpy(front->text, pragma_line, sizeof pragma_line - 1);
    memcpy(front->text + sizeof pragma_line - 1, text, length);
    front->text[size] = '\0';
    front->source = source_create(&front->arena, front->text, size, "no-such-file.c");
    front->diagnostics.source = front->source;
    struct capture capture = capture_begin();
    read_stages(front, depth);
    capture_end(&capture, front->messages, sizeof front->messages);
}

void front_open_string(struct front *front, enum front_depth depth, const char *text) {
    front_open(front, depth, text, strlen(text));
}

void front_close(struct front *front) {
    if (front->oracle)
        oracle_close(front->oracle);
    arena_finish(&front->arena);
    free(front->text);
}

static void put_token(struct buffer *buffer, const struct tokens *tokens, uint32_t index) {
    buffer_puts(buffer, " ");
    buffer_append(buffer, token_text(tokens, index), tokens->items[index].length);
}

static void put_node(struct buffer *buffer, const struct tokens *tokens, const struct node *node) {
    if (node->kind == NODE_NONE) {
        buffer_puts(buffer, "-");
        return;
    }
    bool is_leaf = node->kind == NODE_NAME || node->kind == NODE_CONSTANT;
    if (is_leaf) {
        buffer_append(buffer, token_text(tokens, node->first), tokens->items[node->first].length);
        return;
    }
    buffer_printf(buffer, "(%s", node_kind_name(node->kind));
    if (node->token != NO_TOKEN && tokens->items[node->token].kind == TOKEN_PUNCTUATOR)
        put_token(buffer, tokens, node->token);
    if (node->name != NO_TOKEN)
        put_token(buffer, tokens, node->name);
    for (uint32_t i = 0; i < node->child_count; i++) {
        buffer_puts(buffer, " ");
        put_node(buffer, tokens, node->children[i]);
    }
    buffer_puts(buffer, ")");
}

const char *front_body(struct front *front, const char *name) {
    for (size_t i = 0; i < front->syntax->functions.count; i++) {
        const struct syntax_function *function = front->syntax->functions.items[i];
        if (!function->is_definition || strcmp(function->name, name) != 0)
            continue;
        const struct node *body = node_child(function->node, 2);
        struct buffer buffer;
        buffer_init(&buffer, &front->arena);
        for (uint32_t j = 0; j < body->child_count; j++) {
            buffer_puts(&buffer, j ? " " : "");
            put_node(&buffer, front->tokens, body->children[j]);
        }
        return buffer.data;
    }
    return NULL;
}

uint32_t front_find(const struct front *front, const char *part, unsigned number) {
    const char *at = front->text - 1;
    do
        at = strstr(at + 1, part);
    while (at && number-- > 0);
    if (!at)
        abort();
    return (uint32_t)(at - front->text);
}

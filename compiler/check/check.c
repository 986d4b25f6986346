/*
 * One walk over each body before it is lowered; each file of this folder looks at every node.
 */
#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>

#include "analyze/flow.h"
#include "check/internal.h"

struct node *check__around(const struct node *node, enum node_kind kind) {
    struct node *parent = node->parent;
    while (parent && parent->kind != kind)
        parent = parent->parent;
    return parent;
}

bool check__is_inside(const struct node *inner, const struct node *outer) {
    for (; inner; inner = inner->parent)
        if (inner == outer)
            return true;
    return false;
}

const char *check__text(const struct program *program, const struct node *node) {
    enum { LENGTH_MAX = 40 };
    uint32_t begin = node_begin_offset(program->tokens, node);
    uint32_t end = node_end_offset(program->tokens, node);
    uint32_t length = end - begin;
    for (uint32_t i = 0; i < length; i++)
        if (program->source->text[begin + i] == '\n')
            length = i;
    if (length == end - begin && length <= LENGTH_MAX)
        return arena_copy(program->arena, program->source->text + begin, length);
    return arena_format(program->arena, "%.*s…", (int)(length < LENGTH_MAX ? length : LENGTH_MAX),
                        program->source->text + begin);
}

void check__note(const struct program *program, const struct node *node, const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    diagnose_note(program->diagnostics, node_begin_offset(program->tokens, node),
                  node_end_offset(program->tokens, node), "%s", text);
}

void check__note_name(const struct program *program, const struct symbol *symbol,
                      const char *format, ...) {
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    const struct token *token = &program->tokens->items[symbol->token];
    diagnose_note(program->diagnostics, token->offset, token->offset + token->length, "%s", text);
}

void check__fix_around(const struct program *program, const struct node *node, const char *before,
                       const char *behind) {
    uint32_t begin = node_begin_offset(program->tokens, node);
    if (*before)
        diagnose_edit(program->diagnostics, begin, begin, before);
    if (behind)
        diagnose_insert_behind(program->diagnostics, begin, node_end_offset(program->tokens, node),
                               behind);
}

struct node *check__stored_value(const struct event *event) {
    struct node *node = event->node;
    if (event->kind == EVENT_DECLARE)
        return node->kind == NODE_INIT_DECLARATOR && node->child_count > 1 ? node->children[1]
                                                                           : NULL;
    while (node->parent && node->parent->kind == NODE_PAREN)
        node = node->parent;
    bool is_assigned =
        node->parent && node->parent->kind == NODE_ASSIGN && node->parent->children[0] == node;
    return is_assigned ? node->parent->children[1] : NULL;
}

static void walk(struct checker *checker, struct node *node) {
    check__future_node(checker, node);
    check__control_node(checker, node);
    check__frame_node(checker, node);
    check__unsupported_node(checker, node);
    if (node->kind == NODE_FUNCTION)
        return; /* refused as a whole */
    if (program_is_move_block(checker->program, node))
        return; /* a function of its own */
    for (uint32_t i = 0; i < node->child_count; i++)
        walk(checker, node->children[i]);
}

void check_before_lowering(struct program *program) {
    check__declarations(program);
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        if (!routine->definition)
            continue;
        struct node *body = routine->definition->node->children[2];
        struct checker checker = {
            .program = program, .routine = routine, .suspends = body->flags & NODE_SUSPENDS};
        check__frame_variables(&checker);
        walk(&checker, body);
    }
}

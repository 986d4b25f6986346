/*
 * One walk over each body before it is lowered; each file of this folder looks at every node.
 */
#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>

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

bool check__same_text(const struct program *program, const struct node *left,
                      const struct node *right) {
    uint32_t count = left->end - left->first;
    bool same = right->end - right->first == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = token_is(program->tokens, left->first + i,
                        token_string(program->tokens, right->first + i));
    return same;
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

/* Of an array's name its own type: in an expression it has become a pointer. */
static const struct oracle_type *own_type(const struct program *program, const struct node *node) {
    const struct symbol *symbol = node->kind == NODE_NAME ? program->symbol_at[node->first] : NULL;
    return symbol && symbol->kind == SYMBOL_VARIABLE ? symbol->type : program_type(program, node);
}

/* The part of `node` that is spoken of here: its member or element, or NULL for all of it. */
static const struct node *part_of(const struct program *program, const struct node *node) {
    const struct node *parent = node->parent;
    if (!parent || parent->child_count == 0 || parent->children[0] != node)
        return NULL;
    if (parent->kind == NODE_PAREN ||
        (parent->kind == NODE_MEMBER && token_is(program->tokens, parent->token, ".")))
        return parent;
    bool is_element = parent->kind == NODE_INDEX && program_is_array(program, (struct node *)node);
    return is_element ? parent : NULL;
}

bool check__counts_as_marked(const void *data, const struct node *node) {
    const struct marked_parts *parts = data;
    while (node->kind == NODE_MEMBER || node->kind == NODE_INDEX || node->kind == NODE_PAREN)
        node = node->children[0];
    if (node->kind != NODE_NAME)
        return true;
    for (;;) {
        const struct oracle_type *type = own_type(parts->program, node);
        struct oracle_marked marked;
        if (!type)
            return true;
        if (!oracle_find_marked(parts->program->oracle, type, parts->demand, &marked))
            return false;
        node = part_of(parts->program, node);
        if (!*marked.path || !node)
            return true;
    }
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

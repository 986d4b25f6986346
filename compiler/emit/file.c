/*
 * The file: text that holds no word as it is; each async definition replaced by its prototype, with
 * the machines behind the last line, callees first, because a frame holds its callees' frames.
 */
#include <string.h>

#include "emit/internal.h"

/* A node of file scope that is not handed on as it is. */
struct edit {
    struct node *node;
    struct syntax_function *function; /* NULL: a declaration */
};

struct file {
    struct printer printer;
    struct edit *edits;
    size_t count;
};

static void add_edit(struct file *file, struct node *node, struct syntax_function *function) {
    size_t at = file->count++;
    for (; at && file->edits[at - 1].node->first > node->first; at--)
        file->edits[at] = file->edits[at - 1];
    file->edits[at] = (struct edit){node, function};
}

static void collect_edits(struct file *file, struct program *program) {
    const struct syntax *syntax = program->syntax;
    size_t room = syntax->functions.count + syntax->declarations.count + 1;
    file->edits = arena_array(program->arena, struct edit, room);
    for (size_t i = 0; i < syntax->functions.count; i++)
        add_edit(file, syntax->functions.items[i]->node, syntax->functions.items[i]);
    for (size_t i = 0; i < syntax->declarations.count; i++)
        add_edit(file, syntax->declarations.items[i], NULL);
}

/* typedef async int step(int); static step down; … a use of down, which has no descriptor yet. */
static void refuse_early_name(struct program *program, uint32_t token) {
    const struct token *name = &program->tokens->items[token];
    diagnose_error(program->diagnostics, DIAGNOSE_UNSUPPORTED, name->offset,
                   name->offset + name->length,
                   "an async function declared through a typedef is not supported yet");
    diagnose_help(program->diagnostics, "declare it with its parameters: `async T name(…);`");
}

/* Names in text that no tree covers: a table of handlers in a static initialiser. */
static void mark_used(struct program *program, uint32_t first, uint32_t end) {
    for (uint32_t token = first; token < end; token++) {
        struct routine *routine = emit__named_routine(program, token);
        if (!routine)
            continue;
        routine->is_used = true;
        routine->is_pointed_to |= !token_is(program->tokens, token + 1, "(");
        if (token < routine->declaration->node->first)
            refuse_early_name(program, token);
    }
}

static void mark_used_outside(const struct file *file, struct program *program) {
    uint32_t from = 0;
    for (size_t i = 0; i < file->count; i++) {
        mark_used(program, from, file->edits[i].node->first);
        from = file->edits[i].node->end;
    }
    mark_used(program, from, program->tokens->count);
}

static void put_plain_body(struct printer *printer, struct routine *routine) {
    printer->routine = routine;
    printer->body = routine->lowered->bodies.items[0];
    emit__steps(printer, routine->lowered->bodies.items[0]->first);
    printer->routine = NULL;
}

/* Everything up to the body, or up to WOK_FUTURE(…): without the words. */
static void put_head(struct printer *printer, const struct syntax_function *function) {
    const struct node *node = function->node;
    const struct node *body = node->children[2];
    uint32_t end = body->kind == NODE_NONE ? node->end : body->first;
    bool has_annotation = function->annotation_end > function->annotation_first;
    uint32_t stop = has_annotation ? function->annotation_first : end;
    bool was_plain = printer->mode == EMIT_RESUME;
    printer->mode = was_plain ? EMIT_PLAIN : printer->mode;
    emit__tokens(printer, node, node->first, stop);
    if (has_annotation)
        emit__tokens(printer, node, function->annotation_end, end);
    printer->mode = was_plain ? EMIT_RESUME : printer->mode;
}

static bool has_blocks(const struct program *program, const struct routine *root) {
    for (size_t i = 0; i < program->routines.count; i++)
        if (program->routines.items[i]->block && program_root(program->routines.items[i]) == root)
            return true;
    return false;
}

/* Lines go on where the user's text goes on. */
static void resynchronise(struct file *file, uint32_t token) {
    const struct tokens *tokens = file->printer.program->tokens;
    if (token == 0 || token >= tokens->count)
        return;
    if (tokens->items[token].kind != TOKEN_DIRECTIVE)
        emit__line_at(&file->printer, tokens->items[token].offset, /* is_glue */ false);
}

/* What the body of a function needs of the async_move blocks in it; they may call it in turn. */
static void put_blocks_before(struct file *file, struct syntax_function *function,
                              const struct routine *routine) {
    struct printer *printer = &file->printer;
    if (printer->mode == EMIT_ERASED) {
        put_head(printer, function);
        put(printer, ";");
        emit__erased_blocks(printer, routine);
    } else {
        emit__block_support(printer, routine);
    }
    resynchronise(file, function->node->first);
}

static void put_function(struct file *file, struct syntax_function *function) {
    struct printer *printer = &file->printer;
    struct routine *routine = program_find(printer->program, function->name);
    bool keeps_body = !routine->is_async || printer->mode == EMIT_ERASED;
    if (function->is_definition && keeps_body && has_blocks(printer->program, routine))
        put_blocks_before(file, function, routine);
    put_head(printer, function);
    if (!function->is_definition) {
        /* its `;` is part of the node */
    } else if (keeps_body && routine->lowered) {
        enum emit_mode mode = printer->mode;
        printer->mode = mode == EMIT_ERASED ? mode : EMIT_PLAIN;
        put_plain_body(printer, routine);
        printer->mode = mode;
    } else {
        put(printer, ";");
    }
    bool needs_support = routine->is_async && routine->declaration == function &&
                         (routine->is_used || routine->definition) && printer->mode != EMIT_ERASED;
    if (needs_support) {
        emit__glue_line(printer, function->node);
        emit__support(printer, routine);
    }
}

/* No state machine is being printed: locals are C's own. */
static void put_unparsed(struct file *file, uint32_t first, uint32_t end) {
    enum emit_mode mode = file->printer.mode;
    file->printer.mode = mode == EMIT_ERASED ? mode : EMIT_PLAIN;
    emit__text(&file->printer, first, end);
    file->printer.mode = mode;
}

static void put_text(struct file *file, uint32_t first, uint32_t end) {
    if (first >= end)
        return;
    resynchronise(file, first);
    if (file->printer.program->tokens->items[first].kind == TOKEN_DIRECTIVE)
        put(&file->printer, "\n");
    put_unparsed(file, first, end);
}

static void put_declaration(struct file *file, const struct node *node) {
    enum emit_mode mode = file->printer.mode;
    file->printer.mode = mode == EMIT_ERASED ? mode : EMIT_PLAIN;
    emit__node(&file->printer, node);
    file->printer.mode = mode;
}

static void put_file(struct file *file) {
    uint32_t from = 0;
    for (size_t i = 0; i < file->count; i++) {
        const struct edit *edit = &file->edits[i];
        put_text(file, from, edit->node->first);
        resynchronise(file, edit->node->first);
        if (edit->function)
            put_function(file, edit->function);
        else
            put_declaration(file, edit->node);
        from = edit->node->end;
    }
    put_text(file, from, file->printer.program->tokens->count);
    put(&file->printer, "\n");
}

static void put_machines(struct file *file) {
    struct printer *printer = &file->printer;
    struct program *program = printer->program;
    for (size_t i = 0; i < program->routines.count; i++)
        if (program->routines.items[i]->is_leaf && program->routines.items[i]->is_used)
            emit__leaf_type(printer, program->routines.items[i]);
    for (size_t i = 0; i < program->routines.count; i++)
        if (program->routines.items[i]->is_leaf && program->routines.items[i]->is_pointed_to)
            emit__leaf_function(printer, program->routines.items[i]);
    for (size_t i = 0; i < program->ordered_count; i++) {
        printer->routine = program->ordered[i];
        if (printer->routine->lowered && !printer->routine->block)
            emit__hoisted(printer, printer->routine);
    }
    for (size_t i = 0; i < program->ordered_count; i++) {
        printer->routine = program->ordered[i];
        if (printer->routine->lowered && printer->routine->block)
            emit__hoisted(printer, printer->routine);
    }
    emit__block_support(printer, /* root */ NULL);
    emit__garble_support(printer);
    for (size_t i = 0; i < program->ordered_count; i++) {
        struct routine *routine = program->ordered[i];
        if (!routine->lowered)
            continue;
        printer->routine = routine;
        printer->hides_cleanup = false;
        emit__frame(printer, routine);
        emit__functions(printer, routine);
        if (!routine->block)
            emit__entry_point(printer, routine);
    }
    printer->routine = NULL;
}

static void put_abi_check(struct file *file) {
    struct printer *printer = &file->printer;
    put(printer, "\n# 1 ");
    buffer_put_quoted(printer->buffer, printer->program->source->main_file);
    put(printer,
        " 3\n__attribute__((__constructor__)) static void wok__check_abi_of_this_file(void) "
        "{ wok_check_abi(WOK__ABI_OF_THIS_FILE, ");
    buffer_put_quoted(printer->buffer, printer->program->source->main_file);
    put(printer, "); }\n");
}

static void emit_file(struct program *program, struct buffer *buffer, enum emit_mode mode) {
    struct file file = {.printer = {.program = program, .buffer = buffer, .mode = mode}};
    collect_edits(&file, program);
    mark_used_outside(&file, program);
    put_file(&file);
    if (mode == EMIT_ERASED)
        return;
    put_machines(&file);
    put_abi_check(&file);
}

void emit_program(struct program *program, struct buffer *buffer) {
    emit_file(program, buffer, EMIT_RESUME);
}

void emit_erased(struct program *program, struct buffer *buffer) {
    emit_file(program, buffer, EMIT_ERASED);
}

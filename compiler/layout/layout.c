/*
 * Residence, and the names under which things live.
 */
#include "layout/frame.h"

#include <ctype.h>
#include <string.h>

#include "layout/residence.h"
#include "text/buffer.h"

static bool is_local_of_c(const struct symbol *symbol) {
    return !(symbol->scope->node->flags & NODE_MANAGED);
}

/* The same name may be declared in several scopes: the second is x__2. */
static const char *field_name(struct program *program, const struct routine *routine, size_t at) {
    const struct symbol *symbol = routine->symbols.items[at];
    unsigned before = 0;
    for (size_t i = 0; i < at; i++) {
        const struct symbol *other = routine->symbols.items[i];
        before += other->field && !other->is_parameter && strcmp(other->name, symbol->name) == 0;
    }
    /* clang looks for a type's name among the members of unnamed structs, too. */
    bool hides_type =
        oracle_is_typedef(program->oracle, symbol->name, strlen(symbol->name), UINT32_MAX);
    if (!before)
        return hides_type ? arena_format(program->arena, "%s__1", symbol->name) : symbol->name;
    return arena_format(program->arena, "%s__%u", symbol->name, before + 1);
}

static const struct node *foreign_variable(const struct program *program, const struct node *node) {
    if (node->kind == NODE_NAME) {
        const struct symbol *symbol = program->symbol_at[node->first];
        return symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->is_static ? node : NULL;
    }
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *found = foreign_variable(program, node->children[i]);
        if (found)
            return found;
    }
    return NULL;
}

/* A local type or static moves to file scope, where locals cannot be named. */
static void hoist(struct program *program, struct routine *routine, struct symbol *symbol,
                  size_t at) {
    const struct node *found = foreign_variable(program, symbol->declaration);
    if (found && symbol->kind != SYMBOL_ENUMERATOR) {
        program_error(program, routine, DIAGNOSE_UNSUPPORTED, found,
                      "a local type or static that depends on a local variable is not supported in "
                      "a scope that awaits");
        return;
    }
    symbol->hoisted = arena_format(program->arena, "wok__%s_%s_%zu", routine->name,
                                   symbol->name ? symbol->name : "type", at);
}

static void place_variable(struct program *program, struct routine *routine, size_t at) {
    struct symbol *symbol = routine->symbols.items[at];
    if (symbol->is_static) {
        hoist(program, routine, symbol, at);
        return;
    }
    if (symbol->is_extern || (symbol->type && symbol->type->class == ORACLE_FUNCTION)) {
        symbol->is_extern = true;
        return;
    }
    symbol->residence = RESIDENCE_FRAME;
    symbol->field = field_name(program, routine, at);
}

/* struct { union { int a, b; }; }: it has no life outside of the definition it stands in. */
static bool is_unnamed_member(const struct symbol *symbol) {
    const struct node *parent = symbol->declaration->parent;
    if (symbol->kind != SYMBOL_TAG || symbol->name)
        return false;
    while (parent && parent->kind != NODE_TAG && parent->kind != NODE_BLOCK)
        parent = parent->parent;
    return parent && parent->kind == NODE_TAG;
}

static void layout_routine(struct program *program, struct routine *routine) {
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->is_parameter) {
            symbol->residence = RESIDENCE_FRAME;
            symbol->field = arena_format(program->arena, "wok__cold.arguments.%s", symbol->name);
        } else if (is_local_of_c(symbol)) {
            continue;
        } else if (symbol->kind == SYMBOL_VARIABLE) {
            place_variable(program, routine, i);
        } else if (!is_unnamed_member(symbol)) {
            hoist(program, routine, symbol, i);
        }
    }
    for (size_t i = 0; i < routine->lowered->temporaries.count; i++)
        routine->lowered->temporaries.items[i]->residence = RESIDENCE_FRAME;
    if (program->backend == BACKEND_FAST)
        residence_decide(program, routine);
}

/* Quadratic in what the function names: beyond this it is laid out as the reference back end does. */
static bool is_too_large(const struct routine *routine) {
    enum { THINGS_MAX = 12000 };
    return layout__thing_numbers(routine).count > THINGS_MAX;
}

static void layout_frame(struct program *program, struct routine *routine) {
    if (!routine->analysis || is_too_large(routine))
        return;
    struct frame *frame = arena_new(program->arena, struct frame);
    frame->routine = routine;
    routine->frame = frame; /* what is merged into it depends on that it has one */
    frame->height = layout__merged_height(routine);
    layout__collect(program, frame);
    layout__interfere(program, frame);
    layout__place(program, frame);
}

/* What is alive together makes no difference to the reference back end, but to what may be garbled. */
static void watch_frame(struct program *program, struct routine *routine) {
    if (!routine->analysis || is_too_large(routine))
        return;
    struct frame *frame = arena_new(program->arena, struct frame);
    frame->routine = routine;
    layout__collect(program, frame);
    layout__interfere(program, frame);
    routine->watched = frame;
}

static void note_embedded(const struct body *body) {
    for (size_t i = 0; i < body->suspensions.count; i++) {
        const struct future *future = body->suspensions.items[i]->step->future;
        if (future && future->kind == FUTURE_EMBEDDED)
            future->routine->is_embedded = true;
        if (future && future->kind == FUTURE_VARIABLE)
            future->routine->is_awaited_in_variable = true;
    }
}

static void layout_frames(struct program *program) {
    for (size_t i = 0; i < program->ordered_count; i++) {
        const struct lowered *lowered = program->ordered[i]->lowered;
        for (size_t k = 0; lowered && k < lowered->bodies.count; k++)
            note_embedded(lowered->bodies.items[k]);
    }
    for (size_t i = 0; i < program->ordered_count; i++) /* callees first */
        if (program->ordered[i]->lowered && !program->ordered[i]->is_broken)
            layout_frame(program, program->ordered[i]);
}

static void watch_frames(struct program *program) {
    for (size_t i = 0; i < program->ordered_count; i++) {
        struct routine *routine = program->ordered[i];
        if (!routine->lowered || routine->is_broken || routine->is_plain)
            continue;
        if (program->backend == BACKEND_FAST)
            routine->watched = routine->frame;
        else
            watch_frame(program, routine);
    }
}

void layout_program(struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        if (routine->is_async && routine->lowered && !routine->is_broken && !routine->is_plain)
            layout_routine(program, routine);
    }
    if (program->backend == BACKEND_FAST)
        layout_frames(program);
    if (program->garbles)
        watch_frames(program);
}

static size_t identifier_length(const char *text) {
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return length;
}

static bool is_tag_keyword(const char *text, size_t length) {
    return (length == 6 && strncmp(text, "struct", 6) == 0) ||
           (length == 5 && strncmp(text, "union", 5) == 0) ||
           (length == 4 && strncmp(text, "enum", 4) == 0);
}

const char *layout_spelling(const struct program *program, const struct routine *routine,
                            const struct oracle_type *type, uint32_t token) {
    struct buffer buffer;
    bool after_tag_keyword = false;
    buffer_init(&buffer, program->arena);
    for (const char *at = type->spelling; *at;) {
        size_t length = identifier_length(at);
        if (!length || isdigit((unsigned char)*at)) {
            length = length ? length : 1;
            buffer_append(&buffer, at, length);
            after_tag_keyword &= *at == ' ';
            at += length;
            continue;
        }
        const struct symbol *symbol =
            program_type_symbol(routine, at, length, after_tag_keyword, token);
        if (symbol && symbol->hoisted)
            buffer_puts(&buffer, symbol->hoisted);
        else
            buffer_append(&buffer, at, length);
        after_tag_keyword = is_tag_keyword(at, length);
        at += length;
    }
    return buffer.data;
}

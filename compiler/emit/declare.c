/*
 * Declarations: in place as C's own locals, or as the initialisation of the frame's members.
 */
#include "emit/internal.h"

static const struct node *initialiser_of(const struct node *init) {
    if (init->child_count < 2 || init->children[1]->kind == NODE_NONE)
        return NULL;
    return init->children[1];
}

static struct symbol *symbol_of(const struct printer *printer, const struct node *init) {
    uint32_t name = program_declared_name(init);
    return name == NO_TOKEN ? NULL : printer->program->symbol_at[name];
}

/* A variable of the C scope with the same declaration, under another name. */
static void put_renamed(struct printer *printer, const struct node *specifiers,
                        const struct node *init, const char *name) {
    struct program *program = printer->program;
    uint32_t token = program_declared_name(init);
    struct symbol *symbol = program->symbol_at[token];
    struct symbol renamed = {.kind = SYMBOL_VARIABLE, .name = name};
    emit__node(printer, specifiers);
    put(printer, " ");
    program->symbol_at[token] = &renamed;
    emit__node(printer, init->children[0]);
    program->symbol_at[token] = symbol;
    put(printer, " = ");
    emit__node(printer, init->children[1]);
    put(printer, ";");
}

static bool is_simple(const struct symbol *symbol, const struct node *initialiser) {
    return symbol->type && symbol->type->class == ORACLE_SCALAR &&
           initialiser->kind != NODE_INITIALISER_LIST;
}

/* C lets a scalar stand in braces where it is declared: `task(int) none = {0};` */
static void put_without_braces(struct printer *printer, const struct node *initialiser) {
    while (initialiser && initialiser->kind == NODE_INITIALISER_LIST)
        initialiser = initialiser->child_count ? initialiser->children[0] : NULL;
    if (initialiser)
        emit__node(printer, initialiser);
    else
        put(printer, "0");
}

static void put_future(struct printer *printer, const struct symbol *symbol,
                       const struct node *initialiser) {
    const struct note *note = lower_note(initialiser);
    if (!note || !note->future)
        return;
    struct arena *arena = printer->program->arena;
    if (symbol->block) {
        if (!note->future->variable)
            emit__block_begin(printer, note->future->block);
        return;
    }
    if (note->future->kind == FUTURE_VARIABLE) { /* unpolled, so bytes are all there is to it */
        put(printer, "__builtin_memcpy((void *)&");
        emit__symbol(printer, symbol);
        put(printer, ", (const void *)&");
        emit__symbol(printer, note->future->variable);
        put(printer, ", sizeof ");
        emit__symbol(printer, symbol);
        put(printer, ");");
        emit__moved_out(printer, note->future->variable);
        return;
    }
    bool is_cold_struct = printer->mode == EMIT_RESUME && !symbol->future_of->is_leaf;
    emit__begin(printer, note->future,
                arena_format(arena, "&%s%s%s", printer->mode == EMIT_RESUME ? "wok__self->" : "",
                             printer->mode == EMIT_RESUME ? symbol->field : symbol->name,
                             is_cold_struct ? ".wok__cold" : ""));
}

static void put_resident(struct printer *printer, const struct node *specifiers,
                         const struct node *init, const struct symbol *symbol) {
    const struct node *initialiser = initialiser_of(init);
    if (symbol->class == VARIABLE_FUTURE) {
        put_future(printer, symbol, initialiser);
        return;
    }
    if (program_is_handle(symbol) || (initialiser && is_simple(symbol, initialiser))) {
        emit__symbol(printer, symbol);
        put(printer, " = ");
        put_without_braces(printer, initialiser);
        put(printer, ";");
        return;
    }
    if (!initialiser)
        return;
    const char *name =
        arena_format(printer->program->arena, "wok__initial_%u", program_declared_name(init));
    put(printer, "{ ");
    put_renamed(printer, specifiers, init, name);
    put(printer, " __builtin_memcpy((void *)&");
    emit__symbol(printer, symbol);
    put(printer, ", (const void *)&%s, sizeof ", name);
    emit__symbol(printer, symbol);
    put(printer, "); }");
}

/* What a scope of the state machine declares: nothing in place but prototypes. */
static void put_in_frame(struct printer *printer, const struct node *declaration,
                         const struct node *init) {
    const struct node *specifiers = declaration->children[0];
    struct symbol *symbol = symbol_of(printer, init);
    if (!symbol || symbol->kind != SYMBOL_VARIABLE)
        return;
    emit__line(printer, init);
    if (symbol->residence == RESIDENCE_LOCAL) {
        emit__node(printer, specifiers);
        put(printer, " ");
        emit__node(printer, init);
        put(printer, ";");
    } else if (symbol->residence != RESIDENCE_NONE) {
        put_resident(printer, specifiers, init, symbol);
    } else if (symbol->is_extern) {
        emit__node(printer, specifiers);
        put(printer, " ");
        emit__node(printer, init);
        put(printer, ";");
    }
}

/* The sequential form of a cold future: its arguments, kept until it is awaited. */
static void put_cold_local(struct printer *printer, const struct node *init,
                           const struct symbol *symbol) {
    const struct note *note = lower_note(initialiser_of(init));
    if (!note || !note->future)
        return;
    const struct routine *callee = symbol->future_of;
    put(printer, "struct { char wok__none;");
    for (size_t i = 0; i < callee->parameter_count; i++)
        put(printer, " %s a%zu;", emit__erased_capture_type(printer, callee, i), i + 1);
    put(printer, " } ");
    emit__symbol(printer, symbol);
    put(printer, " = { 0");
    if (note->future->kind == FUTURE_VARIABLE)
        for (size_t i = 0; i < callee->parameter_count; i++) {
            put(printer, ", ");
            emit__symbol(printer, note->future->variable);
            put(printer, ".a%zu", i + 1);
        }
    else
        emit__arguments(printer, note->future, ", ");
    put(printer, " }; (void)");
    emit__symbol(printer, symbol);
    put(printer, ";");
}

static void put_in_place(struct printer *printer, const struct node *declaration,
                         const struct node *init) {
    struct symbol *symbol = symbol_of(printer, init);
    emit__line(printer, init);
    if (symbol && symbol->kind == SYMBOL_VARIABLE && symbol->class == VARIABLE_FUTURE) {
        if (symbol->block)
            return; /* written where it is awaited */
        if (printer->mode == EMIT_ERASED) {
            put_cold_local(printer, init, symbol);
        } else {
            put(printer, "%s %s; ", emit__future_struct(printer, symbol->future_of), symbol->name);
            put_future(printer, symbol, initialiser_of(init));
        }
        return;
    }
    emit__node(printer, declaration->children[0]);
    put(printer, " ");
    emit__node(printer, init);
    put(printer, ";");
}

static bool is_managed_scope(const struct node *declaration) {
    const struct node *scope = declaration->parent;
    while (scope && scope->kind != NODE_BLOCK && scope->kind != NODE_FOR)
        scope = scope->parent;
    return scope && (scope->flags & NODE_MANAGED);
}

void emit__declare(struct printer *printer, const struct step *step) {
    const struct node *node = step->node;
    const struct node *declaration = node->kind == NODE_DECLARATION ? node : node->parent;
    bool in_frame = printer->mode == EMIT_RESUME && is_managed_scope(declaration);
    bool hid_cleanup = printer->hides_cleanup;
    printer->hides_cleanup = is_managed_scope(declaration);
    if (node->kind == NODE_INIT_DECLARATOR) {
        if (in_frame)
            put_in_frame(printer, declaration, node);
        else
            put_in_place(printer, declaration, node);
    } else if (in_frame) {
        for (uint32_t i = 1; i < node->child_count; i++)
            put_in_frame(printer, declaration, node->children[i]);
    } else {
        emit__line(printer, node);
        emit__node(printer, node);
    }
    printer->hides_cleanup = hid_cleanup;
}

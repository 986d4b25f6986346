/*
 * async_move blocks: each is a function of its own, whose parameters are the variables that it uses
 * from outside, by value.
 *
 *     int n = 3;                                   f__block_1(n): a routine with the parameter n
 *     spawn(async_move ({ await tick(n); n; }))    its frame is filled in where the block stands
 */
#include "program/internal.h"

static struct node *new_node(struct program *program, enum node_kind kind,
                             const struct node *range) {
    struct node *node = arena_new(program->arena, struct node);
    node->kind = kind;
    node->first = range->first;
    node->end = range->end;
    node->token = node->name = NO_TOKEN;
    return node;
}

/* The tree of a function around the block's statements, whose own parents stay as they are. */
static struct node *function_around(struct program *program, struct node *body) {
    struct node *function = new_node(program, NODE_FUNCTION, body);
    function->children = arena_array(program->arena, struct node *, 3);
    function->child_count = 3;
    function->children[0] = new_node(program, NODE_SPECIFIERS, body);
    function->children[0]->end = body->first;
    function->children[1] = new_node(program, NODE_NONE, function->children[0]);
    function->children[2] = body;
    return function;
}

/* Counted in the function of the text, so that a header changes no name. */
static unsigned blocks_of(const struct program *program, const struct routine *root) {
    unsigned count = 0;
    for (size_t i = 0; i < program->routines.count; i++) {
        const struct routine *routine = program->routines.items[i];
        count += routine->block && program_root(routine) == root;
    }
    return count;
}

struct routine *program__add_block(struct program *program, struct routine *outer,
                                   struct node *block) {
    struct routine *routine = arena_new(program->arena, struct routine);
    struct syntax_function *function = arena_new(program->arena, struct syntax_function);
    struct node *body = block->children[0]->children[0];
    const struct routine *root = program_root(outer);
    routine->name =
        arena_format(program->arena, "%s__block_%u", root->name, blocks_of(program, root) + 1);
    *function = (struct syntax_function){.node = function_around(program, body),
                                         .name = routine->name,
                                         .name_token = block->first,
                                         .is_async = true,
                                         .is_definition = true,
                                         .is_static = true};
    routine->declaration = routine->definition = function;
    routine->is_async = routine->is_used = true;
    routine->block = block;
    routine->outer = outer;
    routine->result = &program__void_type;
    program->routine_at[block->first] = routine;
    array_push(program->arena, &program->routines, routine);
    return routine;
}

static const struct oracle_type *parameter_type(struct program *program,
                                                const struct symbol *symbol) {
    enum oracle_future_class future = symbol->class == VARIABLE_TASK  ? ORACLE_TASK
                                      : symbol->class == VARIABLE_BOX ? ORACLE_BOXED
                                                                      : ORACLE_PLAIN;
    if (!symbol->type || symbol->type->future == future)
        return symbol->type;
    struct oracle_type *type = arena_new(program->arena, struct oracle_type);
    *type = *symbol->type;
    type->future = future;
    return type;
}

void program__finish_block(struct program *program, struct routine *routine) {
    routine->result = program__result_type(program, program_type(program, routine->block),
                                           program_handle(program, routine->block));
    size_t count = routine->captures.count;
    const struct oracle_type **types =
        arena_array(program->arena, const struct oracle_type *, count + 1);
    routine->parameter_names = arena_array(program->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        types[i] = parameter_type(program, routine->captures.items[i]);
        routine->parameter_names[i] = routine->captures.items[i]->name;
    }
    routine->parameters = types;
    routine->parameter_count = count;
}

bool program_owns_arguments(const struct routine *routine) {
    for (size_t i = 0; i < routine->symbols.count; i++)
        if (routine->symbols.items[i]->is_parameter && program_is_handle(routine->symbols.items[i]))
            return true;
    return false;
}

static void refuse(struct program *program, struct routine *routine, struct node *use,
                   const char *what, const char *name, const char *help) {
    program_error(program, routine, DIAGNOSE_UNSUPPORTED, use,
                  "%s `%s` in an async_move block is not supported yet", what, name);
    diagnose_help(program->diagnostics, "%s", help);
    routine->outer->is_broken = true; /* nothing is moved there: no second error about that */
}

struct symbol *program__capture(struct program *program, struct scope *scope, struct symbol *symbol,
                                struct node *use) {
    struct routine *routine = scope->captures;
    bool has_address = symbol->kind != SYMBOL_VARIABLE || symbol->is_static;
    bool is_function =
        symbol->is_extern || (symbol->type && symbol->type->class == ORACLE_FUNCTION);
    routine->uses_local_names |= has_address;
    if (has_address && !program_root(routine)->is_async)
        refuse(program, routine, use, "a local type or static variable of a plain function,",
               symbol->name, "declare it at file scope");
    if (has_address || is_function)
        return symbol;
    if (symbol->class == VARIABLE_FUTURE) {
        refuse(program, routine, use, "the future by value", symbol->name,
               "use box(…) for it: a block takes a boxed future over");
        return symbol;
    }
    if (!symbol->type || !symbol->type->spelling) {
        refuse(program, routine, use, "a variable of an unnamed type,", symbol->name,
               "give the type a name");
        return symbol;
    }
    struct symbol *copy = arena_new(program->arena, struct symbol);
    *copy = *symbol;
    copy->scope = scope;
    copy->owner = routine;
    copy->index = routine->variable_count++;
    copy->captured = symbol;
    copy->is_parameter = true;
    copy->is_address_taken = copy->is_shared = false;
    copy->cleanup = NULL;
    array_push(program->arena, &scope->symbols, copy);
    array_push(program->arena, &routine->symbols, copy);
    array_push(program->arena, &routine->captures, copy);
    return copy;
}

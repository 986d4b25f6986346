/*
 * Names: which declaration each identifier of a function body refers to.
 *
 * C's scopes, in the order of the text: a name is visible from the end of its declarator, so it is
 * declared before its own initialiser is walked. Labels and members are no concern of this file.
 */
#include <string.h>

#include "program/internal.h"

struct resolver {
    struct program *program;
    struct routine *routine;
    struct scope *scope;
};

static void walk(struct resolver *resolver, struct node *node);

static struct symbol *find_in_scope(const struct scope *scope, const char *name, bool tags) {
    for (size_t i = scope->symbols.count; i-- > 0;) {
        struct symbol *symbol = scope->symbols.items[i];
        if ((symbol->kind == SYMBOL_TAG) == tags && symbol->name && strcmp(symbol->name, name) == 0)
            return symbol;
    }
    return NULL;
}

/* `use` is where the name stands: a block may have to capture what it finds. */
static struct symbol *lookup(const struct resolver *resolver, struct scope *scope, const char *name,
                             bool tags, struct node *use) {
    bool is_shared = false;
    for (; scope; scope = scope->parent) {
        struct symbol *symbol = find_in_scope(scope, name, tags);
        is_shared |= scope->is_shared;
        if (!symbol && scope->captures) {
            symbol = lookup(resolver, scope->parent, name, tags, use);
            if (!symbol)
                return NULL;
            symbol = program__capture(resolver->program, scope, symbol, use);
        }
        if (symbol) {
            symbol->is_shared |= is_shared;
            return symbol;
        }
    }
    return NULL;
}

static void push_scope(struct resolver *resolver, struct node *node) {
    struct scope *scope = arena_new(resolver->program->arena, struct scope);
    scope->parent = resolver->scope;
    scope->node = node;
    resolver->scope = scope;
}

static void pop_scope(struct resolver *resolver) {
    resolver->scope = resolver->scope->parent;
}

static struct symbol *declare(struct resolver *resolver, enum symbol_kind kind, uint32_t name,
                              struct node *declaration, struct node *declarator) {
    struct program *program = resolver->program;
    struct symbol *symbol = arena_new(program->arena, struct symbol);
    symbol->kind = kind;
    symbol->name = name == NO_TOKEN ? NULL : token_string(program->tokens, name);
    symbol->token = name;
    symbol->declaration = declaration;
    symbol->declarator = declarator;
    symbol->scope = resolver->scope;
    symbol->owner = resolver->routine;
    if (kind == SYMBOL_VARIABLE)
        symbol->index = resolver->routine->variable_count++;
    array_push(program->arena, &resolver->scope->symbols, symbol);
    array_push(program->arena, &resolver->routine->symbols, symbol);
    if (name != NO_TOKEN)
        program->symbol_at[name] = symbol;
    return symbol;
}

uint32_t program_declared_name(const struct node *declarator) {
    for (; declarator; declarator = declarator->child_count ? declarator->children[0] : NULL) {
        if (declarator->kind == NODE_INIT_DECLARATOR)
            continue;
        if (declarator->kind != NODE_DECLARATOR)
            return NO_TOKEN;
        if (declarator->name != NO_TOKEN)
            return declarator->name;
    }
    return NO_TOKEN;
}

struct node *program__parameters(struct node *declarator) {
    struct node *found = NULL;
    while (declarator && declarator->kind == NODE_DECLARATOR) {
        struct node *nested = NULL;
        for (uint32_t i = 0; i < declarator->child_count; i++) {
            struct node *child = declarator->children[i];
            if (child->kind == NODE_PARAMETERS)
                found = child;
            else if (child->kind == NODE_DECLARATOR)
                nested = child;
        }
        declarator = nested;
    }
    return found;
}

/* No pointer, array or function: the variable itself has the type of the specifiers. */
bool program_declares_plain_name(const struct node *declarator) {
    if (declarator->kind == NODE_INIT_DECLARATOR)
        declarator = declarator->children[0];
    if (declarator->kind != NODE_DECLARATOR || declarator->name == NO_TOKEN ||
        declarator->first != declarator->name)
        return false;
    for (uint32_t i = 0; i < declarator->child_count; i++)
        if (declarator->children[i]->kind != NODE_ATTRIBUTE)
            return false;
    return true;
}

static const char *cleanup_of(struct program *program, const struct node *node) {
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        if (child->kind == NODE_ATTRIBUTE && (child->flags & NODE_IS_CLEANUP))
            return token_string(program->tokens, child->name);
        if (child->kind == NODE_DECLARATOR) {
            const char *name = cleanup_of(program, child);
            if (name)
                return name;
        }
    }
    return NULL;
}

enum oracle_future_class program__future_word(const struct program *program,
                                              const struct node *specifiers) {
    for (uint32_t i = 0; i < specifiers->child_count; i++) {
        const struct node *child = specifiers->children[i];
        if (child->kind == NODE_TASK_TYPE && child->token != NO_TOKEN)
            return program->tokens->items[child->token].word == WORD_TASK ? ORACLE_TASK
                                                                          : ORACLE_BOXED;
    }
    return ORACLE_PLAIN;
}

static enum variable_class class_of(enum oracle_future_class future) {
    return future == ORACLE_TASK    ? VARIABLE_TASK
           : future == ORACLE_BOXED ? VARIABLE_BOX
                                    : VARIABLE_PLAIN;
}

/* `auto x = …`: what the initialiser makes of x. */
static void classify_inferred(struct program *program, struct symbol *symbol,
                              struct node *initialiser) {
    struct node *value = program_strip(initialiser);
    if (value->kind == NODE_COLD)
        value = program_strip(value->children[0]);
    if (value->kind == NODE_CALL) {
        struct node *callee = program_strip(value->children[0]);
        struct routine *routine =
            callee->kind == NODE_NAME ? program->routine_at[callee->first] : NULL;
        if (routine) {
            symbol->class = VARIABLE_FUTURE;
            symbol->future_of = routine;
            symbol->type = routine->result;
            return;
        }
    }
    if (value->kind == NODE_ASYNC_BLOCK) {
        symbol->class = VARIABLE_FUTURE;
        symbol->future_of = program->routine_at[value->first];
        symbol->block = symbol->future_of ? NULL : value;
        symbol->type = program_type(program, value);
        return;
    }
    if (value->kind == NODE_NAME) {
        struct symbol *from = program->symbol_at[value->first];
        if (from && from->kind == SYMBOL_VARIABLE && from->class != VARIABLE_PLAIN) {
            symbol->class = from->class;
            symbol->block = from->block;
            symbol->future_of = from->future_of;
            symbol->type = from->type;
            return;
        }
    }
    symbol->class = class_of(program_handle(program, value));
    if (symbol->class != VARIABLE_PLAIN)
        symbol->type = program__value_type(program_type(program, value));
}

static void classify(struct resolver *resolver, struct symbol *symbol, struct node *specifiers,
                     struct node *initialiser) {
    struct program *program = resolver->program;
    symbol->type = program__value_type(
        oracle_declared_type(program->oracle, program->tokens->items[symbol->token].offset));
    symbol->is_static = specifiers->flags & (NODE_IS_STATIC | NODE_IS_THREAD);
    symbol->is_extern = specifiers->flags & NODE_IS_EXTERN;
    if (specifiers->flags & NODE_IS_AUTO) {
        if (initialiser->kind != NODE_NONE)
            classify_inferred(program, symbol, initialiser);
    } else if (program_declares_plain_name(symbol->declarator)) {
        enum oracle_future_class word = program__future_word(program, specifiers);
        symbol->class = class_of(word ? word : symbol->type ? symbol->type->future : ORACLE_PLAIN);
    }
}

/* Typedef names stand in the specifiers as bare tokens, outside their children. */
static void resolve_bare_names(struct resolver *resolver, struct node *node) {
    uint32_t child = 0;
    for (uint32_t token = node->first; token < node->end; token++) {
        if (child < node->child_count && node->children[child]->kind == NODE_NONE)
            child++;
        if (child < node->child_count && token == node->children[child]->first) {
            token = node->children[child]->end - 1;
            child++;
            continue;
        }
        if (resolver->program->tokens->items[token].kind != TOKEN_IDENTIFIER)
            continue;
        const char *name = token_string(resolver->program->tokens, token);
        struct symbol *symbol = lookup(resolver, resolver->scope, name, /* tags */ false, node);
        if (symbol && symbol->kind == SYMBOL_TYPEDEF)
            resolver->program->symbol_at[token] = symbol;
    }
}

static void walk_children(struct resolver *resolver, struct node *node) {
    for (uint32_t i = 0; i < node->child_count; i++)
        walk(resolver, node->children[i]);
}

/* The members of a struct declare nothing in the function, but their types and sizes are walked. */
static void walk_members(struct resolver *resolver, struct node *declaration) {
    for (uint32_t i = 0; i < declaration->child_count; i++) {
        struct node *child = declaration->children[i];
        if (child->kind == NODE_INIT_DECLARATOR || child->kind == NODE_DECLARATOR)
            walk_children(resolver, child);
        else
            walk(resolver, child);
    }
}

static void walk_tag(struct resolver *resolver, struct node *node) {
    struct program *program = resolver->program;
    if (!(node->flags & NODE_IS_DEFINITION)) {
        if (node->name == NO_TOKEN)
            return;
        struct symbol *symbol =
            lookup(resolver, resolver->scope, token_string(program->tokens, node->name),
                   /* tags */ true, node);
        if (symbol)
            program->symbol_at[node->name] = symbol;
        return;
    }
    struct symbol *symbol = declare(resolver, SYMBOL_TAG, node->name, node, NULL);
    program->symbol_at[node->token] = symbol;
    for (uint32_t i = 0; i < node->child_count; i++) {
        struct node *child = node->children[i];
        if (child->kind == NODE_DECLARATION)
            walk_members(resolver, child);
        else
            walk(resolver, child);
    }
}

static void walk_declaration(struct resolver *resolver, struct node *declaration) {
    struct program *program = resolver->program;
    struct node *specifiers = declaration->children[0];
    walk(resolver, specifiers);
    for (uint32_t i = 1; i < declaration->child_count; i++) {
        struct node *init = declaration->children[i];
        struct node *initialiser = init->child_count > 1 ? init->children[1] : NULL;
        uint32_t name = program_declared_name(init);
        walk_children(resolver, init->children[0]);
        if (name == NO_TOKEN)
            continue;
        enum symbol_kind kind =
            specifiers->flags & NODE_IS_TYPEDEF ? SYMBOL_TYPEDEF : SYMBOL_VARIABLE;
        /* The initialiser of an inferred variable is walked first: its names decide the class. */
        if (initialiser && (specifiers->flags & NODE_IS_AUTO))
            walk(resolver, initialiser);
        struct symbol *symbol = declare(resolver, kind, name, declaration, init);
        if (initialiser && !(specifiers->flags & NODE_IS_AUTO))
            walk(resolver, initialiser);
        if (kind == SYMBOL_TYPEDEF)
            continue;
        static const struct node none = {.kind = NODE_NONE};
        classify(resolver, symbol, specifiers, initialiser ? initialiser : (struct node *)&none);
        symbol->cleanup = cleanup_of(program, init);
        if (!symbol->cleanup)
            symbol->cleanup = cleanup_of(program, specifiers);
    }
}

/* A prototype's parameters shadow, but are nobody's variables. */
static void walk_prototype(struct resolver *resolver, struct node *parameters) {
    push_scope(resolver, parameters);
    for (uint32_t i = 0; i < parameters->child_count; i++)
        walk_children(resolver, parameters->children[i]);
    pop_scope(resolver);
}

static void resolve_use(struct resolver *resolver, struct node *node) {
    struct program *program = resolver->program;
    const char *name = token_string(program->tokens, node->first);
    struct symbol *symbol = lookup(resolver, resolver->scope, name, /* tags */ false, node);
    if (symbol) {
        program->symbol_at[node->first] = symbol;
        return;
    }
    struct routine *routine = program_find(program, name);
    if (routine && routine->is_async) {
        program->routine_at[node->first] = routine;
        routine->is_used = true;
        routine->is_pointed_to |=
            !node->parent || node->parent->kind != NODE_CALL || node->parent->children[0] != node;
    }
}

static void note_address(struct program *program, struct node *operand) {
    operand = program_strip(operand);
    while (operand->kind == NODE_MEMBER || operand->kind == NODE_INDEX) {
        if (operand->kind == NODE_MEMBER && !token_is(program->tokens, operand->token, "."))
            return;
        operand = program_strip(operand->children[0]);
    }
    struct symbol *symbol = operand->kind == NODE_NAME ? program->symbol_at[operand->first] : NULL;
    if (symbol)
        symbol->is_address_taken = true;
}

/* async_move is a function of its own; async shares everything with the one around it. */
static void walk_block(struct resolver *resolver, struct node *node) {
    struct program *program = resolver->program;
    if (!program_is_move_block(program, node)) {
        push_scope(resolver, node);
        resolver->scope->is_shared = true;
        walk_children(resolver, node);
        pop_scope(resolver);
        return;
    }
    struct routine *routine = program__add_block(program, resolver->routine, node);
    struct resolver inner = {program, routine, resolver->scope};
    push_scope(&inner, routine->definition->node);
    inner.scope->captures = routine;
    walk(&inner, routine->definition->node->children[2]);
    program__finish_block(program, routine);
}

static void walk(struct resolver *resolver, struct node *node) {
    switch (node->kind) {
    case NODE_NAME:
        resolve_use(resolver, node);
        return;
    case NODE_BLOCK:
    case NODE_FOR:
        push_scope(resolver, node);
        walk_children(resolver, node);
        pop_scope(resolver);
        return;
    case NODE_ASYNC_BLOCK:
        walk_block(resolver, node);
        return;
    case NODE_DECLARATION:
        walk_declaration(resolver, node);
        return;
    case NODE_SPECIFIERS:
    case NODE_TYPE_NAME:
        resolve_bare_names(resolver, node);
        walk_children(resolver, node);
        return;
    case NODE_TAG:
        walk_tag(resolver, node);
        return;
    case NODE_ENUMERATOR:
        walk_children(resolver, node);
        declare(resolver, SYMBOL_ENUMERATOR, node->name, node, NULL);
        return;
    case NODE_PARAMETERS:
        walk_prototype(resolver, node);
        return;
    case NODE_UNARY:
        walk_children(resolver, node);
        if (token_is(resolver->program->tokens, node->token, "&"))
            note_address(resolver->program, node->children[0]);
        return;
    case NODE_FUNCTION:
        return; /* a nested function: refused by the checks */
    default:
        walk_children(resolver, node);
        return;
    }
}

static void refuse_unnamed_parameter(struct resolver *resolver, struct node *parameter) {
    if (!resolver->routine->is_async)
        return;
    program_error(resolver->program, resolver->routine, DIAGNOSE_UNSUPPORTED, parameter,
                  "a parameter without a name in the definition of an async function is not "
                  "supported yet");
    diagnose_help(resolver->program->diagnostics, "give it a name, and cast it to void");
}

static void declare_parameters(struct resolver *resolver, struct node *parameters) {
    struct routine *routine = resolver->routine;
    if (!parameters)
        return;
    for (uint32_t i = 0; i < parameters->child_count; i++) {
        struct node *parameter = parameters->children[i];
        if (parameter->kind != NODE_PARAMETER || parameter->child_count < 2)
            continue;
        walk(resolver, parameter->children[0]);
        uint32_t name = program_declared_name(parameter->children[1]);
        walk_children(resolver, parameter->children[1]);
        if (name == NO_TOKEN) {
            refuse_unnamed_parameter(resolver, parameter);
            continue;
        }
        struct symbol *symbol =
            declare(resolver, SYMBOL_VARIABLE, name, parameter, parameter->children[1]);
        symbol->is_parameter = true;
        symbol->type = i < routine->parameter_count ? routine->parameters[i] : NULL;
        if (program_declares_plain_name(parameter->children[1]) && symbol->type)
            symbol->class = class_of(symbol->type->future);
        if (i < routine->parameter_count)
            routine->parameter_names[i] = symbol->name;
    }
}

void program__resolve(struct program *program, struct routine *routine) {
    struct node *function = routine->definition->node;
    struct resolver resolver = {.program = program, .routine = routine};
    push_scope(&resolver, function);
    walk(&resolver, function->children[0]);
    declare_parameters(&resolver, program__parameters(function->children[1]));
    walk(&resolver, function->children[2]);
}

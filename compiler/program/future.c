/*
 * What an await awaits: the one place that tells the kinds of futures apart.
 */
#include <string.h>

#include "program/internal.h"

const struct oracle_type program__void_type = {.class = ORACLE_VOID, .spelling = "void"};
const struct oracle_type program__int_type = {
    .class = ORACLE_SCALAR, .size = 4, .align = 4, .spelling = "int"};

struct node *program_strip(struct node *node) {
    while (node->kind == NODE_PAREN && node->child_count)
        node = node->children[0];
    return node;
}

const struct oracle_type *program__value_type(const struct oracle_type *type) {
    if (type && type->class == ORACLE_RECORD && type->spelling &&
        (strcmp(type->spelling, "wok_unit") == 0 || strcmp(type->spelling, "struct wok_unit") == 0))
        return &program__void_type;
    return type;
}

/* A handle is a value even where its future has none; the sequential program says it with a char. */
static const struct oracle_type void_handles[] = {
    [ORACLE_TASK] =
        {.class = ORACLE_SCALAR, .future = ORACLE_TASK, .size = 1, .align = 1, .spelling = "char"},
    [ORACLE_BOXED] =
        {.class = ORACLE_SCALAR, .future = ORACLE_BOXED, .size = 1, .align = 1, .spelling = "char"},
};

const struct oracle_type *program__result_type(struct program *program,
                                               const struct oracle_type *type,
                                               enum oracle_future_class handle) {
    type = type ? program__value_type(type) : &program__void_type;
    if (type->class == ORACLE_VOID)
        return handle ? &void_handles[handle] : &program__void_type;
    if (type->future == handle)
        return type;
    struct oracle_type *result = arena_new(program->arena, struct oracle_type);
    *result = *type;
    result->future = handle;
    return result;
}

const struct oracle_type *program_type(const struct program *program, const struct node *node) {
    const struct tokens *tokens = program->tokens;
    const struct oracle_type *type = oracle_expression_type(
        program->oracle, node_begin_offset(tokens, node), node_end_offset(tokens, node));
    if (!type && node->kind == NODE_PAREN)
        return program_type(program, node->children[0]);
    if (!type && node->kind == NODE_AWAIT) {
        const struct node *operand = program_strip(node->children[0]);
        return operand->kind == NODE_ASYNC_BLOCK ? program_type(program, operand) : NULL;
    }
    if (!type && node->kind == NODE_ASYNC_BLOCK) /* a unit: see oracle/mark.c */
        return &program__void_type;
    return program__value_type(type);
}

bool program_is_array(const struct program *program, struct node *node) {
    node = program_strip(node);
    const struct symbol *symbol = node->kind == NODE_NAME ? program->symbol_at[node->first] : NULL;
    if (symbol && symbol->type)
        return symbol->class == VARIABLE_PLAIN && symbol->type->class == ORACLE_ARRAY;
    return oracle_is_array(program->oracle, node_begin_offset(program->tokens, node),
                           node_end_offset(program->tokens, node));
}

static enum oracle_future_class handle_behind_pointer(const struct program *program,
                                                      const struct node *callee) {
    const struct oracle_type *const *parameters;
    size_t count;
    const struct oracle_type *result =
        oracle_async_callee(program->oracle, node_begin_offset(program->tokens, callee),
                            node_end_offset(program->tokens, callee), &parameters, &count);
    return result ? result->future : ORACLE_PLAIN;
}

/* await f(): a handle if that is what f returns. */
static enum oracle_future_class awaited_handle(const struct program *program,
                                               const struct node *operand) {
    const struct routine *routine = NULL;
    if (operand->kind == NODE_CALL) {
        const struct node *callee = program_strip(operand->children[0]);
        routine = callee->kind == NODE_NAME ? program->routine_at[callee->first] : NULL;
        if (!routine)
            return handle_behind_pointer(program, operand->children[0]);
    } else if (operand->kind == NODE_NAME) {
        const struct symbol *symbol = program->symbol_at[operand->first];
        if (symbol && symbol->kind == SYMBOL_VARIABLE && symbol->block)
            return program_handle(program, symbol->block);
        routine = symbol && symbol->kind == SYMBOL_VARIABLE ? symbol->future_of : NULL;
    } else if (operand->kind == NODE_ASYNC_BLOCK) {
        return program_handle(program, operand);
    }
    return routine ? routine->result->future : ORACLE_PLAIN;
}

static enum oracle_future_class handle_of_last(const struct program *program,
                                               const struct node *block) {
    const struct node *last = block->child_count ? block->children[block->child_count - 1] : NULL;
    return last && last->kind == NODE_EXPRESSION ? program_handle(program, last->children[0])
                                                 : ORACLE_PLAIN;
}

enum oracle_future_class program_handle(const struct program *program, const struct node *node) {
    node = program_strip((struct node *)node);
    switch (node->kind) {
    case NODE_SPAWN:
        return ORACLE_TASK;
    case NODE_BOX:
        return ORACLE_BOXED;
    case NODE_AWAIT:
        return awaited_handle(program, program_strip(node->children[0]));
    case NODE_NAME: {
        const struct symbol *symbol = program->symbol_at[node->first];
        if (symbol && symbol->kind == SYMBOL_VARIABLE)
            return symbol->class == VARIABLE_TASK  ? ORACLE_TASK
                   : symbol->class == VARIABLE_BOX ? ORACLE_BOXED
                                                   : ORACLE_PLAIN;
        break;
    }
    case NODE_CONDITIONAL: {
        enum oracle_future_class then = program_handle(program, node->children[1]);
        return then == program_handle(program, node->children[2]) ? then : ORACLE_PLAIN;
    }
    case NODE_COMMA:
        return program_handle(program, node->children[node->child_count - 1]);
    case NODE_ASYNC_BLOCK:
        return program_handle(program, node->children[0]);
    case NODE_STATEMENT_EXPRESSION:
        return handle_of_last(program, node->children[0]);
    default:
        break;
    }
    const struct tokens *tokens = program->tokens;
    const struct oracle_type *type = oracle_expression_type(
        program->oracle, node_begin_offset(tokens, node), node_end_offset(tokens, node));
    return type ? type->future : ORACLE_PLAIN;
}

static struct future *new_future(struct program *program, enum future_kind kind,
                                 struct node *node) {
    struct future *future = arena_new(program->arena, struct future);
    future->kind = kind;
    future->node = node;
    return future;
}

static void set_arguments(struct future *future, struct node *call, uint32_t first) {
    future->arguments = call->children + first;
    future->argument_count = call->child_count - first;
}

static struct future *future_of_named_call(struct program *program, struct routine *inside,
                                           struct node *call, struct routine *callee) {
    bool embedded = callee->definition &&
                    (!inside || !callee->is_recursive || callee->component != inside->component);
    enum future_kind kind = callee->is_leaf ? FUTURE_LEAF
                            : embedded      ? FUTURE_EMBEDDED
                                            : FUTURE_CALL;
    struct future *future = new_future(program, kind, call);
    future->routine = callee;
    future->result = callee->result;
    set_arguments(future, call, 1);
    return future;
}

static struct future *future_of_call(struct program *program, struct routine *inside,
                                     struct node *call) {
    struct node *callee = program_strip(call->children[0]);
    if (callee->kind == NODE_NAME && program->routine_at[callee->first])
        return future_of_named_call(program, inside, call, program->routine_at[callee->first]);
    const struct oracle_type *const *parameters = NULL;
    size_t count = 0;
    struct node *spelled = call->children[0];
    const struct oracle_type *result =
        oracle_async_callee(program->oracle, node_begin_offset(program->tokens, spelled),
                            node_end_offset(program->tokens, spelled), &parameters, &count);
    if (!result)
        return NULL;
    struct future *future = new_future(program, FUTURE_CALL, call);
    future->callee = spelled;
    future->result = program__result_type(program, result, result->future);
    future->parameters = parameters;
    future->parameter_count = count;
    set_arguments(future, call, 1);
    return future;
}

static struct future *future_of_variable(struct program *program, struct node *name) {
    struct symbol *symbol = program->symbol_at[name->first];
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->class != VARIABLE_FUTURE)
        return NULL;
    struct future *future =
        new_future(program, symbol->block ? FUTURE_BLOCK : FUTURE_VARIABLE, name);
    future->variable = symbol;
    future->block = symbol->block;
    future->routine = symbol->future_of;
    future->result = symbol->block ? symbol->type : symbol->future_of->result;
    return future;
}

static struct future *future_of_block(struct program *program, struct routine *inside,
                                      struct node *block) {
    struct routine *routine = program->routine_at[block->first];
    if (routine)
        return future_of_named_call(program, inside, block, routine);
    struct future *future = new_future(program, FUTURE_BLOCK, block);
    future->block = block;
    future->result = program_type(program, block);
    return future;
}

static const struct oracle_type *handle_result(struct program *program, struct routine *inside,
                                               struct node *handle) {
    if (handle->kind == NODE_SPAWN || handle->kind == NODE_BOX) {
        struct future *started = program_future(program, inside, handle->children[0]);
        return started ? started->result : NULL;
    }
    if (handle->kind == NODE_NAME) {
        const struct symbol *symbol = program->symbol_at[handle->first];
        if (symbol && symbol->kind == SYMBOL_VARIABLE && program_is_handle(symbol))
            return symbol->type;
    }
    return program_type(program, handle);
}

/* The handle is the first argument; of wok_join, the place for the result is the second. */
static struct future *future_of_task(struct program *program, struct routine *inside,
                                     enum future_kind kind, struct node *node,
                                     struct node **arguments, uint32_t count) {
    struct future *future = new_future(program, kind, node);
    future->arguments = arguments;
    future->argument_count = count;
    future->result = kind == FUTURE_TASK || kind == FUTURE_BOX
                         ? handle_result(program, inside, program_strip(arguments[0]))
                         : &program__int_type;
    return future;
}

struct future *program_future(struct program *program, struct routine *inside,
                              struct node *operand) {
    struct node *node = program_strip(operand);
    struct future *future = NULL;
    switch (node->kind) {
    case NODE_CALL:
        future = future_of_call(program, inside, node);
        break;
    case NODE_NAME:
        future = future_of_variable(program, node);
        break;
    case NODE_COLD:
        return program_future(program, inside, node->children[0]);
    case NODE_CANCEL:
        return future_of_task(program, inside, FUTURE_CANCEL, node, node->children, 1);
    case NODE_TASK_JOIN:
        return future_of_task(program, inside, FUTURE_JOIN, node, node->children, 2);
    case NODE_ASYNC_BLOCK:
        return future_of_block(program, inside, node);
    default:
        break;
    }
    enum oracle_future_class handle_class = future ? ORACLE_PLAIN : program_handle(program, node);
    if (handle_class) {
        struct node **handle = arena_array(program->arena, struct node *, 1);
        handle[0] = node;
        future =
            future_of_task(program, inside, handle_class == ORACLE_TASK ? FUTURE_TASK : FUTURE_BOX,
                           node, handle, 1);
    }
    if (!future) {
        const struct oracle_type *type = program_type(program, node);
        program_error(program, inside, DIAGNOSE_AWAIT_NOT_FUTURE, operand,
                      "this is not a future%s%s",
                      type && type->spelling ? ", but a value of type " : "",
                      type && type->spelling ? type->spelling : "");
        diagnose_help(program->diagnostics,
                      "a future is the call of an async function, a variable that holds one, "
                      "an async block, a task(T) handle or a boxed future(T)");
    }
    return future;
}

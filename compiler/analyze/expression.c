/*
 * What an evaluation does to variables and temporaries, in order.
 *
 * A part that may not run (the right side of `&&`, an arm of `?:`) gets blocks of its own when it has
 * an effect or speaks of a future or handle; a pure one only reads, and reading early changes no
 * answer. Notes decide what a node stands for, as they do when the node is printed.
 */
#include "analyze/internal.h"

static void visit(struct builder *builder, struct node *node);

static void visit_children(struct builder *builder, struct node *node, uint32_t from) {
    for (uint32_t i = from; i < node->child_count; i++)
        visit(builder, node->children[i]);
}

static bool has_operator(const struct builder *builder, const struct node *node,
                         const char *operator) {
    return node->token != NO_TOKEN && token_is(builder->program->tokens, node->token, operator);
}

struct symbol *builder__variable(const struct builder *builder, struct node *node) {
    node = program_strip(node);
    if (node->kind != NODE_NAME)
        return NULL;
    struct symbol *symbol = builder->program->symbol_at[node->first];
    return symbol && symbol->kind == SYMBOL_VARIABLE ? symbol : NULL;
}

static bool is_array(const struct symbol *symbol) {
    return symbol->type && symbol->type->class == ORACLE_ARRAY;
}

static void note_address(struct builder *builder, const struct symbol *symbol, struct node *node) {
    if (!builder->flow->address_at[symbol->index])
        builder->flow->address_at[symbol->index] = node;
}

static void visit_name(struct builder *builder, struct node *node) {
    struct symbol *symbol = builder__variable(builder, node);
    if (!symbol)
        return;
    if (is_array(symbol))
        note_address(builder, symbol, node);
    bool moves = symbol->class != VARIABLE_PLAIN && flow_is_handed_on(builder->program, node);
    builder__event(builder, moves ? EVENT_MOVE : EVENT_USE, symbol, node);
}

static struct symbol *visit_place(struct builder *builder, struct node *node);

/* Of a place that no temporary stands for, or not yet. */
static struct symbol *visit_place_now(struct builder *builder, struct node *node) {
    switch (node->kind) {
    case NODE_PAREN:
        return visit_place(builder, node->children[0]);
    case NODE_NAME:
        return builder__variable(builder, node);
    case NODE_MEMBER:
        if (has_operator(builder, node, "."))
            return visit_place(builder, node->children[0]);
        visit(builder, node->children[0]);
        return NULL;
    case NODE_INDEX: {
        struct symbol *symbol = visit_place(builder, node->children[0]);
        visit(builder, node->children[1]);
        if (symbol && !is_array(symbol) && program_strip(node->children[0])->kind == NODE_NAME) {
            builder__event(builder, EVENT_USE, symbol, node); /* a pointer, indexed */
            return NULL;
        }
        return symbol;
    }
    default:
        visit(builder, node);
        return NULL;
    }
}

/* Evaluates what a place is made of. Returns the variable, if the place lies in one. */
static struct symbol *visit_place(struct builder *builder, struct node *node) {
    const struct note *note = lower_note(node);
    if (note && (note->temporary || note->instead)) {
        visit(builder, node);
        return NULL;
    }
    return visit_place_now(builder, node);
}

static void visit_store(struct builder *builder, struct node *place, struct symbol *symbol,
                        bool has_value) {
    if (!symbol)
        return;
    bool is_whole = program_strip(place)->kind == NODE_NAME;
    builder__event(builder, is_whole ? EVENT_SET : EVENT_TOUCH, symbol, place);
    struct block *block = builder->block;
    if (block->events.count && block->events.items[block->events.count - 1].symbol == symbol)
        block->events.items[block->events.count - 1].has_value = has_value;
}

/* `0`, `NULL`, `{0}`: a handle that is none. */
static bool is_no_handle(const struct builder *builder, struct node *node) {
    node = program_strip(node);
    switch (node->kind) {
    case NODE_CONSTANT:
        return true;
    case NODE_CAST:
    case NODE_COMPOUND_LITERAL:
        return is_no_handle(builder, node->children[1]);
    case NODE_INITIALISER_LIST:
        for (uint32_t i = 0; i < node->child_count; i++)
            if (!is_no_handle(builder, node->children[i]))
                return false;
        return true;
    default:
        return false;
    }
}

static void visit_assignment(struct builder *builder, struct node *node) {
    struct node *left = node->children[0], *right = node->children[1];
    struct symbol *symbol = visit_place(builder, left);
    visit(builder, right);
    if (symbol && !has_operator(builder, node, "="))
        builder__event(builder, EVENT_USE, symbol, left);
    visit_store(builder, left, symbol, !is_no_handle(builder, right));
}

static void visit_step_operator(struct builder *builder, struct node *node) {
    struct symbol *symbol = visit_place(builder, node->children[0]);
    if (!symbol)
        return;
    builder__event(builder, EVENT_USE, symbol, node);
    visit_store(builder, node->children[0], symbol, /* has_value */ true);
}

static void visit_unary(struct builder *builder, struct node *node) {
    if (has_operator(builder, node, "++") || has_operator(builder, node, "--")) {
        visit_step_operator(builder, node);
        return;
    }
    if (!has_operator(builder, node, "&")) {
        visit(builder, node->children[0]);
        return;
    }
    struct symbol *symbol = visit_place(builder, node->children[0]);
    if (!symbol)
        return;
    note_address(builder, symbol, node);
    builder__event(builder, EVENT_TOUCH, symbol, node);
}

/* An array inside a variable decays: the variable's address goes somewhere. */
static bool decays(const struct builder *builder, struct node *node) {
    const struct node *parent = node->parent;
    while (parent && parent->kind == NODE_PAREN)
        parent = parent->parent;
    if (parent && (parent->kind == NODE_INDEX || parent->kind == NODE_MEMBER))
        return false;
    return program_is_array(builder->program, node);
}

static void visit_member(struct builder *builder, struct node *node) {
    struct symbol *symbol = visit_place_now(builder, node);
    if (!symbol)
        return;
    if (decays(builder, node))
        note_address(builder, symbol, node);
    builder__event(builder, EVENT_USE, symbol, node);
}

static void visit_index(struct builder *builder, struct node *node) {
    struct symbol *symbol = visit_place_now(builder, node);
    if (!symbol)
        return;
    if (decays(builder, node))
        note_address(builder, symbol, node);
    builder__event(builder, EVENT_USE, symbol, node);
}

/* Does it matter whether this part runs? */
static bool matters(const struct builder *builder, struct node *node) {
    if (node->flags & (NODE_IMPURE | NODE_MANAGED))
        return true;
    const struct symbol *symbol = builder__variable(builder, node);
    if (symbol && symbol->class != VARIABLE_PLAIN)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (matters(builder, node->children[i]))
            return true;
    return false;
}

/* Exactly one of them runs; with `or_none`, perhaps none. */
static void visit_alternatives(struct builder *builder, struct node **nodes, size_t count,
                               size_t stride, bool or_none) {
    bool split = false;
    for (size_t i = 0; i < count; i++)
        split |= matters(builder, nodes[i * stride]);
    if (!split) {
        for (size_t i = 0; i < count; i++)
            visit(builder, nodes[i * stride]);
        return;
    }
    struct block *fork = builder->block, *after = builder__block(builder);
    if (or_none)
        builder__edge(builder, fork, EDGE_NEXT, after);
    for (size_t i = 0; i < count; i++) {
        builder->block = builder__block(builder);
        builder__edge(builder, fork, EDGE_NEXT, builder->block);
        visit(builder, nodes[i * stride]);
        builder__edge(builder, builder->block, EDGE_NEXT, after);
    }
    builder->block = after;
}

static void visit_conditional(struct builder *builder, struct node *node) {
    visit(builder, node->children[0]);
    int truth = builder__truth(builder, node->children[0]);
    if (truth >= 0)
        visit(builder, node->children[truth ? 1 : 2]);
    else
        visit_alternatives(builder, node->children + 1, 2, 1, /* or_none */ false);
}

static void visit_call(struct builder *builder, struct node *node) {
    visit_children(builder, node, 0);
    array_push(builder->arena, &builder->block->calls, node);
    if (endings__has(builder->endings, builder->program, node))
        builder__end(builder);
}

static void visit_started(struct builder *builder, struct node *node) {
    struct symbol *symbol = builder__variable(builder, node->children[0]);
    if (symbol && symbol->class != VARIABLE_PLAIN)
        builder__event(builder, EVENT_MOVE, symbol, program_strip(node->children[0]));
    else
        visit(builder, node->children[0]);
    visit_children(builder, node, 1);
}

static void visit_statement_expression(struct builder *builder, struct node *node) {
    const struct note *note = lower_note(node);
    if (note && note->steps)
        builder__steps(builder, note->steps);
    else
        builder__mention(builder, node);
}

/* What an async_move block takes along. One by reference is met where it is declared. */
static void visit_block(struct builder *builder, struct node *node) {
    const struct routine *routine = builder->program->routine_at[node->first];
    for (size_t i = 0; routine && i < routine->captures.count; i++) {
        struct symbol *symbol = routine->captures.items[i]->captured;
        builder__event(builder, program_is_handle(symbol) ? EVENT_MOVE : EVENT_USE, symbol, node);
    }
}

void builder__evaluate_now(struct builder *builder, struct node *node) {
    const struct note *note = lower_note(node);
    if (note && note->instead) {
        visit(builder, note->instead);
        return;
    }
    switch (node->kind) {
    case NODE_NAME:
        visit_name(builder, node);
        return;
    case NODE_ASSIGN:
        visit_assignment(builder, node);
        return;
    case NODE_POSTFIX:
        visit_step_operator(builder, node);
        return;
    case NODE_UNARY:
        visit_unary(builder, node);
        return;
    case NODE_MEMBER:
        visit_member(builder, node);
        return;
    case NODE_INDEX:
        visit_index(builder, node);
        return;
    case NODE_LOGICAL:
        visit(builder, node->children[0]);
        visit_alternatives(builder, node->children + 1, 1, 1, /* or_none */ true);
        return;
    case NODE_CONDITIONAL:
        visit_conditional(builder, node);
        return;
    case NODE_CONDITIONAL_GNU:
        visit(builder, node->children[0]);
        visit_alternatives(builder, node->children + 1, 1, 1, /* or_none */ true);
        return;
    case NODE_GENERIC:
        if (node->child_count > 2)
            visit_alternatives(builder, node->children + 2, node->child_count / 2, 2,
                               /* or_none */ false);
        return;
    case NODE_CHOOSE:
        visit_alternatives(builder, node->children + 1, 2, 1, /* or_none */ false);
        return;
    case NODE_CALL:
        visit_call(builder, node);
        return;
    case NODE_ASYNC_BLOCK:
        visit_block(builder, node);
        return;
    case NODE_SPAWN:
    case NODE_BOX:
    case NODE_DETACH:
    case NODE_BLOCK_ON:
    case NODE_TRY_BLOCK_ON:
        visit_started(builder, node);
        return;
    case NODE_STATEMENT_EXPRESSION:
        visit_statement_expression(builder, node);
        return;
    case NODE_UNEVALUATED:
    case NODE_TYPE_NAME:
    case NODE_TYPEOF:
    case NODE_SPECIFIERS:
    case NODE_LABEL_ADDRESS:
        return;
    default:
        visit_children(builder, node, 0);
        return;
    }
}

static void visit(struct builder *builder, struct node *node) {
    const struct note *note = lower_note(node);
    if (note && note->temporary)
        builder__temporary(builder, EVENT_USE, note->temporary, node);
    else if (!note || !note->is_void)
        builder__evaluate_now(builder, node);
}

void builder__evaluate(struct builder *builder, struct node *node) {
    visit(builder, node);
}

static void visit_declarator(struct builder *builder, struct node *declarator) {
    for (uint32_t i = 0; i < declarator->child_count; i++) {
        struct node *child = declarator->children[i];
        if (child->kind == NODE_DECLARATOR)
            visit_declarator(builder, child);
        else if (child->kind == NODE_ARRAY)
            visit_children(builder, child, 0);
    }
}

static struct node *block_in(struct node *initialiser) {
    struct node *value = program_strip(initialiser);
    return value->kind == NODE_COLD ? program_strip(value->children[0]) : value;
}

static void declare_block(struct builder *builder, struct node *initialiser,
                          struct action *action) {
    struct node *block = block_in(initialiser);
    const struct note *note = lower_note(block);
    if (block->kind != NODE_ASYNC_BLOCK)
        visit(builder, initialiser); /* moved from another variable */
    else if (note && note->body)
        builder__block_body(builder, note->body, action);
}

static void declare_one(struct builder *builder, struct node *init, struct action *action) {
    struct node *initialiser = NULL;
    if (init->child_count)
        visit_declarator(builder, init->children[0]);
    if (init->child_count > 1 && init->children[1]->kind != NODE_NONE)
        initialiser = init->children[1];
    struct symbol *symbol = flow_declared(builder->flow->routine, init);
    if (initialiser && symbol && symbol->kind == SYMBOL_VARIABLE && symbol->block)
        declare_block(builder, initialiser, action);
    else if (initialiser)
        visit(builder, initialiser);
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->is_static || symbol->is_extern)
        return;
    builder__event(builder, EVENT_DECLARE, symbol, init);
    struct block *block = builder->block;
    block->events.items[block->events.count - 1].has_value =
        initialiser && !(program_is_handle(symbol) && is_no_handle(builder, initialiser));
}

void builder__declare(struct builder *builder, struct step *step) {
    struct node *node = step->node;
    if (node->kind == NODE_INIT_DECLARATOR) {
        declare_one(builder, node, step->from);
        return;
    }
    for (uint32_t i = 1; i < node->child_count; i++)
        if (node->children[i]->kind == NODE_INIT_DECLARATOR)
            declare_one(builder, node->children[i], step->from);
}

void builder__mention(struct builder *builder, struct node *node) {
    for (uint32_t token = node->first; token < node->end; token++) {
        struct symbol *symbol = builder->program->symbol_at[token];
        if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->token == token ||
            symbol->owner != builder->flow->routine)
            continue;
        note_address(builder, symbol, node);
        builder__event(builder, EVENT_USE, symbol, node);
    }
}

/* An await takes a box out of its variable, and a task out of one that `?:` selects. */
static bool is_taken_by_await(const struct program *program, const struct node *name,
                              const struct node *operand) {
    const struct symbol *symbol = program->symbol_at[name->first];
    while (operand != name && operand->kind == NODE_PAREN)
        operand = operand->children[0];
    return symbol && (symbol->class == VARIABLE_BOX || operand != name);
}

bool flow_is_handed_on(const struct program *program, const struct node *name) {
    const struct node *node = name, *parent = name->parent;
    for (; parent; node = parent, parent = parent->parent) {
        switch (parent->kind) {
        case NODE_PAREN:
        case NODE_INITIALISER_LIST:
        case NODE_DESIGNATED:
        case NODE_CONDITIONAL_GNU:
            continue;
        case NODE_COMMA:
            if (node != parent->children[1])
                return false;
            continue;
        case NODE_CONDITIONAL:
            if (node == parent->children[0])
                return false;
            continue;
        case NODE_CAST: /* a cast to void has no value to hand on */
            if (token_is(program->tokens, parent->children[0]->first, "void") &&
                parent->children[0]->end == parent->children[0]->first + 1)
                return false;
            continue;
        case NODE_EXPRESSION: { /* the value of a statement expression */
            const struct node *block = parent->parent;
            if (!block || block->kind != NODE_BLOCK || !block->parent ||
                block->parent->kind != NODE_STATEMENT_EXPRESSION ||
                block->children[block->child_count - 1] != parent)
                return false;
            parent = block->parent;
            continue;
        }
        case NODE_ASSIGN:
            return node == parent->children[1] && token_is(program->tokens, parent->token, "=");
        case NODE_CALL:
            return node != parent->children[0];
        case NODE_COMPOUND_LITERAL:
        case NODE_INIT_DECLARATOR:
        case NODE_RETURN:
        case NODE_SPAWN:
            return true;
        case NODE_AWAIT:
            return is_taken_by_await(program, name, node);
        default:
            return false;
        }
    }
    return false;
}

/*
 * Where control must not go: out of a defer, a branch of join or the expression of a race (E0201),
 * into the scope of a defer or cleanup variable past it (E0202), and no await in a defer (E0203).
 */
#include <string.h>

#include "check/internal.h"

/* The thing around `node`, below `limit`, that control flow cannot leave. */
static const struct node *barrier_around(const struct node *node, const struct node *limit) {
    for (const struct node *parent = node->parent; parent && node != limit;
         node = parent, parent = parent->parent) {
        if (parent == limit)
            return NULL;
        if (parent->kind == NODE_DEFER || parent->kind == NODE_JOIN ||
            parent->kind == NODE_ASYNC_BLOCK)
            return parent;
        if (parent->kind == NODE_WHEN && node == parent->children[0])
            return parent;
    }
    return NULL;
}

static const char *barrier_name(const struct node *barrier) {
    switch (barrier->kind) {
    case NODE_DEFER:
        return "a defer";
    case NODE_JOIN:
        return "a branch of join";
    case NODE_ASYNC_BLOCK:
        return "an async block";
    default:
        return "the expression of a race's arm";
    }
}

static void report_exit(struct checker *checker, struct node *node, const struct node *barrier) {
    check__error(checker, DIAGNOSE_JUMP_OUT, node, "`%s` leaves %s",
                 token_string(checker->program->tokens, node->first), barrier_name(barrier));
    diagnose_note(checker->program->diagnostics,
                  node_begin_offset(checker->program->tokens, barrier),
                  node_begin_offset(checker->program->tokens, barrier), "which begins here");
    check__help(checker, barrier->kind == NODE_ASYNC_BLOCK
                             ? "the value of a block is its last expression"
                         : barrier->kind == NODE_DEFER
                             ? "a defer runs to its end on every way out of its scope"
                             : "let the branch store a value, and decide after it");
}

/* What a break (continue) belongs to, or NULL. */
static const struct node *construct_of(const struct node *node) {
    bool is_break = node->kind == NODE_BREAK;
    for (const struct node *parent = node->parent; parent; parent = parent->parent)
        if (parent->kind == NODE_WHILE || parent->kind == NODE_DO || parent->kind == NODE_FOR ||
            (is_break && parent->kind == NODE_SWITCH))
            return parent;
    return NULL;
}

static void check_exit(struct checker *checker, struct node *node) {
    const struct node *target = node->kind == NODE_RETURN ? NULL : construct_of(node);
    const struct node *barrier = barrier_around(node, target);
    if (barrier)
        report_exit(checker, node, barrier);
}

static struct node *find_label(const struct program *program, struct node *node, const char *name) {
    if (node->kind == NODE_LABEL && token_is(program->tokens, node->name, name))
        return node;
    for (uint32_t i = 0; i < node->child_count; i++) {
        struct node *found = find_label(program, node->children[i], name);
        if (found)
            return found;
    }
    return NULL;
}

/* What has something to run at the end of its scope: a defer, a cleanup variable, a handle. */
static const struct node *managed_statement(const struct program *program,
                                            const struct node *node) {
    while ((node->kind == NODE_LABEL || node->kind == NODE_CASE || node->kind == NODE_DEFAULT) &&
           node->child_count)
        node = node->children[node->child_count - 1];
    if (node->kind == NODE_DEFER)
        return node;
    if (node->kind != NODE_DECLARATION)
        return NULL;
    for (uint32_t token = node->first; token < node->end; token++) {
        const struct symbol *symbol = program->symbol_at[token];
        if (symbol && symbol->token == token && symbol->kind == SYMBOL_VARIABLE &&
            (symbol->cleanup || program_is_handle(symbol)))
            return node;
    }
    return NULL;
}

/* A defer that is live at `to` and not at `from`. */
static const struct node *entered_defer(const struct program *program, const struct node *from,
                                        const struct node *to) {
    for (const struct node *child = to, *block = to->parent; block;
         child = block, block = block->parent) {
        if (block->kind != NODE_BLOCK)
            continue;
        bool is_outer = check__is_inside(from, block);
        for (uint32_t i = 0; i < block->child_count && block->children[i] != child; i++) {
            const struct node *managed = managed_statement(program, block->children[i]);
            if (managed && !(is_outer && managed->end <= from->first))
                return managed;
        }
    }
    return NULL;
}

static void check_entry(struct checker *checker, struct node *jump, const struct node *from,
                        const struct node *to) {
    const struct node *managed = entered_defer(checker->program, from, to);
    if (!managed)
        return;
    bool is_defer = managed->kind == NODE_DEFER;
    check__error(checker, DIAGNOSE_JUMP_INTO_DEFER, jump,
                 "this jump enters the scope of %s past it",
                 is_defer ? "a defer" : "a handle or of a variable with a cleanup attribute");
    check__note(checker->program, managed, "which begins here");
    check__help(checker, "give the %s a block of its own, or jump to before it",
                is_defer ? "defer" : "variable");
}

/* The label may be outside of the block that this routine is; else the C compiler says so. */
static void check_goto_out_of_block(struct checker *checker, struct node *node) {
    const struct routine *root = program_root(checker->routine);
    if (root != checker->routine &&
        find_label(checker->program, root->definition->node->children[2],
                   token_string(checker->program->tokens, node->name)))
        report_exit(checker, node, checker->routine->block);
}

static void check_goto(struct checker *checker, struct node *node) {
    struct program *program = checker->program;
    struct node *label = find_label(program, checker->routine->definition->node->children[2],
                                    token_string(program->tokens, node->name));
    if (!label) {
        check_goto_out_of_block(checker, node);
        return;
    }
    for (const struct node *at = node, *barrier; (barrier = barrier_around(at, NULL)); at = barrier)
        if (!check__is_inside(label, barrier)) {
            report_exit(checker, node, barrier);
            return;
        }
    for (const struct node *at = label, *barrier; (barrier = barrier_around(at, NULL));
         at = barrier)
        if (!check__is_inside(node, barrier)) {
            check__error(checker, DIAGNOSE_JUMP_INTO_DEFER, node, "this jump enters %s",
                         barrier_name(barrier));
            return;
        }
    check_entry(checker, node, node, label);
}

static void check_case(struct checker *checker, struct node *node) {
    const struct node *selection = check__around(node, NODE_SWITCH);
    if (selection)
        check_entry(checker, node, selection, node);
}

static void check_await(struct checker *checker, struct node *node) {
    const struct node *parent = node->parent;
    while (parent && parent->kind != NODE_DEFER && parent->kind != NODE_AWAIT &&
           parent->kind != NODE_ASYNC_BLOCK && parent->kind != NODE_JOIN &&
           parent->kind != NODE_RACE)
        parent = parent->parent;
    if (!parent || parent->kind != NODE_DEFER)
        return;
    check__error(checker, DIAGNOSE_AWAIT_IN_DEFER, node, "%s in a defer is not supported",
                 node->kind == NODE_AWAIT  ? "await"
                 : node->kind == NODE_JOIN ? "join"
                                           : "race");
    check__help(checker,
                "a defer also runs on cancellation, where nothing can be waited for; to let "
                "something go on alone, spawn it and detach it");
}

void check__control_node(struct checker *checker, struct node *node) {
    switch (node->kind) {
    case NODE_RETURN:
    case NODE_BREAK:
    case NODE_CONTINUE:
        check_exit(checker, node);
        return;
    case NODE_GOTO:
        check_goto(checker, node);
        return;
    case NODE_CASE:
    case NODE_DEFAULT:
        check_case(checker, node);
        return;
    case NODE_AWAIT:
    case NODE_JOIN:
    case NODE_RACE:
        check_await(checker, node);
        return;
    default:
        return;
    }
}
